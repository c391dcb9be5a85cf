package repl

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
)

// typed is what readline sees of the bytes a terminal sends.
func typed(t *testing.T, shelf *pasteShelf, empty bool, in io.Reader) string {
	t.Helper()
	k := newKeyFilter(in, shelf)
	k.setEmpty(empty)
	out, err := io.ReadAll(k)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestKeyFilter(t *testing.T) {
	paste := func(s string) string { return "\x1b[200~" + s + pasteEnd }
	tests := []struct{ name, in, want string }{
		{"plain text", "SELECT é 漢 😀\r", "SELECT é 漢 😀\r"},
		{"home and end of xterm", "\x1b[1~\x1b[4~", "\x01\x05"},
		{"home and end of rxvt", "\x1b[7~\x1b[8~", "\x01\x05"},
		{"home and end, CSI and SS3", "\x1b[H\x1b[F\x1bOH\x1bOF", "\x01\x05\x01\x05"},
		{"arrows", "\x1b[A\x1b[B\x1b[C\x1b[D", "\x1b[A\x1b[B\x1b[C\x1b[D"},
		{"arrows in application mode", "\x1bOA\x1bOD", "\x1b[A\x1b[D"},
		{"Ctrl-arrows move by words", "\x1b[1;5C\x1b[1;5D", "\x1bf\x1bb"},
		{"Alt-arrows move by words", "\x1b[1;3C\x1b[1;3D", "\x1bf\x1bb"},
		{"Shift-arrow is an arrow", "\x1b[1;2C", "\x1b[C"},
		{"rxvt Ctrl-arrows", "\x1bOc\x1bOd\x1b[5C", "\x1bf\x1bb\x1bf"},
		{"Delete in a line", "\x1b[3~", "\x1b[3~"},
		{"Ctrl-Delete deletes a word", "\x1b[3;5~", "\x1bd"},
		{"Alt-b and Alt-f stay", "\x1bb\x1bf", "\x1bb\x1bf"},
		{"Alt-Enter is a newline in the statement", "a\x1b\rb", "a" + newlineMark + "b"},
		{"keypad Enter", "\x1bOM", "\r"},
		{"Ctrl-Z dropped", "a\x1ab", "ab"},
		{"Ctrl-Space dropped", "a\x00b", "ab"},
		{"the same with Alt dropped", "\x1b\x1a\x1b\x00", ""},
		{"control characters without a meaning dropped", "\x0f\x11\x16\x18\x1c\x1d\x1e\x1f", ""},
		{"function, page and insert keys dropped", "\x1b[15~\x1b[5~\x1b[6~\x1b[2~\x1bOP\x1b[Z", ""},
		{"Linux console function key dropped", "\x1b[[Ax", "x"},
		{"focus and mouse reports dropped", "\x1b[I\x1b[O\x1b[<0;1;2M", ""},
		{"endless sequence dropped", "\x1b[" + strings.Repeat("1;", 40) + "x", strings.Repeat("1;", 9)[1:] + "x"},
		{"doubled escape", "\x1b\x1b[D", "\x1b[D"},
		{"paste of one line", paste("a b"), "a b"},
		{"paste of lines", paste("a\r\nb\rc\nd"), "a␤b␤c␤d"},
		{"tab in a paste", paste("\ta"), "  a"},
		{"tab typed", "\ta", "\ta"},
		{"a paste cannot press keys", paste("a\x03\x04\x1b[A\x7f\u009bb"), "a[Ab"},
		{"newlines at the end of a paste go", paste("a\n\n"), "a"},
		{"text after a paste", paste("a") + "\r", "a\r"},
		{"paste end without start", pasteEnd + "x", "x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var whole, single pasteShelf
			if got := typed(t, &whole, false, strings.NewReader(tt.in)); got != tt.want && tt.name != "endless sequence dropped" {
				t.Errorf("at once: got %q, want %q", got, tt.want)
			}
			if a, b := typed(t, &whole, false, strings.NewReader(tt.in)),
				typed(t, &single, false, iotest.OneByteReader(strings.NewReader(tt.in))); a != b {
				t.Errorf("byte by byte %q, at once %q", b, a)
			}
		})
	}
}

func TestDeleteOnEmptyLineDoesNotLeave(t *testing.T) {
	var shelf pasteShelf
	if got := typed(t, &shelf, true, strings.NewReader("\x1b[3~")); got != "" {
		t.Errorf("got %q: readline takes it for Ctrl-D", got)
	}
	if got := typed(t, &shelf, true, strings.NewReader("ab\x1b[D\x1b[3~\r\x1b[3~")); got != "ab\x1b[D\x1b[3~\r" {
		t.Errorf("in a burst of keys: got %q", got)
	}
}

func TestLargePasteIsSetAside(t *testing.T) {
	var shelf pasteShelf
	text := strings.Repeat("?s ?p ?o .\n", 200)
	got := typed(t, &shelf, true, strings.NewReader("x \x1b[200~"+text+pasteEnd+" y"))
	if want := "x «paste 1: 200 lines» y"; got != want {
		t.Fatalf("got %q, want %q", got, want)
	}
	back, err := shelf.expand(got)
	if err != nil || back != "x "+strings.TrimRight(text, "\n")+" y" {
		t.Errorf("expanded to %d bytes, err %v", len(back), err)
	}
}

func TestHugePasteIsRefused(t *testing.T) {
	var shelf pasteShelf
	text := strings.Repeat("x", maxPasteBytes+10)
	got := typed(t, &shelf, true, strings.NewReader("\x1b[200~"+text+pasteEnd+"after"))
	if want := "«paste 1: over 1 MiB»after"; got != want {
		t.Fatalf("got %.80q, want %q", got, want)
	}
	if _, err := shelf.expand(got); err == nil {
		t.Error("no error for a paste that was not kept")
	}
}

func TestShelfForgetsOldPastes(t *testing.T) {
	var shelf pasteShelf
	first := shelf.put("first")
	for range maxShelvedPastes {
		shelf.put("x")
	}
	if _, err := shelf.expand(first); err == nil {
		t.Error("the first paste is still there")
	}
	own := "«paste of mine» and «paste 99: none"
	if got, err := shelf.expand(own); err != nil || got != own {
		t.Errorf("own text became %q, %v", got, err)
	}
}

func TestKeyFilterPassesErrorsOn(t *testing.T) {
	broken := errors.New("broken")
	k := newKeyFilter(io.MultiReader(strings.NewReader("ab\x1b["), iotest.ErrReader(broken)), &pasteShelf{})
	out, err := io.ReadAll(k)
	if string(out) != "ab" || !errors.Is(err, broken) {
		t.Errorf("got %q, %v", out, err)
	}
}

func FuzzKeyFilter(f *testing.F) {
	f.Add([]byte("a\x1b[200~b\nc\x1b[201~\x1b[1;5C\x00\x1a"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var a, b pasteShelf
		x := typed(t, &a, false, strings.NewReader(string(data)))
		y := typed(t, &b, false, iotest.OneByteReader(strings.NewReader(string(data))))
		if x != y {
			t.Errorf("depends on how reads are cut: %q, %q", x, y)
		}
		if strings.ContainsAny(x, "\x00\x1a") {
			t.Errorf("a key that must not pass: %q", x)
		}
	})
}
