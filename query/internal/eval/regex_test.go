package eval

import "testing"

// TestRegexSyntax checks the translation of XPath's regular expressions: "y"
// matches, "n" does not, "e" is an invalid pattern.
func TestRegexSyntax(t *testing.T) {
	tests := []struct {
		pattern, flags, input string
		want                  byte
	}{
		{`^\d+$`, "", "123", 'y'}, {`^\d+$`, "", "٣", 'y'}, {`^\D$`, "", "x", 'y'}, {`^\D$`, "", "٣", 'n'},
		{`^\w+$`, "", "Aé9+", 'y'}, {`\w`, "", "_", 'n'}, {`\W`, "", "_", 'y'}, {`\w`, "", " .-", 'n'},
		{`^\s$`, "", "\t", 'y'}, {`\s`, "", "\u00a0", 'n'}, {`\s`, "", "\f", 'n'}, {`^\S$`, "", "\u00a0", 'y'},
		{`^\i\c*$`, "", "a-b.c:d", 'y'}, {`^\i`, "", "1", 'n'}, {`^\I$`, "", "1", 'y'}, {`^\C$`, "", " ", 'y'},
		{`^[\i-[:]][\c-[:]]*$`, "", "a:b", 'n'}, {`^[\i-[:]][\c-[:]]*$`, "", "ab1", 'y'},
		{`^[a-z-[aeiou]]+$`, "", "xyz", 'y'}, {`^[a-z-[aeiou]]+$`, "", "xya", 'n'}, {`^[a-z-[aeiou]]+$`, "i", "XYZ", 'y'}, {`^[a-z-[aeiou]]+$`, "i", "XYA", 'n'},
		{`^[^a-c]$`, "", "d", 'y'}, {`^[^a-c]$`, "", "b", 'n'}, {`^[^a-c]$`, "i", "B", 'n'}, {`^[a-]$`, "", "-", 'y'}, {`^[-a]$`, "", "-", 'y'}, {`[a-c-z]`, "", "-", 'y'},
		{`^[\]\-\\]+$`, "", `]-\`, 'y'}, {`^[\n\r\t]$`, "", "\n", 'y'}, {`^[.*+?$^]+$`, "", ".*+?$^", 'y'}, {`[\d\s]`, "", "5", 'y'}, {`^[^\d]$`, "", "5", 'n'},
		{`\p{Lu}`, "", "É", 'y'}, {`\p{Lu}`, "", "é", 'n'}, {`\P{L}`, "", "1", 'y'}, {`[\p{Nd}-[5]]`, "", "5", 'n'}, {`\p{IsBasicLatin}`, "", "a", 'y'}, {`^\p{IsGreek}+$`, "", "αβγ", 'y'},
		{`\p{IsHiragana}`, "", "べ", 'y'}, {`\P{IsCyrillic}`, "", "ж", 'n'}, {`\p{Greek}`, "", "α", 'y'}, {`\p{Cn}`, "", "\U000e0080", 'y'}, {`\p{IsNoSuch}`, "", "a", 'e'}, {`\p{Xx}`, "", "a", 'e'}, {`\pL`, "", "a", 'e'},
		{`a.c`, "", "a\rc", 'n'}, {`a.c`, "s", "a\nc", 'y'}, {`a.c`, "", "a\U0001F46Ac", 'y'},
		{`^a$`, "", "a\n", 'n'}, {`^b`, "m", "a\nb", 'y'}, {`a$`, "m", "a\nb", 'y'},
		{`a{2}`, "", "aa", 'y'}, {`^a{2,}$`, "", "aaa", 'y'}, {`^a{1,2}$`, "", "aaa", 'n'}, {`a{,2}`, "", "a", 'e'}, {`a{x}`, "", "a{x}", 'e'}, {`a{2`, "", "a", 'e'}, {`a{2,1}`, "", "a", 'e'}, {`a{1001}`, "", "a", 'e'},
		{`a+?b`, "", "aab", 'y'}, {`(?:ab)+`, "", "abab", 'y'}, {`(?i)ABC`, "", "abc", 'y'}, {`(?i:A)b`, "", "ab", 'y'}, {`(?P<x>a)`, "", "a", 'e'}, {`(?=a)`, "", "a", 'e'}, {`(?)`, "", "a", 'e'},
		{`(a)\1`, "", "aa", 'e'}, {`\b`, "", "a", 'y'}, {`\Aa`, "", "a", 'e'}, {`a\z`, "", "a", 'e'}, {`\Q.\E`, "", ".", 'e'}, {`\x41`, "", "A", 'e'}, {`\`, "", "a", 'e'}, {`[\`, "", "a", 'e'},
		{`[[:alpha:]]`, "", "a", 'e'}, {`[]`, "", "a", 'e'}, {`[^]`, "", "a", 'e'}, {`[a`, "", "a", 'e'}, {`[z-a]`, "", "a", 'e'}, {`[a-\d]`, "", "a", 'e'}, {`a]`, "", "a]", 'e'}, {`a}`, "", "a}", 'e'}, {`[a-z-[b]`, "", "a", 'e'},
		{`(`, "", "", 'e'}, {`)`, "", "", 'e'}, {`*a`, "", "", 'e'}, {`a|b`, "", "b", 'y'}, {``, "", "x", 'y'}, {`\$\^\.\|`, "", "$^.|", 'y'}, {`\/\'\-`, "", `/'-`, 'y'},
		{`hello world`, "x", "helloworld", 'y'}, {`hello[ ]world`, "x", "hello world", 'y'}, {`h e\sl`, "x", "he l", 'y'},
		{`a.b[`, "q", "xa.b[x", 'y'}, {`A.B`, "qi", "a.b", 'y'}, {`^a`, "qm", "^a", 'y'}, {`straße`, "i", "STRAßE", 'y'}, {`k`, "i", "\u212a", 'y'}, {`[k]`, "i", "\u212a", 'y'},
		{`a`, "g", "a", 'e'}, {`a`, "ii", "A", 'y'}, {"\xff", "", "a", 'e'},
	}
	for _, tt := range tests {
		p := compilePattern(tt.pattern, tt.flags)
		got := byte('e')
		if p != nil {
			got = 'n'
			if p.re.MatchString(tt.input) {
				got = 'y'
			}
		}
		if got != tt.want {
			t.Errorf("%q with %q on %q: %c, want %c", tt.pattern, tt.flags, tt.input, got, tt.want)
		}
	}
}

// FuzzRegex checks that no pattern makes the translation panic or hang.
func FuzzRegex(f *testing.F) {
	for _, s := range []string{`^[a-z-[aeiou]]+$`, `\p{IsGreek}{2,3}?`, `(?i:a)|[\d\s^-]`, `[\]`, `a{1,`, `\c[\i-[:]]`, "[^\x00-\U0010ffff]"} {
		f.Add(s, "imsx", "some input")
	}
	f.Fuzz(func(t *testing.T, pattern, flags, input string) {
		if len(pattern) > 100 || len(input) > 100 {
			return
		}
		if p := compilePattern(pattern, flags); p != nil {
			p.re.MatchString(input)
		}
	})
}

// TestRuneSet checks the algebra of character sets.
func TestRuneSet(t *testing.T) {
	letters := runeSet{{'a', 'z'}}
	if got := letters.minus(runeSet{{'c', 'd'}, {'x', 'z'}}).String(); got != `[\x{61}-\x{62}\x{65}-\x{77}]` {
		t.Errorf("difference: %s", got)
	}
	if got := letters.complement().complement(); len(got) != 1 || got[0] != letters[0] {
		t.Errorf("double complement: %v", got)
	}
	if got := (runeSet{}).complement().complement(); len(got) != 0 {
		t.Errorf("complement of all: %v", got)
	}
	if got := (runeSet{{5, 9}, {1, 4}, {9, 12}}).normal(); len(got) != 1 || got[0] != (runeRange{1, 12}) {
		t.Errorf("normal form: %v", got)
	}
}
