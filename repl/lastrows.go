package repl

import (
	"fmt"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// lastMark stands for the rows of the last result in VALUES: "VALUES _" is all
// of its columns, "VALUES ?x _" and "VALUES (?x ?y) _" are some.
const lastMark = "_"

// lastUse is one place where a text uses the last result.
type lastUse struct {
	start, end int      // from the word VALUES to behind the mark
	columns    []string // the variables named, nil for all
	inside     bool     // it stands in braces
}

// lastUses finds the places. A VALUES that data follows is not one.
func lastUses(text string) []lastUse {
	if !strings.Contains(text, lastMark) {
		return nil
	}
	var uses []lastUse
	var at *lastUse
	depth := 0
	for _, t := range syntax.Tokens(text) {
		word := text[t.Start:t.End]
		switch {
		case t.Kind == syntax.TokenSpace, t.Kind == syntax.TokenComment:
		case strings.EqualFold(word, "VALUES"):
			at = &lastUse{start: t.Start, inside: depth > 0}
		case at == nil:
		case t.Kind == syntax.TokenVariable:
			at.columns = append(at.columns, word[1:])
		case word == lastMark:
			at.end = t.End
			uses = append(uses, *at)
			at = nil
		case word != "(" && word != ")":
			at = nil
		}
		if t.Kind == syntax.TokenPunctuation {
			depth += strings.Count(word, "{") - strings.Count(word, "}")
		}
	}
	return uses
}

// withoutLast is the text with something of the same length in place of the
// last result, so that the parser can judge it and its errors stay in place: an
// empty group in braces, nothing behind them.
func withoutLast(text string) string {
	for _, u := range slices.Backward(lastUses(text)) {
		block := pick(u.inside, "{}", "  ") + strings.Repeat(" ", u.end-u.start-2)
		text = text[:u.start] + block + text[u.end:]
	}
	return text
}

// withLast is the text with the rows of the last result written out. A text
// that is wrong elsewhere gives its error, with its places in the text as it was.
func (s *Session) withLast(text string) (string, error) {
	uses := lastUses(text)
	if len(uses) == 0 {
		return text, nil
	}
	blank := withoutLast(text)
	o := syntax.Options{Prefixes: s.known(text)}
	_, err := syntax.Parse(blank, o)
	if isUpdate(text) {
		_, err = syntax.ParseUpdate(blank, o)
	}
	if err != nil {
		return "", &statementError{text: text, err: err}
	}
	for _, u := range slices.Backward(uses) {
		block, err := s.lastBlock(u.columns)
		if err != nil {
			return "", err
		}
		text = text[:u.start] + block + text[u.end:]
	}
	return text, nil
}

// lastBlock writes columns of the last result as a VALUES block.
func (s *Session) lastBlock(columns []string) (string, error) {
	if s.last == nil || len(s.last.Names) == 0 {
		return "", &UsageError{Msg: "_ is the last result, and there is none yet", Usage: "SELECT something first"}
	}
	if columns == nil {
		columns = s.last.Names
	}
	places := make([]int, len(columns))
	for i, name := range columns {
		if places[i] = slices.Index(s.last.Names, name); places[i] < 0 {
			return "", &UsageError{Msg: fmt.Sprintf("the last result has no column ?%s", name),
				Usage: "it has ?" + strings.Join(s.last.Names, " ?")}
		}
	}
	var b strings.Builder
	b.WriteString("VALUES (?" + strings.Join(columns, " ?") + ") {")
	seen := map[string]bool{}
	for _, row := range s.last.Rows {
		line, err := valuesRow(columns, places, row)
		if err != nil {
			return "", err
		}
		if !seen[line] { // a row that comes twice would double what it is joined with
			seen[line] = true
			b.WriteString(" " + line)
		}
	}
	b.WriteString(" }")
	return b.String(), nil
}

// valuesRow writes one row of a VALUES block.
func valuesRow(columns []string, places []int, row []graph.Term) (string, error) {
	var b strings.Builder
	b.WriteByte('(')
	for i, at := range places {
		t := row[at]
		switch {
		case t.IsAny():
			b.WriteString(" UNDEF")
		case t.IsBlank():
			return "", &UsageError{Msg: fmt.Sprintf("?%s has blank nodes, which a query cannot name", columns[i]),
				Usage: "VALUES ?x _ takes the column ?x alone, VALUES (?x ?y) _ two"}
		default:
			b.WriteString(" " + t.NTriples())
		}
	}
	b.WriteString(" )")
	return b.String(), nil
}
