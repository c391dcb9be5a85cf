package repl

import (
	"fmt"
	"html"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestShellPicture makes docs/shell.svg of a real screen and compares it;
// -update writes it anew.
func TestShellPicture(t *testing.T) {
	_, server := smart(t)
	c := startConsole(t, 96, bookRows, smartVariable+"="+server.URL(), colorVariable+"=1")
	c.ready(-1)
	c.enter(".record")
	c.enter(".prefix sp: <http://smartplatforms.org/terms#>")
	c.enter(".prefix dcterms: <http://purl.org/dc/terms/>")
	from := c.look().row
	head := "SELECT ?drug ?since { ?m a sp:Medication ; "
	c.keys(head)
	before := c.until("the typed line", func(s *screen) bool { return s.col >= len(prompt)+len(head) })
	c.keys("\t")
	c.until("completions", func(s *screen) bool { return s.row > before.row && s.col >= len(prompt)+len(head) })
	c.enter("sp:drugName/dcterms:title ?drug ;")
	c.enter("  sp:startDate ?since } ORDER BY ?since LIMIT 5")
	c.enter("")
	c.enter("SELECT ?m { ?m a sp:Medicaton }")
	c.enter(".why")
	shown := c.look()
	c.keys(".quit\r")
	c.wait()
	got := screenSVG(shown, from)
	path, err := filepath.Abs(filepath.Join("..", "docs", "shell.svg"))
	if err != nil {
		t.Fatal(err)
	}
	if *updateScripts {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if want, err := os.ReadFile(path); err != nil || string(want) != got {
		t.Errorf("docs/shell.svg is not what the shell shows now; make docs writes it anew (%v)", err)
	}
}

// The measures of the picture, in pixels.
const (
	glyphWidth  = 8.4
	glyphHeight = 18
	svgLeft     = 16
	svgTop      = 52
)

// screenSVG draws the rows of a screen, without times, from one to the last but
// the prompt.
func screenSVG(s *screen, from int) string {
	var body strings.Builder
	columns, y := 0, svgTop
	for row := from; row < len(s.lines)-1; row++ {
		line := s.lines[row]
		if text := s.line(row); bookTimes.MatchString(text) {
			line = line[:len([]rune(bookTimes.ReplaceAllString(text, "")))]
		}
		columns = max(columns, len(line))
		svgLine(&body, line, y)
		y += glyphHeight
	}
	width, height := int(float64(columns)*glyphWidth)+2*svgLeft, y-glyphHeight+22
	return fmt.Sprintf(`<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace" font-size="14">
<title>The Trivet shell: completion from the data, an answer, a misspelt class and why nothing was found</title>
<rect width="100%%" height="100%%" rx="8" fill="#1e2127"/><circle cx="18" cy="16" r="5" fill="#e5534b"/><circle cx="36" cy="16" r="5" fill="#c99700"/><circle cx="54" cy="16" r="5" fill="#3fb950"/>
%[3]s</svg>
`, width, height, body.String())
}

// svgLine draws one row: characters of one colour together.
func svgLine(b *strings.Builder, line []glyph, y int) {
	for i := 0; i < len(line); {
		j := i
		var text strings.Builder
		for j < len(line) && line[j].style == line[i].style {
			text.WriteString(line[j].text)
			j++
		}
		run := strings.TrimRight(text.String(), " ")
		lead := len(run) - len(strings.TrimLeft(run, " "))
		if run = run[lead:]; run != "" {
			n := len([]rune(run))
			fmt.Fprintf(b, `<text x="%.1f" y="%d" textLength="%.1f" lengthAdjust="spacingAndGlyphs"%s xml:space="preserve">%s</text>`+"\n",
				svgLeft+float64(i+lead)*glyphWidth, y, float64(n)*glyphWidth, svgStyle(line[i].style), html.EscapeString(run))
		}
		i = j
	}
}

// svgStyle gives SGR parameters as attributes.
func svgStyle(style string) string {
	color, weight := "#d7dae0", ""
	for _, p := range strings.Split(style, ";") {
		switch p {
		case "1":
			weight = ` font-weight="bold"`
		case "2":
			color = "#8b93a3"
		case "31":
			color = "#ff7b72"
		case "32":
			color = "#7ee787"
		case "33":
			color = "#e3b341"
		case "34":
			color = "#79b8ff"
		case "35":
			color = "#d2a8ff"
		case "36":
			color = "#56d4dd"
		}
	}
	return ` fill="` + color + `"` + weight
}
