package repl

import (
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/query"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// filtered says why a condition lets no row pass: what it compares in a row,
// and whether the condition is false or an error, as with a text against a number.
func (w *whyRun) filtered(before []part, filter part) error {
	w.s.note("no row passes %s", visible(summaryOf(filter.text)))
	body := ""
	for _, p := range before {
		body += p.text + "\n"
	}
	if example, err := w.exampleRow(body, filter.text); err != nil {
		return err
	} else if example != "" {
		w.s.note("for example %s", example)
	}
	condition := strings.TrimSpace(strings.TrimSpace(filter.text)[len("FILTER"):])
	if strings.HasPrefix(strings.ToUpper(condition), "EXISTS") || strings.HasPrefix(strings.ToUpper(condition), "NOT") {
		return nil
	}
	some, err := w.ask(body + "BIND ((" + condition + ") AS ?trivet_value) FILTER (BOUND(?trivet_value))\n")
	if err == nil && !some {
		w.s.note("it is an error for every row, not false: the values cannot be compared so. STR(?x) makes a text,\nxsd:decimal(?x) a number, xsd:date(?x) a day")
	}
	return err
}

// exampleRow is what the variables of a condition are in the first row: names
// and values.
func (w *whyRun) exampleRow(body, condition string) (string, error) {
	var names []string
	for _, t := range syntax.Tokens(condition) {
		if word := condition[t.Start:t.End]; t.Kind == syntax.TokenVariable && !slices.Contains(names, word[1:]) {
			names = append(names, word[1:])
		}
	}
	if len(names) == 0 || body == "" {
		return "", nil
	}
	rows, err := query.Select(w.ctx, w.s.g, w.prologue+"SELECT ?"+strings.Join(names, " ?")+" {\n"+body+"\n} LIMIT 1", w.options(body)...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var values []string
	prefixes := w.s.prefixes.display()
	for rows.Next() {
		for _, name := range names {
			t, bound := rows.Row().Get(name)
			switch {
			case !bound:
				values = append(values, "?"+name+" has no value")
			case t.IsIRI():
				values = append(values, "?"+name+" is "+visible(shrink(t.Value(), prefixes)))
			default:
				values = append(values, "?"+name+" is "+cutText(visible(literalText(t))))
			}
		}
	}
	return strings.Join(values, ", "), rows.Err()
}
