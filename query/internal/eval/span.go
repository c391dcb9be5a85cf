package eval

import (
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
)

// span is a column between two constants, for filters that compare with one or with
// both: of days or of texts. slow decides for what is neither.
type span struct {
	slot int
	slow testFunc

	days   bool     // else texts
	lo, hi graph.ID // days, as inline IDs, both included; none when lo is beyond hi

	from, to textBound
}

// textBound is an end of a span of texts.
type textBound struct {
	set, in bool // whether there is one, and whether it is in the span
	text    string
	head    uint64 // of text
}

// daySpan is the days that compare with one of them as accept says, as a span, nil for
// what is none.
func daySpan(slot int, accept uint8, day graph.ID, slow testFunc) *span {
	s := &span{slot: slot, slow: slow, days: true, lo: graph.FirstDay, hi: graph.LastDay}
	switch accept {
	case less:
		s.hi = day - 1
	case less | equal:
		s.hi = day
	case equal:
		s.lo, s.hi = day, day
	case greater | equal:
		s.lo = day
	case greater:
		s.lo = day + 1
	default:
		return nil
	}
	return s
}

// textSpan is daySpan for strings.
func textSpan(slot int, accept uint8, text string, slow testFunc) *span {
	s := &span{slot: slot, slow: slow}
	k := textBound{true, accept&equal != 0, text, graph.TextHead(text)}
	switch accept {
	case less, less | equal:
		s.to = k
	case greater, greater | equal:
		s.from = k
	default:
		return nil
	}
	return s
}

// and is the span of both conditions, or nil when one span cannot say so.
func (s *span) and(o *span) *span {
	if s == nil || o == nil || s.slot != o.slot || s.days != o.days {
		return nil
	}
	both := *s
	first, second := s.slow, o.slow
	both.slow = func(b *batch.Batch, row int) (bool, error) {
		if ok, err := first(b, row); !ok || err != nil {
			return ok, err
		}
		return second(b, row)
	}
	if s.days {
		both.lo, both.hi = max(s.lo, o.lo), min(s.hi, o.hi)
		return &both
	}
	switch {
	case s.from.set && o.from.set || s.to.set && o.to.set:
		return nil
	case o.from.set:
		both.from = o.from
	default:
		both.to = o.to
	}
	return &both
}

// filter is the span as a filter.
func (s *span) filter(d *Dict) filterFunc {
	if s.days {
		return s.filterDays
	}
	return s.filterTexts(d)
}

// filterDays compares IDs: those of days are in order.
func (s *span) filterDays(b *batch.Batch, in, out []uint16) ([]uint16, error) {
	col := b.Cols[s.slot]
	width := uint32(s.hi-s.lo) + 1 // 0 for all IDs, which no span has, and for none
	if s.lo > s.hi {
		width = 0
	}
	out = slices.Grow(out, len(in))
	n, room := len(out), out[:cap(out)]
	for _, r := range in {
		id := col[r]
		room[n] = r
		if uint32(id-graph.FirstDay) <= uint32(graph.LastDay-graph.FirstDay) {
			n += one(uint32(id-s.lo) < width)
			continue
		}
		ok, err := s.slow(b, int(r))
		if fatal(err) != nil {
			return room[:n], err
		}
		n += one(ok && err == nil)
	}
	return room[:n], nil
}

// filterTexts compares the heads of texts, and only where that does not decide the
// texts.
func (s *span) filterTexts(d *Dict) filterFunc {
	var v headVector
	lo, hi := s.from.head, s.to.head // of a bound that is not set: no text's head, or decided below
	if !s.to.set {
		hi = ^uint64(0)
	}
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		v.read(d, b.Cols[s.slot], in)
		out = slices.Grow(out, len(in))
		n, room := len(out), out[:cap(out)]
		for i, r := range in {
			h := v.heads[i]
			if h == lo || h == hi || !v.is[i] {
				ok, err := s.decide(d, b, int(r))
				if fatal(err) != nil {
					return room[:n], err
				}
				room[n] = r
				if ok && err == nil {
					n++
				}
				continue
			}
			room[n] = r
			n += one(h > lo && h < hi)
		}
		return room[:n], nil
	}
}

// decide is the filter for one row.
func (s *span) decide(d *Dict, b *batch.Batch, row int) (bool, error) {
	text, ok := d.snap.StringText(b.Cols[s.slot][row])
	if !ok {
		return s.slow(b, row)
	}
	return s.from.before(text) && s.to.after(text), nil
}

// one is 1 for true.
func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// before reports whether a text is not before the bound.
func (k *textBound) before(text string) bool {
	if !k.set {
		return true
	}
	c := strings.Compare(text, k.text)
	return c > 0 || c == 0 && k.in
}

// after reports whether a text is not after the bound.
func (k *textBound) after(text string) bool {
	if !k.set {
		return true
	}
	c := strings.Compare(text, k.text)
	return c < 0 || c == 0 && k.in
}

// spans puts neighbours that are spans of one column together.
func (c *compiler) spans(args []*code) []*code {
	var out []*code
	for _, a := range args {
		if n := len(out); n > 0 {
			if s := out[n-1].span.and(a.span); s != nil {
				m := *out[n-1]
				m.span, m.filter = s, s.filter(c.dict)
				out[n-1] = &m
				continue
			}
		}
		out = append(out, a)
	}
	return out
}
