package rdfio

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// Mistakes, where they are reported, and what is said about them. Columns are
// code points from 1.
func TestErrors(t *testing.T) {
	const p = "@prefix ex: <http://e/> .\n"
	for _, test := range []struct {
		f         Format
		in        string
		line, col int
		msg, hint string
	}{
		{Turtle, "foaf:a a foaf:b .", 1, 1, "'foaf:' is not declared", "@prefix foaf: <http://xmlns.com/foaf/0.1/> ."},
		{Turtle, p + "ex:a ex:b ey:c .", 2, 11, "'ey:' is not declared", "declare it"},
		{Turtle, p + "ex:a ex:b ex:c\nex:d ex:e ex:f .", 3, 1, "expected '.', ';' or ','", "missing"},
		{Turtle, p + "ex:a ex:b ex:c", 2, 15, "expected '.'", "complete"},
		{Turtle, p + "ex:ä ex:b 'x ", 2, 11, "not closed", "quote"},
		{Turtle, p + "ex:a ex:b '''x ", 2, 11, "not closed", "complete"},
		{Turtle, p + "ex:a ex:b <http://e/x y> .", 2, 22, "cannot contain a space", "%20"},
		{Turtle, p + "ex:a ex:b <http://e/x\n> .", 2, 22, "not closed on its line", "'>'"},
		{Turtle, "<a> <http://e/b> 1 .", 1, 1, "relative", "base"},
		{Turtle, p + "ex:a True ex:b .", 2, 6, "'True' has no prefix", "lower case"},
		{Turtle, p + "a a ex:b .", 2, 1, "'a' has no prefix", "predicate"},
		{Turtle, p + "ex:a ex:b word .", 2, 11, "'word' has no prefix", "prefix:name"},
		{Turtle, p + "ex:g { ex:a ex:b ex:c }", 2, 6, "expected a predicate", ""},
		{Turtle, p + "ex:a ex:b 1 { }", 2, 13, "',', ';', '.' or '{|'", ""},
		{Turtle, "@prefix ex <http://e/> .", 1, 9, "'ex' has no prefix", ""},
		{Turtle, "@prefixx ex: <http://e/> .", 1, 1, "unknown directive", "@prefix"},
		{Turtle, p + "ex:a ex:b \"x\"@en--up .", 2, 14, "--up", "--ltr or --rtl"},
		{Turtle, p + "ex:a ex:b \"\\x\" .", 2, 12, "unknown escape \\x", ""},
		{Turtle, p + "ex:a ex:b \"\\é\" .", 2, 12, "unknown escape \\é", ""},
		{Turtle, p + "ex:a ex:b '''\\é''' .", 2, 14, "unknown escape \\é", ""},
		{NTriples, "<http://e/s> <http://e/p> \"a\\\n\" .", 1, 27, "not closed on its line", ""},
		{Turtle, p + "ex:a ex:b%zz 1 .", 2, 10, "two hexadecimal digits", "\\%"},
		{Turtle, p + "ex:a ex:b [ ex:c 1 .", 2, 20, "expected ']'", ""},
		{Turtle, p + "ex:a ex:b ( 1 2", 2, 16, "the end of the list", "complete"},
		{Turtle, p + "ex:a ex:b \"x\"^^ 1 .", 2, 17, "the datatype", ""},
		{Turtle, p + "ex:a ex:b \"x\"^^<" + rdfLangString + "> .", 2, 16, "needs a language", "@en"},
		{Turtle, p + "ex:a [] 1 .", 2, 6, "expected a predicate", ""},
		{Turtle, p + "<< ex:a ex:b 1 > ex:c 1 .", 2, 16, "'>>'", ""},
		{Turtle, p + "\r\n\r\nex:a ex:b é .", 4, 11, "'é' has no prefix", ""},
		{TriG, p + "ex:g { ex:a ex:b 1 ex:c ex:d 2 }", 2, 20, "'.' after the triples", ""},
		{TriG, p + "ex:g { ex:a ex:b 1 ", 2, 20, "'.' after the triples", "complete"},
		{TriG, p + "GRAPH ( 1 ) { }", 2, 7, "the graph's name", ""},
		{NTriples, "<http://e/s> <http://e/p> <o> .", 1, 27, "relative", "absolute IRIs only"},
		{NTriples, "<http://e/s> <http://e/p> <http://e/o>", 1, 39, "expected '.'", ""},
		{NTriples, "\n<http://e/s> <http://e/p> <http://e/o> . x", 2, 42, "the end of the line", ""},
		{NTriples, "<http://e/s> _:b <http://e/o> .", 1, 14, "a predicate", ""},
		{NTriples, "\"s\" <http://e/p> <http://e/o> .", 1, 1, "a subject", ""},
		{NTriples, "<http://e/s> <http://e/p> \"ü", 1, 27, "not closed on its line", "quote"},
		{NTriples, "<http://e/s> <http://e/p> 1 .", 1, 27, "an object", ""},
		{NTriples, "<http://e/s> <http://e/p> <http://e/o> <http://e/g> .", 1, 40, "expected '.'", "N-Quads"},
		{RDFXML, "<!DOCTYPE html>\n<html>", 1, 11, "web page", "media type"},
		{RDFXML, "<!doctype html>\n<html>", 1, 1, "web page", "media type"},
		{RDFXML, "\n<html xmlns='http://www.w3.org/1999/xhtml'/>", 2, 1, "web page", "media type"},
		{NQuads, "<http://e/s> <http://e/p> <http://e/o> \"g\" .", 1, 40, "expected '.'", ""},
		{NTriples, "VERSION 1.2", 1, 9, "the version", ""},
	} {
		_, err := parse([]byte(test.in), test.f, Options{File: "f"})
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%s %q: %v", test.f, test.in, err)
			continue
		}
		if e.File != "f" || e.Line != test.line || e.Column != test.col || !strings.Contains(e.Msg, test.msg) || !strings.Contains(e.Hint, test.hint) {
			t.Errorf("%s %q:\n got %d:%d %q (%q)\nwant %d:%d %q (%q)", test.f, test.in, e.Line, e.Column, e.Msg, e.Hint, test.line, test.col, test.msg, test.hint)
		}
		if line := 1 + strings.Count(test.in[:e.Offset], "\n"); line != e.Line {
			t.Errorf("%s %q: offset %d is in line %d, not %d", test.f, test.in, e.Offset, line, e.Line)
		}
	}
}

