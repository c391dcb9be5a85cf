package rdfio

// iriRef parses the IRIREF at pos into t, resolved against the base.
func (p *turtle) iriRef(t *Term) bool {
	for {
		i := p.pos + 1
		j, st := scanIRI(p.buf, i)
		switch st {
		case short:
			if !p.refill("the IRI") {
				return false
			}
			continue
		case bad:
			msg, hint := describeIRI(p.buf, j)
			return p.fail(j, msg, hint)
		}
		raw := p.buf[i:j]
		if len(raw) > p.o.Limits.MaxTokenBytes {
			return p.tooLong()
		}
		value := ""
		if st == plain {
			value = view(raw)
		} else {
			out, at, msg := unescape(p.arena.take(len(raw)), raw, true)
			if msg != "" {
				return p.fail(i+at, msg, "")
			}
			value = p.arena.keep(out)
		}
		if !hasScheme(value) {
			if value = p.resolve(value); value == "" {
				return false
			}
		}
		p.pos = j + 1
		*t = Term{Kind: IRI, Value: value}
		return true
	}
}

// resolve makes ref absolute, or fails with "".
func (p *turtle) resolve(ref string) string {
	if !p.base.known {
		p.fail(p.pos, "the IRI <"+clip(ref)+"> is relative and there is no base IRI", "give a base, or declare one with @base")
		return ""
	}
	return p.base.resolve(ref, &p.arena)
}

// label parses the BLANK_NODE_LABEL at pos into t.
func (p *turtle) label(t *Term) bool {
	if !p.have(2) {
		return false
	}
	if p.buf[p.pos+1] != ':' {
		p.pos++
		return p.unexpected("':' after '_', as in _:label")
	}
	for {
		i := p.pos + 2
		j, st := scanBlank(p.buf, i)
		switch st {
		case short:
			if !p.refill("the blank node label") {
				return false
			}
			continue
		case bad:
			return p.unexpectedAt(j, "a blank node label after _:")
		}
		if j-i > p.o.Limits.MaxTokenBytes {
			return p.tooLong()
		}
		*t = Term{Kind: Blank, Value: writtenLabel(&p.arena, p.o.BlankPrefix, p.buf[i:j])}
		p.pos = j
		return true
	}
}

// fresh makes t a new blank node.
func (p *turtle) fresh(t *Term) {
	p.gen++
	*t = Term{Kind: Blank, Value: freshLabel(&p.arena, p.o.BlankPrefix, p.gen)}
}

// number parses the numeric literal at pos into t.
func (p *turtle) number(t *Term, what string) bool {
	j := p.pos
	for ; ; j++ {
		if j >= len(p.buf) {
			if !p.refill("the number") {
				return false
			}
			j = p.pos
		}
		if class[p.buf[j]]&cNumber == 0 {
			break
		}
	}
	n, datatype := scanNumber(p.buf[p.pos:j])
	if n == 0 {
		return p.unexpected(what)
	}
	if n > p.o.Limits.MaxTokenBytes {
		return p.tooLong()
	}
	*t = Term{Kind: Literal, Value: view(p.buf[p.pos : p.pos+n]), Datatype: datatype}
	p.pos += n
	return true
}

// scanNumber gives the length and the datatype of the numeric literal at the
// start of b, or 0.
//
//	INTEGER ::= [+-]? [0-9]+
//	DECIMAL ::= [+-]? [0-9]* '.' [0-9]+
//	DOUBLE ::= [+-]? ([0-9]+ '.' [0-9]* EXPONENT | '.' [0-9]+ EXPONENT | [0-9]+ EXPONENT)
func scanNumber(b []byte) (int, string) {
	i := 0
	if b[0] == '+' || b[0] == '-' {
		i++
	}
	whole := digits(b, i)
	end, datatype := 0, ""
	if whole > i {
		end, datatype = whole, xsdInteger
	}
	mantissa := whole
	if whole < len(b) && b[whole] == '.' {
		mantissa = digits(b, whole+1)
		if mantissa > whole+1 {
			end, datatype = mantissa, xsdDecimal
		} else if whole == i {
			return 0, ""
		}
	}
	if end == 0 || mantissa >= len(b) || b[mantissa]|0x20 != 'e' {
		return end, datatype
	}
	k := mantissa + 1
	if k < len(b) && (b[k] == '+' || b[k] == '-') {
		k++
	}
	if exp := digits(b, k); exp > k {
		return exp, xsdDouble
	}
	return end, datatype
}

