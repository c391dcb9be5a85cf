package rdfio

import "strconv"

// iri parses an absolute IRIREF whose '<' is b[i].
func (p *lineParser) iri(i int, t *Term) (int, bool) {
	b := p.b
	j, st := scanIRI(b, i+1)
	if st >= short {
		return p.badIRI(j)
	}
	if j-i-1 > p.o.Limits.MaxTokenBytes {
		return p.limit(i, "MaxTokenBytes", p.o.Limits.MaxTokenBytes)
	}
	var value string
	if st == plain {
		value = view(b[i+1 : j])
	} else {
		raw := b[i+1 : j]
		out, at, msg := unescape(p.arena.take(len(raw)), raw, true)
		if msg != "" {
			return p.fail(i+1+at, msg, "")
		}
		value = p.arena.keep(out)
	}
	if !hasScheme(value) {
		return p.fail(i, "the IRI <"+clip(value)+"> is relative", "N-Triples and N-Quads have absolute IRIs only")
	}
	*t = Term{Kind: IRI, Value: value}
	return j + 1, true
}

// label parses a BLANK_NODE_LABEL whose '_' is b[i].
func (p *lineParser) label(i int, t *Term) (int, bool) {
	b := p.b
	if b[i+1] != ':' {
		return p.unexpected(i+1, "':' after '_', as in _:label")
	}
	j, st := scanBlank(b, i+2)
	if st >= short {
		return p.unexpected(j, "a blank node label")
	}
	if j-i-2 > p.o.Limits.MaxTokenBytes {
		return p.limit(i, "MaxTokenBytes", p.o.Limits.MaxTokenBytes)
	}
	raw := b[i+2 : j]
	if t.Kind == Blank && len(t.Value) == len(p.o.BlankPrefix)+len(raw) && t.Value[len(p.o.BlankPrefix):] == string(raw) {
		return j, true // the same as last time: keep the string
	}
	*t = Term{Kind: Blank}
	if p.o.BlankPrefix == "" {
		t.Value = view(raw)
	} else {
		t.Value = p.arena.join(p.o.BlankPrefix, raw)
	}
	return j, true
}

// literal parses: STRING_LITERAL_QUOTE ('^^' IRIREF | LANG_DIR)?
// White space may stand between the parts, as the grammar has it.
func (p *lineParser) literal(i int, t *Term) (int, bool) {
	i, ok := p.quoted(i, t)
	if !ok {
		return i, false
	}
	j := p.blank(i)
	switch p.b[j] {
	case '@':
		return p.langTag(j, t)
	case '^':
		if p.b[j+1] != '^' {
			return p.unexpected(j+1, "a second '^' before the datatype")
		}
		return p.datatype(p.blank(j+2), t)
	}
	return i, true
}

// quoted parses a STRING_LITERAL_QUOTE whose '"' is b[i] into a simple literal.
func (p *lineParser) quoted(i int, t *Term) (int, bool) {
	b := p.b
	j, st := scanString(b, i+1, '"')
	if st >= short {
		return p.badString(i, j)
	}
	if j-i-1 > p.o.Limits.MaxTokenBytes {
		return p.limit(i, "MaxTokenBytes", p.o.Limits.MaxTokenBytes)
	}
	raw := b[i+1 : j]
	*t = Term{Kind: Literal}
	if st == plain {
		t.Value = view(raw)
		return j + 1, true
	}
	out, at, msg := unescape(p.arena.take(len(raw)), raw, false)
	if msg != "" {
		return p.fail(i+1+at, msg, "")
	}
	t.Value = p.arena.keep(out)
	return j + 1, true
}

// langTag parses a LANG_DIR whose '@' is b[i] into t.
func (p *lineParser) langTag(i int, t *Term) (int, bool) {
	j, _ := scanLang(p.b, i+1)
	raw := p.b[i+1 : j]
	if string(raw) != p.tag || p.tag == "" {
		tag := p.arena.copy(raw)
		lang, dir, msg, hint := splitLang(tag)
		if msg != "" {
			return p.fail(i, msg, hint)
		}
		p.tag, p.lang, p.dir = tag, lang, dir
	}
	t.Lang, t.Dir = p.lang, p.dir
	return j, true
}

// datatype parses an IRIREF at b[i] into t.Datatype.
func (p *lineParser) datatype(i int, t *Term) (int, bool) {
	if v, n := p.types.match(p.b[i:]); n > 0 {
		t.Datatype = v
		return i + n, true
	}
	if p.b[i] != '<' {
		return p.unexpected(i, "the datatype: an IRI in <>")
	}
	var dt Term
	j, ok := p.iri(i, &dt)
	if !ok {
		return j, false
	}
	switch dt.Value {
	case rdfLangString, rdfDirLang:
		return p.fail(i, "a literal of datatype <"+dt.Value+"> needs a language", `write it as "text"@en, without the datatype`)
	case xsdString:
		dt.Value = ""
	}
	t.Datatype = p.types.add(p.b[i:j], dt.Value, &p.arena)
	return j, true
}

// fail records an error at b[i].
func (p *lineParser) fail(i int, msg, hint string) (int, bool) {
	line, col, off := p.mark.place(p.b, i)
	p.err = &Error{File: p.o.File, Line: line, Column: col, Offset: off, Msg: msg, Hint: hint}
	return i, false
}

// limit records that a limit was passed at b[i].
func (p *lineParser) limit(i int, name string, max int) (int, bool) {
	lim := &LimitError{Limit: name, Max: int64(max)}
	p.fail(i, lim.Error(), "")
	p.err.(*Error).Err = lim
	return i, false
}

// unexpected records that b[i] is not what was wanted.
func (p *lineParser) unexpected(i int, want string) (int, bool) {
	msg, hint := describe(p.b, i, want)
	return p.fail(i, msg, hint)
}

// badIRI explains why an IRIREF stops being one at b[j].
func (p *lineParser) badIRI(j int) (int, bool) {
	msg, hint := describeIRI(p.b, j)
	return p.fail(j, msg, hint)
}

// badString explains why the string that starts at b[i] is broken at b[j].
func (p *lineParser) badString(i, j int) (int, bool) {
	if j >= len(p.b) || p.b[j] == '\n' || p.b[j] == '\r' {
		return p.fail(i, "the string is not closed on its line", `a quote is missing; a line break in a string is written \n`)
	}
	msg, hint := describe(p.b, j, "text in UTF-8")
	return p.fail(j, msg, hint)
}

// clip shortens a piece of input for a message.
func clip(s string) string {
	const most = 60
	if len(s) <= most {
		return s
	}
	return s[:most] + "... (" + strconv.Itoa(len(s)) + " bytes)"
}
