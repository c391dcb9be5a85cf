package repl

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// taught adds to an error about a statement what only the session knows: the
// prefixes it could resolve, and the commands that a first word may stand for.
func (s *Session) taught(se *syntax.Error, text string) *syntax.Error {
	if len(se.Fixes) > 0 || se.Span.Start.Offset > len(text) {
		return se
	}
	out := *se
	rest := text[se.Span.Start.Offset:]
	if strings.HasPrefix(se.Msg, "the prefix ") {
		label, _, _ := strings.Cut(rest, ":")
		near := syntax.Nearest(label, slices.Sorted(maps.Keys(s.prefixes.all())))
		if near != "" && near != label {
			out.Hint = "did you mean " + near + ": <" + s.prefixes.all()[near] + ">? or declare it: .prefix " + label + ": <…>"
			out.Fixes = []syntax.Edit{{Span: labelSpan(se.Span, label), New: near}}
		} else {
			out.Hint = "declare it for the session: .prefix " + label + ": " + s.likelyNamespace(rest[len(label):])
		}
		return &out
	}
	if strings.HasPrefix(rest, "_:") && se.Hint == "" {
		word, _, _ := strings.Cut(rest, " ")
		out.Hint = "a query cannot name a blank node of the data; .describe " + word + " and .graph " + word + " can"
		return &out
	}
	if strings.TrimSpace(text[:se.Span.Start.Offset]) == "" {
		word, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
		if c, err := s.findCommand(strings.ToLower(word)); err == nil {
			out.Hint = "did you mean the command ." + c.name + "?"
			out.Fixes = []syntax.Edit{{Span: syntax.Span{Start: se.Span.Start, End: se.Span.Start}, New: "."}}
		} else if se.Hint == "" {
			out.Hint = ".help lists the commands; a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"
		}
	}
	return &out
}

// likelyNamespace is the namespace in angle brackets of a class or predicate of
// the data that has the local name a text begins with after its colon.
func (s *Session) likelyNamespace(text string) string {
	local := strings.TrimPrefix(text, ":")
	end := 0
	for end < len(local) && plainLocal(local[:end+1]) {
		end++
	}
	snap := s.g.Snapshot()
	for _, list := range [][]tally{classTallies(snap), predicateTallies(snap)} {
		for _, c := range list {
			t := snap.Term(c.id)
			if ns, ok := strings.CutSuffix(t.Value(), local[:end]); ok && t.IsIRI() && end > 0 && strings.HasSuffix(ns, pick(strings.Contains(ns, "#"), "#", "/")) {
				return "<" + visible(ns) + ">"
			}
		}
	}
	return "<…>"
}

// labelSpan is the part of a span that begins with a prefix label.
func labelSpan(span syntax.Span, label string) syntax.Span {
	span.End = span.Start
	span.End.Offset += len(label)
	span.End.Column += len([]rune(label))
	return span
}

// decorated colours an error or a warning drawn with a caret: the marks in the
// line below the text, and the words that begin advice.
func decorated(text, mark string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		body := strings.TrimLeft(line, " ")
		lead := line[:len(line)-len(body)]
		under := strings.TrimLeft(strings.TrimPrefix(body, "| "), " ")
		switch {
		case strings.HasPrefix(body, "| ") && strings.Trim(under, "^\n") == "" && under != "\n":
			b.WriteString(line[:len(line)-len(under)] + mark + strings.TrimSuffix(under, "\n") + sgrReset + "\n")
		case strings.HasPrefix(body, "hint:"), strings.HasPrefix(body, "fix:"):
			head, rest, _ := strings.Cut(body, ":")
			b.WriteString(lead + sgrAdvice + head + ":" + sgrReset + rest)
		default:
			b.WriteString(line)
		}
	}
	return b.String()
}

// nearestFile gives the file that a name which is not there was probably meant
// to be, or "".
func nearestFile(name string) string {
	dir, base := filepath.Split(name)
	entries, err := os.ReadDir(pick(dir == "", ".", dir))
	if err != nil || len(entries) > maxNearFiles {
		return ""
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
		if stem := strings.TrimSuffix(e.Name(), filepath.Ext(e.Name())); stem == base {
			return dir + e.Name() // only the extension was left out
		}
	}
	if near := syntax.Nearest(base, names); near != "" {
		return dir + near
	}
	return ""
}

// maxNearFiles bounds how many files of a folder are compared with a name.
const maxNearFiles = 10_000

// nearestTerm gives the subject, class or predicate that an IRI which is not in
// the data was probably meant to be, or "".
func (s *Session) nearestTerm(snap *graph.Snapshot, iri string) string {
	cut := strings.LastIndexAny(iri, "#/:") + 1
	local := iri[cut:]
	best, bestDist := nearestName(snap, iri), 3
	if best != "" {
		bestDist = editDistance(strings.ToLower(local), strings.ToLower(localName(best)))
	}
	for _, id := range snap.Default().SomeSubjects(maxScannedSubjects) {
		t := snap.Term(id)
		if !t.IsIRI() || !strings.HasPrefix(t.Value(), iri[:cut]) || t.Value() == iri {
			continue
		}
		if d := editDistance(local, t.Value()[cut:]); d < bestDist && d < len(local) {
			best, bestDist = t.Value(), d
		}
	}
	return best
}