// digits is the index behind the digits that start at b[i].
func digits(b []byte, i int) int {
	for i < len(b) && class[b[i]]&cDigit != 0 {
		i++
	}
	return i
}

// boolean parses true or false at pos into t, or leaves everything alone.
func (p *turtle) boolean(t *Term) bool {
	w := p.word()
	if w != "true" && w != "false" {
		return false
	}
	*t = Term{Kind: Literal, Value: w, Datatype: xsdBoolean}
	p.pos += len(w)
	return true
}

// literal parses the literal that starts with the quote c into t:
//
//	[13] literal ::= RDFLiteral | NumericLiteral | BooleanLiteral
//	[128s] RDFLiteral ::= String (LANG_DIR | '^^' iri)?
func (p *turtle) literal(c byte, t *Term) bool {
	if !p.quoted(c, t) {
		return false
	}
	c, _ = p.peek()
	switch c {
	case '@':
		return p.langTag(t)
	case '^':
		return p.datatype(t)
	}
	return p.err == nil
}

// quoted parses the string at pos, in one or three quotes, into a simple literal.
func (p *turtle) quoted(c byte, t *Term) bool {
	for {
		if !p.have(3) {
			return false
		}
		open, scan := 1, scanString
		if p.buf[p.pos+1] == c && p.buf[p.pos+2] == c {
			open, scan = 3, scanLong
		}
		i := p.pos + open
		j, st := scan(p.buf, i, c)
		switch st {
		case short:
			if !p.refill("the string") {
				return false
			}
			continue
		case bad:
			return p.badString(j)
		}
		if j-i > p.o.Limits.MaxTokenBytes {
			return p.tooLong()
		}
		*t = Term{Kind: Literal}
		if raw := p.buf[i:j]; st == plain {
			t.Value = view(raw)
		} else {
			out, at, msg := unescape(p.arena.take(len(raw)), raw, false)
			if msg != "" {
				return p.fail(i+at, msg, "")
			}
			t.Value = p.arena.keep(out)
		}
		p.pos = j + open
		return true
	}
}

// langTag parses the LANG_DIR at pos into t.
func (p *turtle) langTag(t *Term) bool {
	for {
		j, st := scanLang(p.buf, p.pos+1)
		if st == short {
			if !p.refill("the language tag") {
				return false
			}
			continue
		}
		raw := p.buf[p.pos+1 : j]
		if len(raw) > p.o.Limits.MaxTokenBytes {
			return p.tooLong()
		}
		if string(raw) != p.tag || p.tag == "" {
			tag := p.arena.copy(raw)
			lang, dir, msg, hint := splitLang(tag)
			if msg != "" {
				return p.fail(p.pos, msg, hint)
			}
			p.tag, p.lang, p.dir = tag, lang, dir
		}
		t.Lang, t.Dir = p.lang, p.dir
		p.pos = j
		return true
	}
}

// datatype parses '^^' iri at pos into t.
func (p *turtle) datatype(t *Term) bool {
	if !p.have(2) {
		return false
	}
	if p.buf[p.pos+1] != '^' {
		return p.unexpectedAt(p.pos+1, "a second '^' before the datatype")
	}
	p.pos += 2
	c, _ := p.peek()
	var dt Term
	switch {
	case c == '<':
		if !p.iriRef(&dt) {
			return false
		}
	case p.startsName(c):
		if !p.prefixedName(&dt) {
			return false
		}
	default:
		return p.unexpected("the datatype: an IRI or a prefixed name")
	}
	switch dt.Value {
	case rdfLangString, rdfDirLang:
		return p.fail(p.tok, "a literal of datatype <"+dt.Value+"> needs a language", `write it as "text"@en, without the datatype`)
	case xsdString:
		return true
	}
	t.Datatype = dt.Value
	return true
}
