package repl

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
	"github.com/trivet-rdf/trivet/query/syntax"
)

// outputCommands are the commands about how results are shown.
func outputCommands() []*command {
	mode := &command{
		name: "mode", args: "[MODE]", brief: "how results are written; without MODE, show it", group: groupOutput,
		detail: "For rows: box table markdown line csv tsv json jsonl xml html count.\n" +
			"For CONSTRUCT and DESCRIBE: turtle ntriples trig nquads rdfxml jsonld.",
		example: ".mode csv\nSELECT ?s { ?s a ex:Person } ORDER BY ?s", takes: takesMode,
	}
	mode.run = func(s *Session, _ context.Context, args string) error { return s.setMode(mode, args) }
	width := &command{
		name: "width", args: "[N|auto]", brief: "columns a table may fill; auto is the screen", group: groupOutput,
		example: ".width 60",
	}
	width.run = func(s *Session, _ context.Context, args string) error { return s.setWidth(width, args) }
	limit := &command{
		name: "limit", args: "[N]", brief: "rows taken from a query; 0 takes all", group: groupOutput,
		example: ".limit 100",
	}
	limit.run = func(s *Session, _ context.Context, args string) error { return s.setLimit(limit, args) }
	timeout := &command{
		name: "timeout", args: "[TIME|off]", brief: "time a query may take, such as 30s or 2m", group: groupOutput,
		example: ".timeout 30s",
	}
	timeout.run = func(s *Session, _ context.Context, args string) error { return s.setTimeout(timeout, args) }
	return []*command{mode, width, limit, timeout,
		switchCommand("timing", "a line with row count and times after each result", func(v *view) *bool { return &v.timing }),
		switchCommand("pager", "show results that do not fit in the pager", func(v *view) *bool { return &v.pager }),
		switchCommand("links", "http IRIs in tables are links to click on, where the terminal has them", func(v *view) *bool { return &v.links }),
		switchCommand("wrap", "wrap long cells instead of cutting them", func(v *view) *bool { return &v.wrap }),
	}
}

// switchCommand is a command that turns one setting of the view on and off.
func switchCommand(name, brief string, field func(*view) *bool) *command {
	c := &command{name: name, args: "[on|off]", brief: brief, group: groupOutput, example: "." + name + " on", takes: takesSwitch}
	c.run = func(s *Session, _ context.Context, args string) error {
		p := field(&s.view)
		if args == "" {
			s.note("%s is %s", name, pick(*p, "on", "off"))
			return nil
		}
		on, err := onOff(c, args)
		if err != nil {
			return err
		}
		if on && name == "pager" && len(s.cfg.Programs.Pager) == 0 {
			return &UsageError{Msg: "there is no pager", Usage: "set PAGER, for example PAGER=less"}
		}
		*p = on
		return nil
	}
	return c
}

// Modes are the names that .mode takes, those of rows first.
func Modes() []string {
	return []string{
		"box", "table", "markdown", "line", "csv", "tsv", "json", "jsonl", "xml", "html", "count",
		"turtle", "ntriples", "trig", "nquads", "rdfxml", "jsonld",
	}
}

// setMode sets the format of rows or of graphs.
func (s *Session) setMode(c *command, name string) error {
	name = strings.ToLower(name)
	if name == "" {
		s.note("rows as %s, graphs as %s", s.modeName(), s.view.graphs)
		return nil
	}
	switch name {
	case "box":
		s.view.rows, s.view.plain = results.Box, false
		return nil
	case "table":
		s.view.rows, s.view.plain = results.Box, true
		return nil
	}
	if f := results.FormatByName(name); f != results.Unknown {
		s.view.rows = f
		return nil
	}
	if f := rdfio.FormatByName(name); f != rdfio.Unknown {
		s.view.graphs = f
		return nil
	}
	e := &UsageError{Msg: fmt.Sprintf("there is no mode %q", name), Usage: "the modes are " + strings.Join(Modes(), " ")}
	if near := syntax.Nearest(name, Modes()); near != "" {
		e.Usage = "did you mean " + near + "? " + e.Usage
	}
	return e
}

// modeName is the name of the row mode.
func (s *Session) modeName() string {
	if s.view.rows == results.Box {
		return pick(s.view.plain, "table", "box")
	}
	return s.view.rows.String()
}

// setWidth sets the width of tables.
func (s *Session) setWidth(c *command, arg string) error {
	switch arg {
	case "":
		s.note("tables fill %d columns", s.width())
		return nil
	case "auto":
		s.view.width = 0
		return nil
	}
	n, err := strconv.Atoi(arg)
	if err != nil || n < 0 {
		return c.usage("want a number of columns or auto, not %q", arg)
	}
	s.view.width = n
	return nil
}

// setLimit sets how many rows are taken from a query.
func (s *Session) setLimit(c *command, arg string) error {
	if arg == "" {
		s.note("limit is %s", pick(s.view.limit == 0, "off", count(s.view.limit, "row")))
		return nil
	}
	n, err := strconv.Atoi(strings.ReplaceAll(arg, ",", ""))
	if err != nil || n < 0 {
		return c.usage("want a number of rows, not %q", arg)
	}
	s.view.limit = n
	return nil
}

// setTimeout sets the time a query may take.
func (s *Session) setTimeout(c *command, arg string) error {
	if arg == "" {
		s.note("timeout is %s", pick(s.timeout == 0, "off", fmt.Sprint(s.timeout)))
		return nil
	}
	if arg == "off" || arg == "0" {
		s.timeout = 0
		return nil
	}
	d, err := time.ParseDuration(arg)
	if err != nil {
		seconds, ferr := strconv.ParseFloat(arg, 64)
		d, err = time.Duration(seconds*float64(time.Second)), ferr
	}
	if err != nil || d <= 0 {
		return c.usage("want a time such as 30s, 2m or off, not %q", arg)
	}
	s.timeout = d
	return nil
}
