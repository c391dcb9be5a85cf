package repl

import "strings"

// infix writes the expressions of a plan as queries have them: "(> ?d 2012)" as
// "?d > 2012", "(strlen ?n)" as "STRLEN(?n)". A text that is not such an
// expression stays as it is.
func infix(detail string) string {
	i := strings.IndexByte(detail, '(')
	if i < 0 || strings.Contains(detail[:i], `"`) {
		return detail
	}
	r := sexpReader{text: detail[i:]}
	e, ok := r.read(0)
	if !ok || len(e.list) == 0 {
		return detail
	}
	return detail[:i] + e.text(true) + infix(r.text[r.at:])
}

// sexp is an expression in parentheses, or one word of it.
type sexp struct {
	word string
	list []sexp // of an expression; the first is what is done
}

// sexpReader takes an expression apart.
type sexpReader struct {
	text string
	at   int
}

// maxSexpDepth is how deep expressions may be to be rewritten.
const maxSexpDepth = 64

// read reads one expression or word.
func (r *sexpReader) read(depth int) (sexp, bool) {
	r.blanks()
	if depth > maxSexpDepth || r.at == len(r.text) {
		return sexp{}, false
	}
	if r.text[r.at] != '(' {
		return r.atom()
	}
	r.at++
	var e sexp
	for {
		r.blanks()
		if r.at == len(r.text) {
			return e, false
		}
		if r.text[r.at] == ')' {
			r.at++
			return e, true
		}
		one, ok := r.read(depth + 1)
		if !ok {
			return e, false
		}
		e.list = append(e.list, one)
	}
}

// blanks passes blanks.
func (r *sexpReader) blanks() {
	for r.at < len(r.text) && r.text[r.at] == ' ' {
		r.at++
	}
}

// atom reads a word: to the next blank or parenthesis, strings whole.
func (r *sexpReader) atom() (sexp, bool) {
	start := r.at
	for r.at < len(r.text) && !strings.ContainsRune(" ()", rune(r.text[r.at])) {
		if r.text[r.at] == '"' {
			r.at += quotedLength(r.text[r.at:])
			continue
		}
		r.at++
	}
	return sexp{word: r.text[start:r.at]}, r.at > start
}

// binary lists the operators that stand between their operands.
func binary(word string) bool {
	switch word {
	case "=", "!=", "<", ">", "<=", ">=", "&&", "||", "+", "-", "*", "/":
		return true
	}
	return false
}

// text writes the expression; an outermost one needs no parentheses.
func (e sexp) text(outer bool) string {
	if len(e.list) == 0 {
		return e.word
	}
	head, args := e.list[0].word, make([]string, 0, len(e.list)-1)
	for _, a := range e.list[1:] {
		args = append(args, a.text(false))
	}
	switch {
	case head == "reverse" && len(args) == 1:
		return "^" + args[0]
	case strings.HasPrefix(head, "path") && len(head) == 5 && len(args) == 1:
		return args[0] + head[4:]
	case (head == "seq" || head == "alt") && len(args) > 1:
		return wrapped(strings.Join(args, pick(head == "seq", "/", "|")), outer)
	case head == "notoneof":
		return "!(" + strings.Join(args, "|") + ")"
	case head == "exprlist" && len(args) == 1:
		return e.list[1].text(outer)
	case head == "exprlist":
		return wrapped(strings.Join(args, " && "), outer)
	case binary(head) && len(args) > 1:
		return wrapped(strings.Join(args, " "+strings.ToUpper(head)+" "), outer)
	case (head == "in" || head == "notin") && len(args) > 1:
		return wrapped(args[0]+pick(head == "in", " IN (", " NOT IN (")+strings.Join(args[1:], ", ")+")", outer)
	case (head == "!" || head == "-") && len(args) == 1:
		return head + args[0]
	case e.list[0].list != nil:
		return "(" + e.list[0].text(false) + " " + strings.Join(args, " ") + ")"
	}
	return strings.ToUpper(head) + "(" + strings.Join(args, ", ") + ")"
}

// wrapped puts parentheses around an inner expression.
func wrapped(text string, outer bool) string {
	if outer {
		return text
	}
	return "(" + text + ")"
}
