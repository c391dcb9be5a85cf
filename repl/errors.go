package repl

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// ErrorReport is what is to say about an error, for people and for programs.
type ErrorReport struct {
	Message string `json:"message"`
	Hint    string `json:"hint,omitempty"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`   // from 1
	Column  int    `json:"column,omitempty"` // in characters, from 1
}

// DescribeError takes an error apart.
func DescribeError(err error) ErrorReport {
	r := ErrorReport{Message: visible(err.Error())}
	var (
		se     *syntax.Error
		re     *rdfio.Error
		path   *fs.PathError
		hinter interface{ Hint() string }
	)
	switch {
	case errors.As(err, &se):
		r.Message, r.Hint = visible(se.Msg), se.Hint
		r.Line, r.Column = se.Span.Start.Line, se.Span.Start.Column
	case errors.As(err, &re):
		r.Hint, r.File, r.Line, r.Column = re.Hint, re.File, re.Line, re.Column
	case errors.As(err, &hinter):
		r.Hint = hinter.Hint()
	case errors.Is(err, context.Canceled):
		r.Message = "stopped"
	case errors.Is(err, context.DeadlineExceeded):
		r.Hint = "--timeout and .timeout set the time a query may take"
	case errors.As(err, &path) && errors.Is(err, fs.ErrNotExist):
		r.Message, r.Hint = notThere(path.Path)
	case errors.Is(err, query.ErrNoLoader):
		r.Hint = ".load FILE reads a file and .fetch URL a document, as trivet load and trivet fetch do"
	case errors.Is(err, query.ErrNoService):
		r.Hint = ".connect URL sends whole queries to an endpoint, as --endpoint URL does"
	default:
		r.Hint = fetchHint(err)
	}
	if name := fileOf(err); name != "" {
		r.File = visible(name)
	}
	r.Hint = visible(r.Hint)
	return r
}

// notThere says what is missing of a path, and what may have been meant.
func notThere(path string) (msg, hint string) {
	if dir := filepath.Dir(path); dir != "." {
		if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
			return visible(path) + ": there is no folder " + visible(dir), ""
		}
	}
	if near := nearestFile(path); near != "" {
		hint = "did you mean " + near + "?"
	}
	return "there is no file " + visible(path), hint
}

// fileOf is the file that holds the text an error is about, where the error says so
// with a method File, or "".
func fileOf(err error) string {
	var in interface{ File() string }
	if errors.As(err, &in) {
		return in.File()
	}
	return ""
}

// PrintError writes err for people: what is wrong, where, and what may help.
// text is the query the error is about, or "".
func PrintError(w io.Writer, err error, text string, color bool) {
	var se *syntax.Error
	label := "error: "
	if color {
		label = "\x1b[1;31merror:\x1b[0m "
	}
	drawn := ""
	if text != "" && errors.As(err, &se) {
		drawn = Visible(se.Pretty(text))
		if name := fileOf(err); name != "" {
			drawn = visible(name) + ":" + drawn
		}
	} else {
		r := DescribeError(err)
		drawn = r.Message + "\n"
		if r.Hint != "" && !strings.Contains(r.Message, r.Hint) {
			drawn += "hint: " + r.Hint + "\n"
		}
	}
	if color {
		drawn = decorated(drawn, sgrWrong)
	}
	_, _ = fmt.Fprintf(w, "%s%s\n", label, strings.TrimRight(drawn, "\n"))
}

// visible makes control characters visible, so that no text of others can act
// on the terminal: ESC becomes U+241B, and the invisible characters that change
// the direction of text become U+FFFD.
func visible(s string) string {
	if !strings.ContainsFunc(s, hostile) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case !hostile(r):
			return r
		case r < 0x20:
			return 0x2400 + r
		case r == 0x7f:
			return 0x2421
		}
		return 0xfffd
	}, s)
}

// Visible makes the control characters of a text visible, newlines apart, so
// that no text of others can act on the terminal it is printed to: ESC becomes
// U+241B, and characters that change the direction of text become U+FFFD.
func Visible(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = visible(line)
	}
	return strings.Join(lines, "\n")
}

// hostile reports whether a character would act on a terminal or on the order
// of the text around it.
func hostile(r rune) bool {
	return r < 0x20 || r >= 0x7f && r <= 0x9f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 ||
		r == 0x200e || r == 0x200f || r == 0x061c || r == 0x2028 || r == 0x2029
}
