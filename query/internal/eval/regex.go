package eval

import (
	"regexp"
	"regexp/syntax"
	"strings"

	"github.com/trivet-rdf/trivet/query/internal/value"
)

// pattern is a compiled regular expression.
type pattern struct {
	re    *regexp.Regexp
	steps int64 // instructions of its program: work per byte of input
	quote bool  // flag q: the replacement of REPLACE is literal too
	word  *word // what the expression is, where it is one
}

// maxPatterns is how many compiled patterns a query keeps.
const maxPatterns = 64

// regexCache keeps the patterns of a query by their text and flags; the oldest
// makes room for a new one.
type regexCache struct {
	patterns map[[2]string]*pattern // nil for an invalid pattern
	order    [][2]string            // oldest first
}

// pattern gives the compiled pattern; an invalid one is an expression error.
func (env *Env) pattern(text, flags string) (*pattern, error) {
	limits := env.Limits.withDefaults()
	if len(text) > limits.MaxRegexBytes {
		return nil, &LimitError{Name: "MaxRegexBytes", Limit: "bytes of a regular expression", Max: int64(limits.MaxRegexBytes)}
	}
	c := &env.Dict.regexes
	key := [2]string{text, flags}
	p, known := c.patterns[key]
	if !known {
		p = compilePattern(text, flags)
		c.put(key, p)
	}
	if p == nil {
		return nil, value.ErrArgument
	}
	return p, nil
}

// put adds a pattern.
func (c *regexCache) put(key [2]string, p *pattern) {
	if c.patterns == nil {
		c.patterns = make(map[[2]string]*pattern, maxPatterns)
	}
	if len(c.order) >= maxPatterns {
		delete(c.patterns, c.order[0])
		c.order = append(c.order[:0], c.order[1:]...)
	}
	c.patterns[key] = p
	c.order = append(c.order, key)
}

// compilePattern compiles an XPath regular expression; nil when it is invalid,
// or uses back-references, which need more than linear time.
func compilePattern(text, flags string) *pattern {
	f, ok := parseFlags(flags)
	if !ok {
		return nil
	}
	expr := regexp.QuoteMeta(text)
	if !f.quote {
		if expr, ok = translate(text, f); !ok {
			return nil
		}
	}
	expr = f.prefix() + expr
	parsed, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		return nil
	}
	parsed = parsed.Simplify()
	prog, err := syntax.Compile(parsed)
	if err != nil {
		return nil
	}
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil
	}
	p := &pattern{re: re, steps: int64(len(prog.Inst)), quote: f.quote}
	if w, ok := wordOf(parsed); ok {
		p.word = &w
	}
	return p
}

// regexFlags are the flags of XPath Functions 3.1 section 5.6.2.
type regexFlags struct {
	dotAll   bool // s: . matches line ends
	multi    bool // m: ^ and $ match at line ends
	fold     bool // i: letter case does not matter
	extended bool // x: white space in the pattern is ignored
	quote    bool // q: the pattern is literal text
}

// parseFlags reads the flags; ok is false for an unknown one.
func parseFlags(s string) (f regexFlags, ok bool) {
	for _, c := range s {
		switch c {
		case 's':
			f.dotAll = true
		case 'm':
			f.multi = true
		case 'i':
			f.fold = true
		case 'x':
			f.extended = true
		case 'q':
			f.quote = true
		default:
			return f, false
		}
	}
	return f, true
}

// prefix is the flags that Go's syntax has too.
func (f regexFlags) prefix() string {
	switch {
	case f.fold && f.multi && !f.quote:
		return "(?im)"
	case f.fold:
		return "(?i)"
	case f.multi && !f.quote:
		return "(?m)"
	}
	return ""
}

// affordable checks that matching s stays within the limit on work.
func (env *Env) affordable(p *pattern, s string) error {
	if limit := env.Limits.withDefaults().MaxRegexSteps; p.steps*int64(len(s)+1) > limit {
		return &LimitError{
			Name: "MaxRegexSteps", Limit: "size of a regular expression times length of its input", Max: limit,
			Hint: "simplify the expression, or search in a shorter string with SUBSTR",
		}
	}
	return nil
}

