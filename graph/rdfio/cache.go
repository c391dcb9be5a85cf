package rdfio

import "bytes"

// predicates remembers the predicates of a document as they are written. In
// real data one predicate mostly follows another, so the first guess is the one
// that came after the last one before: that is one comparison of memory.
type predicates struct {
	list  []predicate
	index map[string]int
	quick [256]uint16 // positions in list by quickHash, of the latest that was found or added
	last  int         // the predicate of the last statement
}

type predicate struct {
	raw   string // as written, with its brackets
	value string
	next  int // what followed it
}

// maxNames bounds what the caches of names remember.
const maxNames = 1024

// match finds the predicate at the start of b and gives the length of its
// text, or 0. The IRI goes to t.
func (c *predicates) match(b []byte, t *Term) int {
	if len(c.list) == 0 {
		return 0
	}
	guess := c.list[c.last].next
	e := &c.list[guess]
	if len(b) <= len(e.raw) || string(b[:len(e.raw)]) != e.raw {
		return c.find(b, t)
	}
	c.last = guess
	t.Kind, t.Value = IRI, e.value
	return len(e.raw)
}

// maxFind bounds how far find looks, so that text without any '>' is not searched
// to its end in each line.
const maxFind = 4096

// find looks for the predicate whose text ends at the first '>' of b. What is in
// the list is an IRI, so that nothing but its end has to be looked for.
func (c *predicates) find(b []byte, t *Term) int {
	n := bytes.IndexByte(b[:min(len(b), maxFind)], '>') + 1
	if n == 0 {
		return 0
	}
	quick := &c.quick[quickHash(b[:n])]
	i, ok := int(*quick), true
	if c.list[i].raw != string(b[:n]) {
		if i, ok = c.index[string(b[:n])]; !ok {
			return 0
		}
		*quick = uint16(i)
	}
	c.list[c.last].next = i
	c.last = i
	t.Kind, t.Value = IRI, c.list[i].value
	return n
}

// quickHash is made of the length and the end of an IRI, where those of one
// vocabulary differ.
func quickHash(raw []byte) uint8 {
	h := uint32(len(raw))
	for _, c := range raw[max(0, len(raw)-5):] {
		h = h*31 + uint32(c)
	}
	return uint8(h ^ h>>8)
}

// add remembers a predicate written as raw and makes t's string the lasting one.
func (c *predicates) add(raw []byte, t *Term, a *arena) {
	if len(c.list) >= maxNames || len(raw) > arenaChunk/8 {
		return
	}
	if c.index == nil {
		c.index = make(map[string]int)
	}
	e := predicate{raw: a.copy(raw)}
	if e.value = e.raw[1 : len(e.raw)-1]; e.value != t.Value {
		e.value = t.Value // there were escapes
	}
	t.Value = e.value
	i := len(c.list)
	if i > 0 {
		c.list[c.last].next = i
	}
	c.list = append(c.list, e)
	c.index[e.raw] = i
	c.quick[quickHash(raw)] = uint16(i)
	c.last = i
}

// names remembers a few IRIs as they are written: datatypes.
type names struct {
	raw, value string // the last one
	index      map[string]string
}

// match finds the IRIREF at the start of b: its value and the length of its
// text, or 0.
func (c *names) match(b []byte) (string, int) {
	if n := len(c.raw); n > 0 && len(b) > n && string(b[:n]) == c.raw {
		return c.value, n
	}
	n := 0
	for n < len(b) && class[b[n]]&cIRI != 0 || n == 0 {
		n++
	}
	if n >= len(b) || b[n] != '>' {
		return "", 0
	}
	v, ok := c.index[string(b[:n+1])]
	if !ok {
		return "", 0
	}
	return v, n + 1
}

// add remembers that raw stands for value and gives value in lasting form.
func (c *names) add(raw []byte, value string, a *arena) string {
	if len(c.index) >= maxNames || len(raw) > arenaChunk/8 {
		return value
	}
	if c.index == nil {
		c.index = make(map[string]string)
	}
	key := a.copy(raw)
	if value != "" && key[1:len(key)-1] == value {
		value = key[1 : len(key)-1]
	}
	c.index[key] = value
	c.raw, c.value = key, value
	return value
}
