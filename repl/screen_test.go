package repl

import (
	"bytes"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"
)

// screen is a terminal as a person sees it: what the shell writes is carried
// out on a grid of characters. It knows what readline and the shell use.
type screen struct {
	columns  int
	lines    [][]glyph
	row, col int
	style    string // the SGR parameters in force
	link     string // the address that what is written now leads to
	rest     []byte // of a sequence or a character that is not whole yet
}

// glyph is one character with its colours.
type glyph struct {
	text  string
	style string
	link  string // "": none
}

// newScreen returns an empty screen; it is as high as what is written.
func newScreen(columns int) *screen { return &screen{columns: columns, lines: [][]glyph{nil}} }

// Write implements io.Writer.
func (s *screen) Write(p []byte) (int, error) {
	data := append(s.rest, p...)
	s.rest = nil
	for len(data) > 0 {
		n := s.step(data)
		if n == 0 {
			s.rest = append([]byte(nil), data...)
			break
		}
		data = data[n:]
	}
	return len(p), nil
}

// step carries out the first character or sequence; 0 asks for more bytes.
func (s *screen) step(data []byte) int {
	switch data[0] {
	case '\r':
		s.col = 0
	case '\n':
		s.down(1)
	case '\b':
		s.col = max(s.col-1, 0)
	case 0x07:
	case 0x1b:
		return s.sequence(data)
	default:
		if !utf8.FullRune(data) {
			return 0
		}
		r, n := utf8.DecodeRune(data)
		s.put(string(r))
		return n
	}
	return 1
}

// down moves the cursor down, making lines where there are none.
func (s *screen) down(n int) {
	for s.row += n; s.row >= len(s.lines); {
		s.lines = append(s.lines, nil)
	}
}

// put writes a character and moves on; the cursor waits at the edge.
func (s *screen) put(text string) {
	if s.col >= s.columns {
		s.col = 0
		s.down(1)
	}
	line := s.lines[s.row]
	for len(line) <= s.col {
		line = append(line, glyph{text: " "})
	}
	line[s.col] = glyph{text, s.style, s.link}
	s.lines[s.row] = line
	s.col++
}

// sequence carries out an escape sequence.
func (s *screen) sequence(data []byte) int {
	if len(data) < 2 {
		return 0
	}
	if data[1] == ']' {
		return s.command(data)
	}
	if data[1] != '[' {
		return 2
	}
	end := 2
	for end < len(data) && (data[end] < 0x40 || data[end] > 0x7e) {
		end++
	}
	if end == len(data) {
		return 0
	}
	params := string(data[2:end])
	n, err := strconv.Atoi(params)
	if err != nil {
		n = 1
	}
	switch data[end] {
	case 'A':
		s.row = max(s.row-n, 0)
	case 'B':
		s.down(n)
	case 'C':
		s.col = min(s.col+n, s.columns-1)
	case 'D':
		s.col = max(s.col-n, 0)
	case 'J':
		s.erase()
		s.lines = s.lines[:s.row+1]
	case 'K':
		s.erase()
		if params == "2" {
			s.lines[s.row] = nil
		}
	case 'm':
		s.paint(params)
	}
	return end + 1
}

// command carries out an operating system command; it knows hyperlinks.
func (s *screen) command(data []byte) int {
	end := bytes.IndexAny(data[2:], "\a\x1b") + 2
	if end < 2 || end+1 == len(data) && data[end] == 0x1b {
		return 0
	}
	if link, ok := bytes.CutPrefix(data[2:end], []byte("8;")); ok {
		_, address, _ := strings.Cut(string(link), ";")
		s.link = address
	}
	if data[end] == 0x1b {
		end++ // the second byte of ST
	}
	return end + 1
}

// links are the texts that lead somewhere, with where, as "text → address".
func (s *screen) links() []string {
	var list []string
	text, address := "", ""
	for _, line := range s.lines {
		for _, g := range append(line, glyph{}) {
			if g.link != address && address != "" {
				list = append(list, text+" → "+address)
			}
			if g.link != address {
				text, address = "", g.link
			}
			text += g.text
		}
	}
	return list
}

// erase clears from the cursor to the end of its line.
func (s *screen) erase() {
	if line := s.lines[s.row]; s.col < len(line) {
		s.lines[s.row] = line[:s.col]
	}
}

// paint notes colours.
func (s *screen) paint(params string) {
	if params == "" || params == "0" {
		s.style = ""
		return
	}
	s.style = strings.TrimPrefix(s.style+";"+params, ";")
}

// line is the text of a row, without blanks at its end.
func (s *screen) line(row int) string {
	var b strings.Builder
	for _, g := range s.lines[row] {
		b.WriteString(g.text)
	}
	return strings.TrimRight(b.String(), " ")
}

// text is all the rows from one on.
func (s *screen) text(from int) string {
	var b strings.Builder
	for row := from; row < len(s.lines); row++ {
		b.WriteString(s.line(row) + "\n")
	}
	return b.String()
}

func TestScreen(t *testing.T) {
	for in, want := range map[string]string{
		"one\r\ntwo":                          "one\ntwo\n",
		"abc\b\bX":                            "aXc\n",
		"abcdefghij":                          "abcde\nfghij\n",
		"abcde\rX":                            "Xbcde\n",
		"a\x1b[1;31mb\x1b[0mc":                "abc\n",
		"one\r\ntwo\x1b[A\x1b[3D\x1b[JX":      "X\n",
		"ab\x1b[2Kx":                          "  x\n",
		"\x1b[?2004hé…\x1b[?2004l":            "é…\n",
		"a\x1b]8;;http://x\x1b\\b\x1b]8;;\ac": "abc\n",
		"one\r\ntwo\r\n\x1b[2A\x1b[C\x1b[K":   "o\ntwo\n\n",
	} {
		s := newScreen(5)
		for _, b := range []byte(in) { // in pieces as small as they come
			_, _ = s.Write([]byte{b})
		}
		if got := s.text(0); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}
