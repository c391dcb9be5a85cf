package repl

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
)

// newlineMark stands for a newline while a statement of several lines is
// edited on one line; U+2424 is drawn as a small "NL".
const newlineMark = "\u2424"

const (
	maxSequenceBytes = 64      // an escape sequence longer than this is noise
	maxInlinePaste   = 512     // a longer paste is set aside: readline redraws the whole line for every rune
	maxPasteBytes    = 1 << 20 // the query text limit; more is refused, not cut
	maxShelvedPastes = 32      // older pastes are forgotten
)

// The bytes that switch bracketed paste on and off, and those the terminal
// then sends around a paste.
const (
	pasteOn    = "\x1b[?2004h"
	pasteOff   = "\x1b[?2004l"
	pasteEnd   = "\x1b[201~"
	keyHome    = "\x01"
	keyEnd     = "\x05"
	keyLeft    = "\x1b[D"
	keyRight   = "\x1b[C"
	wordLeft   = "\x1bb"
	wordRight  = "\x1bf"
	deleteWord = "\x1bd"
	deleteChar = "\x1b[3~"
)

// keyFilter stands between the terminal and readline and turns what terminals
// send into what readline v1.5.1 understands:
//
//   - a bracketed paste becomes one line, its newlines written as newlineMark
//     and its tabs as two spaces, so it neither runs line by line nor asks for
//     completion; a large one is set aside on the shelf and a short name typed;
//   - Home, End and the word keys in the spellings readline ignores;
//   - Ctrl-Z (it would stop the parent process too), Ctrl-Space (it would end
//     the input) and Delete on an empty line (the same) are dropped, and so is
//     every control character that readline would insert as it is.
//
// It is used by one reader at a time; setEmpty may be called from another
// goroutine, and is what the editor knows, a little late.
type keyFilter struct {
	src   io.Reader
	shelf *pasteShelf
	empty atomic.Bool // the line being edited is empty

	in      []byte // read buffer
	out     []byte // translated, not yet handed on
	seq     []byte // an escape sequence begun
	paste   []byte // the paste so far
	pasting bool
	over    bool // the paste went over its limit
	err     error
}

// newKeyFilter returns a filter over src that sets large pastes aside on shelf.
func newKeyFilter(src io.Reader, shelf *pasteShelf) *keyFilter {
	k := &keyFilter{src: src, shelf: shelf, in: make([]byte, 4096)}
	k.empty.Store(true)
	return k
}

// setEmpty tells the filter whether the line being edited is empty.
func (k *keyFilter) setEmpty(yes bool) { k.empty.Store(yes) }

// Read implements io.Reader. It returns only once there is something to give.
func (k *keyFilter) Read(p []byte) (int, error) {
	for len(k.out) == 0 {
		if k.err != nil {
			return 0, k.err
		}
		var n int
		n, k.err = k.src.Read(k.in)
		for _, b := range k.in[:n] {
			k.step(b)
		}
	}
	n := copy(p, k.out)
	k.out = k.out[:copy(k.out, k.out[n:])]
	return n, nil
}

// Close implements io.Closer; the source is not the filter's to close.
func (k *keyFilter) Close() error { return nil }

// step takes one byte from the terminal.
func (k *keyFilter) step(b byte) {
	switch {
	case k.pasting:
		k.stepPaste(b)
	case len(k.seq) > 0:
		k.stepSequence(b)
	case b == 0x1b:
		k.seq = append(k.seq, b)
	case b < 0x20 && !understood(b):
		// Dropped: see the type's comment.
	default:
		// A guess that holds until setEmpty knows: keys come in bursts.
		switch {
		case b == '\r' || b == '\n':
			k.empty.Store(true)
		case b >= 0x20 && b != 0x7f:
			k.empty.Store(false)
		}
		k.out = append(k.out, b)
	}
}

// understood reports whether readline has a meaning for the control character.
func understood(b byte) bool {
	switch b {
	case 0x00, 0x0f, 0x11, 0x16, 0x18, 0x1a, 0x1c, 0x1d, 0x1e, 0x1f:
		return false
	}
	return true
}

// stepPaste takes one byte of a paste and notices its end.
func (k *keyFilter) stepPaste(b byte) {
	k.paste = append(k.paste, b)
	if b == '~' && bytes.HasSuffix(k.paste, []byte(pasteEnd)) {
		text := k.paste[:len(k.paste)-len(pasteEnd)]
		k.pasting = false
		k.out = append(k.out, k.endPaste(text)...)
		k.empty.Store(false)
		k.paste, k.over = nil, false
		return
	}
	if len(k.paste) > maxPasteBytes+len(pasteEnd) {
		// Keep only what is needed to see the end coming.
		k.over = true
		k.paste = append(k.paste[:0], k.paste[len(k.paste)-len(pasteEnd):]...)
	}
}

// endPaste gives what is typed for a finished paste.
func (k *keyFilter) endPaste(raw []byte) string {
	if k.over {
		return k.shelf.refuse()
	}
	text := cleanPaste(string(raw))
	if len(text) > maxInlinePaste {
		return k.shelf.put(text)
	}
	return flatten(text)
}