// regexArgs checks the arguments of REGEX and REPLACE and gives the pattern.
func (env *Env) regexArgs(s, text value.Value, rest []value.Value) (*pattern, error) {
	if !s.IsString() || text.Kind() != value.String {
		return nil, value.ErrType
	}
	flags := ""
	if len(rest) > 0 {
		if rest[0].Kind() != value.String {
			return nil, value.ErrType
		}
		flags = rest[0].Lexical()
	}
	p, err := env.pattern(text.Lexical(), flags)
	if err != nil {
		return nil, err
	}
	return p, env.affordable(p, s.Lexical())
}

// regexMatch is REGEX(text, pattern [, flags]) (fn:matches).
func regexMatch(env *Env, a []value.Value) (value.Value, error) {
	p, err := env.regexArgs(a[0], a[1], a[2:])
	if err != nil {
		return value.Value{}, err
	}
	if p.word != nil {
		if found, known := p.word.in(a[0].Lexical()); known {
			return value.NewBoolean(found), nil
		}
	}
	return value.NewBoolean(p.re.MatchString(a[0].Lexical())), nil
}

// regexReplace is REPLACE(text, pattern, replacement [, flags]) (fn:replace). A
// pattern that matches the empty string is an error, as XPath says.
func regexReplace(env *Env, a []value.Value) (value.Value, error) {
	p, err := env.regexArgs(a[0], a[1], a[3:])
	switch {
	case err != nil:
		return value.Value{}, err
	case a[2].Kind() != value.String:
		return value.Value{}, value.ErrType
	case p.re.MatchString(""):
		return value.Value{}, value.ErrArgument
	}
	s := a[0].Lexical()
	pieces, ok := replacement(a[2].Lexical(), p)
	if !ok {
		return value.Value{}, value.ErrArgument
	}
	var b strings.Builder
	last := 0
	for at := range matches(p.re, s) {
		b.WriteString(s[last:at[0]])
		for _, piece := range pieces {
			b.WriteString(piece.expand(s, at))
		}
		last = at[1]
		if err := env.sized(b.Len()); err != nil {
			return value.Value{}, err
		}
	}
	b.WriteString(s[last:])
	if err := env.sized(b.Len()); err != nil {
		return value.Value{}, err
	}
	return a[0].Like(b.String()), nil
}

// matches gives the matches one after another, as the places of the groups in
// s. No match is empty. Searching restarts behind each match with an index
// rather than a shorter string, so ^ keeps its meaning.
func matches(re *regexp.Regexp, s string) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		for _, at := range re.FindAllStringSubmatchIndex(s, -1) {
			if !yield(at) {
				return
			}
		}
	}
}

// piece is part of a replacement: literal text, or a group when group >= 0.
type piece struct {
	text  string
	group int
}

// expand is the piece's text for a match.
func (p piece) expand(s string, at []int) string {
	if p.group < 0 {
		return p.text
	}
	if i := 2 * p.group; i+1 < len(at) && at[i] >= 0 {
		return s[at[i]:at[i+1]]
	}
	return ""
}

// replacement takes a replacement string apart: $N, \$ and \\ are special, any
// other use of $ and \ is an error.
func replacement(s string, p *pattern) (out []piece, ok bool) {
	if p.quote {
		return []piece{{s, -1}}, true
	}
	for s != "" {
		n := strings.IndexAny(s, `$\`)
		if n < 0 {
			return append(out, piece{s, -1}), true
		}
		if n > 0 {
			out = append(out, piece{s[:n], -1})
		}
		if n+1 == len(s) {
			return nil, false
		}
		c := s[n+1]
		switch {
		case s[n] == '\\' && (c == '\\' || c == '$'):
			out = append(out, piece{string(c), -1})
			s = s[n+2:]
		case s[n] == '$' && c >= '0' && c <= '9':
			group, used := groupNumber(s[n+1:], p.re.NumSubexp())
			out = append(out, piece{"", group})
			s = s[n+1+used:]
		default:
			return nil, false
		}
	}
	return out, true
}

// groupNumber reads the longest number that is a group of the pattern, or else
// one digit, of a group that matches nothing.
func groupNumber(s string, groups int) (n, used int) {
	n, used = int(s[0]-'0'), 1
	for used < len(s) && s[used] >= '0' && s[used] <= '9' && n*10+int(s[used]-'0') <= groups {
		n = n*10 + int(s[used]-'0')
		used++
	}
	return n, used
}
