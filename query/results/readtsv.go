package results

import (
	"bufio"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/trivet-rdf/trivet/graph"
)

func readTSV(r *bufio.Reader, to receiver) error {
	skipBOM(r)
	head, err := tsvLine(r, 1)
	if errors.Is(err, io.EOF) {
		return &Error{Format: TSV, Line: 1, Msg: "the document is empty", Hint: "expected a line of variables"}
	}
	if err != nil {
		return err
	}
	if head == "true" || head == "false" {
		return to.bool(head == "true")
	}
	names, err := tsvHead(head)
	if err != nil {
		return err
	}
	if err := to.head(names); err != nil {
		return err
	}
	for line := 2; ; line++ {
		text, err := tsvLine(r, line)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		row, err := tsvRow(text, len(names), line)
		if err != nil {
			return err
		}
		if err := to.row(row); err != nil {
			return err
		}
	}
}

// tsvLine reads a line without its end; io.EOF when there is none.
func tsvLine(r *bufio.Reader, line int) (string, error) {
	var b []byte
	for {
		part, err := r.ReadSlice('\n')
		b = append(b, part...)
		if len(b) > maxLineBytes {
			return "", &Error{Format: TSV, Line: line, Msg: "the line is too long", Hint: "at most 64 MiB", Err: ErrLimit}
		}
		if err == nil || errors.Is(err, io.EOF) && len(b) > 0 {
			break
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return "", err
		}
	}
	if !utf8.Valid(b) {
		return "", &Error{Format: TSV, Line: line, Msg: "the text is not UTF-8"}
	}
	return strings.TrimSuffix(strings.TrimSuffix(string(b), "\n"), "\r"), nil
}

func tsvHead(line string) ([]string, error) {
	if line == "" {
		return nil, nil
	}
	var cols columns
	column := 1
	for name := range strings.SplitSeq(line, "\t") {
		v := strings.TrimSpace(name)
		if len(v) < 2 || v[0] != '?' && v[0] != '$' {
			return nil, &Error{Format: TSV, Line: 1, Column: column, Msg: "expected a variable, found " + strconv.Quote(v),
				Hint: "the first line is ?name, tab, ?name ..."}
		}
		if !cols.add(v[1:]) {
			return nil, &Error{Format: TSV, Line: 1, Column: column, Msg: twice(v[1:])}
		}
		column += utf8.RuneCountInString(name) + 1
	}
	return cols.names, nil
}

func tsvRow(text string, width, line int) ([]graph.Term, error) {
	row := make([]graph.Term, width)
	if width == 0 && text == "" {
		return row, nil
	}
	if n := strings.Count(text, "\t") + 1; n != width {
		return nil, &Error{Format: TSV, Line: line, Msg: "the row has " + strconv.Itoa(n) + " cells, the header " + strconv.Itoa(width)}
	}
	start := 0
	for i := range row {
		end := start + len(text[start:])
		if tab := strings.IndexByte(text[start:], '\t'); tab >= 0 {
			end = start + tab
		}
		t, at, err := tsvCell(text[start:end])
		if err != nil {
			e := &Error{Format: TSV, Line: line, Column: utf8.RuneCountInString(text[:start+at]) + 1, Msg: err.Error()}
			var bad *syntaxError
			if errors.As(err, &bad) {
				e.Hint, e.Err = bad.hint, bad.err
			}
			return nil, e
		}
		row[i] = t
		start = end + 1
	}
	return row, nil
}

// tsvCell reads one term; an empty cell is the zero term. at is the byte of an error.
func tsvCell(cell string) (t graph.Term, at int, err error) {
	if cell == "" {
		return t, 0, nil
	}
	p := scanner{s: cell}
	p.space()
	if t, err = p.term(); err == nil {
		p.space()
		if p.i == len(cell) {
			return t, 0, nil
		}
		err = p.fail(p.i, "unexpected text after the term", "cells are parted by tabs")
	}
	var bad *syntaxError
	if errors.As(err, &bad) {
		at = bad.at
	}
	return graph.Term{}, at, err
}