// cleanPaste normalises line ends and drops what cannot be part of a text:
// a paste must not be able to press keys.
func cleanPaste(s string) string {
	s = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\t", "  ").Replace(s)
	s = strings.Map(func(r rune) rune {
		if r == '\n' || r >= 0x20 && r != 0x7f && (r < 0x80 || r > 0x9f) {
			return r
		}
		return -1
	}, s)
	return strings.TrimRight(s, "\n")
}

// stepSequence takes one byte of an escape sequence and translates it when whole.
func (k *keyFilter) stepSequence(b byte) {
	if b == 0x1b && len(k.seq) == 1 {
		return // ESC ESC [ D: some terminals' Alt-Left; one ESC will do
	}
	k.seq = append(k.seq, b)
	if len(k.seq) > maxSequenceBytes {
		k.seq = k.seq[:0]
		return
	}
	if !wholeSequence(k.seq) {
		return
	}
	s := string(k.seq)
	k.seq = k.seq[:0]
	k.out = append(k.out, k.translate(s)...)
}

// wholeSequence reports whether s, of at least two bytes, is a complete sequence.
func wholeSequence(s []byte) bool {
	last := s[len(s)-1]
	switch s[1] {
	case '[':
		if len(s) == 3 && last == '[' {
			return false // the Linux console's function keys: ESC [ [ A
		}
		return len(s) > 2 && last >= 0x40 && last <= 0x7e
	case 'O':
		return len(s) == 3
	}
	return true
}

// translate gives the bytes readline is to see for a whole escape sequence.
func (k *keyFilter) translate(s string) string {
	switch s[1] {
	case '[':
		return k.translateCSI(s[2:len(s)-1], s[len(s)-1])
	case 'O':
		return translateSS3(s[2])
	case '\r', '\n':
		return newlineMark // Alt-Enter: a newline in the statement
	}
	if s[1] < 0x20 && !understood(s[1]) {
		return ""
	}
	return s
}

// translateCSI translates ESC [ params final.
func (k *keyFilter) translateCSI(params string, final byte) string {
	if strings.HasPrefix(params, "[") {
		return "" // a function key of the Linux console
	}
	first, modifier, _ := strings.Cut(params, ";")
	word := modifier == "5" || modifier == "3" || first == "5" && modifier == ""
	switch final {
	case 'A', 'B':
		return "\x1b[" + string(final)
	case 'C':
		return pick(word, wordRight, keyRight)
	case 'D':
		return pick(word, wordLeft, keyLeft)
	case 'H':
		return keyHome
	case 'F':
		return keyEnd
	case '~':
		return k.translateTilde(first, modifier)
	}
	return ""
}

// translateTilde translates ESC [ n ~.
func (k *keyFilter) translateTilde(first, modifier string) string {
	switch first {
	case "1", "7":
		return keyHome
	case "4", "8":
		return keyEnd
	case "3":
		if k.empty.Load() {
			return ""
		}
		return pick(modifier != "", deleteWord, deleteChar)
	case "200":
		k.pasting = true
	}
	return ""
}

// translateSS3 translates ESC O x.
func translateSS3(x byte) string {
	switch x {
	case 'A', 'B', 'C', 'D':
		return "\x1b[" + string(x)
	case 'H':
		return keyHome
	case 'F':
		return keyEnd
	case 'c':
		return wordRight
	case 'd':
		return wordLeft
	case 'M':
		return "\r" // the keypad's Enter
	}
	return ""
}

// pick is yes ? a : b.
func pick[T any](yes bool, a, b T) T {
	if yes {
		return a
	}
	return b
}

// flatten writes a text of several lines as one, for editing.
func flatten(s string) string { return strings.ReplaceAll(s, "\n", newlineMark) }

// unflatten is the reverse of flatten.
func unflatten(s string) string { return strings.ReplaceAll(s, newlineMark, "\n") }

// pasteShelf keeps large pastes, each under the short name that stands for it
// in the edited line. It may be used by several goroutines.
type pasteShelf struct {
	mu    sync.Mutex
	n     int
	texts map[int]string
}

// put shelves text and gives its name.
func (p *pasteShelf) put(text string) string {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.texts == nil {
		p.texts = map[int]string{}
	}
	p.n++
	p.texts[p.n] = text
	delete(p.texts, p.n-maxShelvedPastes)
	return fmt.Sprintf("«paste %d: %d lines»", p.n, strings.Count(text, "\n")+1)
}

// refuse gives the name of a paste that was too large to keep.
func (p *pasteShelf) refuse() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.n++
	return fmt.Sprintf("«paste %d: over 1 MiB»", p.n)
}

// expand puts shelved pastes in place of their names. A name without a text is
// an error: the paste was too large or is long gone.
func (p *pasteShelf) expand(line string) (string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(line, "«paste ")
		b.WriteString(before)
		if !found {
			return b.String(), nil
		}
		name, after, closed := strings.Cut(rest, "»")
		number, _, _ := strings.Cut(name, ":")
		n, err := strconv.Atoi(number)
		text, kept := p.texts[n]
		switch {
		case !closed || err != nil || n > p.n:
			b.WriteString("«paste ") // somebody's own text
			line = rest
			continue
		case !kept:
			return "", fmt.Errorf("paste %d is not kept: it was larger than 1 MiB, or too long ago", n)
		}
		b.WriteString(text)
		line = after
	}
}
