package syntax

import "strings"

// nearest is the candidate that word is most likely a misspelling of, or "".
// Case does not count. Two candidates equally near are no suggestion.
func nearest(word string, candidates []string) string {
	best, bestDistance, tie := "", 1+limitOf(word), false
	if word == "" || len(word) > maxSuggested {
		return ""
	}
	for _, c := range candidates {
		if strings.EqualFold(c, word) {
			return c
		} else if c == "" {
			continue
		}
		d := distance(strings.ToUpper(word), strings.ToUpper(c), bestDistance+1)
		if d > 1 && !strings.EqualFold(word[:1], c[:1]) {
			continue // first letters are seldom wrong
		}
		switch {
		case d < bestDistance:
			best, bestDistance, tie = c, d, false
		case d == bestDistance:
			tie = true
		}
	}
	if tie {
		return ""
	}
	return best
}

// maxSuggested is the longest word that may be a misspelling.
const maxSuggested = 40

// limitOf is how many typing errors a word of this length may hold and still be
// recognised.
func limitOf(word string) int {
	switch n := len(word); {
	case n <= 2:
		return 0
	case n <= 4:
		return 1
	case n <= 7:
		return 2
	}
	return 3
}

// distance counts the letters to insert, delete, replace or swap with their
// neighbour to get from a to b; it gives up at most.
func distance(a, b string, most int) int {
	if len(a)-len(b) >= most || len(b)-len(a) >= most {
		return most
	}
	before, row, next := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		next[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			next[j] = min(row[j]+1, next[j-1]+1, row[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				next[j] = min(next[j], before[j-2]+1)
			}
		}
		before, row, next = row, next, before
	}
	return min(row[len(b)], most)
}

// otherName is what a function of other languages is called in SPARQL, or "".
// The name must be in upper case.
func otherName(name string) string {
	switch name {
	case "LEN", "LENGTH", "CHAR_LENGTH":
		return "STRLEN"
	case "SUBSTRING", "MID":
		return "SUBSTR"
	case "LOWER", "TOLOWER", "LOWERCASE", "LOWER_CASE":
		return "LCASE"
	case "UPPER", "TOUPPER", "UPPERCASE", "UPPER_CASE":
		return "UCASE"
	case "STARTSWITH", "STARTS_WITH", "HASPREFIX", "BEGINSWITH":
		return "STRSTARTS"
	case "ENDSWITH", "ENDS_WITH", "HASSUFFIX":
		return "STRENDS"
	case "INCLUDES", "INSTR", "HAS":
		return "CONTAINS"
	case "MATCHES", "LIKE", "REGEXP", "REGEXP_LIKE", "RLIKE":
		return "REGEX"
	case "IFNULL", "NVL", "ISNULL":
		return "COALESCE"
	case "MEAN", "AVERAGE":
		return "AVG"
	case "TOTAL":
		return "SUM"
	case "STRING_AGG", "LISTAGG", "GROUPCONCAT", "JOIN":
		return "GROUP_CONCAT"
	case "TOSTRING", "STRING":
		return "STR"
	case "CEILING":
		return "CEIL"
	case "RANDOM":
		return "RAND"
	case "HOUR":
		return "HOURS"
	case "MINUTE":
		return "MINUTES"
	case "SECOND":
		return "SECONDS"
	case "CURRENT_TIMESTAMP", "GETDATE", "SYSDATE", "TODAY":
		return "NOW"
	case "URLENCODE", "ENCODEURI", "ENCODEFORURI":
		return "ENCODE_FOR_URI"
	case "TYPEOF", "DATATYPEOF":
		return "DATATYPE"
	case "SHA", "HASH":
		return "SHA256"
	}
	return ""
}

// suggestFunction is the built-in that an unknown name before "(" most likely
// stands for, or "".
func suggestFunction(name string) string {
	if len(name) > maxSuggested {
		return ""
	}
	if s := otherName(strings.ToUpper(name)); s != "" {
		return s
	}
	return nearest(name, functions())
}

// suggestWord adds to e what an unknown word most likely stands for: first
// among what is expected here, then among all keywords and functions.
func (p *parser) suggestWord(e *Error) {
	if p.tok.kind != tWord || p.tok.word != "" || e.Hint != "" || e.Fixes != nil {
		return
	}
	word := p.text()
	s := ""
	if p.wants != nil {
		s = nearest(word, p.wants.words)
	}
	if s == "" && p.peek().kind == tLParen {
		if s = suggestFunction(word); s == "" {
			word = cut(word)
			e.Hint = `"` + word + `" is no function of SPARQL; functions of your own are called by IRI, such as ex:` + strings.ToLower(word) + "(...)"
			return
		}
	}
	if s == "" {
		s = nearest(word, append(keywords(), functions()...))
	}
	if s == "" || s == word {
		return
	}
	s = spelling(s)
	e.Hint = "did you mean " + s + "?"
	e.Fixes = []Edit{{p.tok.span(), s}}
}