// SkipBad goes on behind a bad line and is told of each; what it gets counts.
func TestSkipBad(t *testing.T) {
	doc := "<http://e/1> <http://e/p> \"ok\" .\n" +
		"rubbish\n" +
		"<http://e/2> <http://e/p> \"unclosed .\n" +
		"<http://e/3> <http://e/p> \"\\q\" .\r\n" +
		"<http://e/4> <http://e/p> \"\xff\" .\n" +
		"<http://e/5> <http://e/p> \"ends in a backslash\\\n" +
		"<http://e/6> <http://e/p> \"ok\" .\n" +
		"<http://e/6> <http://e/p> \"ok too\" . <http://e/7>\n" +
		"<http://e/6> <http://e/p> \"last\" ."
	for _, f := range []Format{NTriples, NQuads} {
		var places []int
		quads, err := parse([]byte(doc), f, Options{SkipBad: func(e *Error) bool {
			places = append(places, e.Line*100+e.Column)
			return true
		}})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, q := range quads {
			got = append(got, q.S.Value+" "+q.O.Value)
		}
		if want := "http://e/1 ok|http://e/6 ok|http://e/6 last"; strings.Join(got, "|") != want {
			t.Errorf("%s: got %q", f, got)
		}
		if want := []int{201, 327, 428, 528, 627, 838}; !slices.Equal(places, want) {
			t.Errorf("%s: places %v, want %v", f, places, want)
		}
		n := 0
		_, err = parse([]byte(doc), f, Options{SkipBad: func(*Error) bool { n++; return n < 2 }})
		var e *Error
		if !errors.As(err, &e) || e.Line != 3 {
			t.Errorf("%s: skipping one only: %v", f, err)
		}
	}
}

func TestErrorText(t *testing.T) {
	for want, e := range map[string]*Error{
		"f.ttl:3:4: wrong (do it right)": {File: "f.ttl", Line: 3, Column: 4, Msg: "wrong", Hint: "do it right"},
		"3:4: wrong":                     {Line: 3, Column: 4, Msg: "wrong"},
		"f.ttl: wrong":                   {File: "f.ttl", Msg: "wrong"},
		"wrong":                          {Msg: "wrong"},
	} {
		if got := e.Error(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
