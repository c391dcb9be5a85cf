package results

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

// markdownEncoder writes a GitHub-flavoured Markdown table. Everything that
// could begin markup is escaped, so a cell shows as the text it is.
type markdownEncoder struct {
	show *shower
}

func (e *markdownEncoder) begin(b []byte, vars []string) []byte {
	b = append(b, '|')
	for _, v := range vars {
		b = append(b, ' ')
		b = appendMarkdown(b, v)
		b = append(b, " |"...)
	}
	b = append(b, "\n|"...)
	for range vars {
		b = append(b, " --- |"...)
	}
	return append(b, '\n')
}

func (e *markdownEncoder) row(b []byte, _ int, terms []graph.Term) []byte {
	b = append(b, '|')
	for _, t := range terms {
		b = append(b, ' ')
		if !t.IsAny() {
			c := e.show.raw(t)
			b = appendMarkdown(b, c.text)
			b = appendMarkdown(b, c.note)
		}
		b = append(b, " |"...)
	}
	return append(b, '\n')
}

func (e *markdownEncoder) end(b []byte, _ int) []byte { return b }

// appendMarkdown escapes s for a table cell: line ends as <br>, other controls
// visibly, <, > and & as entities, since not every renderer honours a
// backslash before them, and other punctuation with a backslash.
func appendMarkdown(b []byte, s string) []byte {
	s = strings.ReplaceAll(s, "\r\n", "\n")
	for line := range strings.SplitSeq(s, "\n") {
		line = visible(line)
		for i := 0; i < len(line); i++ {
			switch c := line[i]; c {
			case '<':
				b = append(b, "&lt;"...)
			case '>':
				b = append(b, "&gt;"...)
			case '&':
				b = append(b, "&amp;"...)
			case '\\', '`', '*', '_', '[', ']', '|', '~', '$', '{', '}', '#', '!':
				b = append(b, '\\', c)
			default:
				b = append(b, c)
			}
		}
		b = append(b, "<br>"...)
	}
	return b[:len(b)-len("<br>")]
}
