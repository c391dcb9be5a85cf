package eval

import (
	"math"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/radix"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// Ranks gives the place of each of some terms, all different, among them in the
// order of ORDER BY (see value.Order): places[i] is that of ids[i], and terms
// that are equal by value have the same. top is the last place. hear is told of
// work done, in terms, now and then, and may stop it.
//
// A term becomes a word whose order is that of terms as far as it goes: its kind,
// then a number's double, an instant, or the bytes of a text after those that all
// texts share. Words are sorted by radix, and only terms with equal ones compared.
func (env *Env) Ranks(ids []graph.ID, hear func(terms int) error) (places []uint32, top uint32, err error) {
	var r ranker
	if err := r.start(env.Dict, ids, hear); err != nil {
		return nil, 0, err
	}
	if err := radix.Sort(r.words, hear); err != nil {
		return nil, 0, err
	}
	return r.number(hear)
}

// ranksHeard is how many terms are looked at between two calls of hear.
const ranksHeard = 1 << 11

// RankBytes is about what Ranks holds for each term while it works.
const RankBytes = 16 + 2*16 + 4

// ranker is the state of Ranks.
type ranker struct {
	dict   *Dict
	ids    []graph.ID
	texts  []string // of IRIs, blank nodes and strings
	words  []radix.Entry
	common [rankKinds]text // what the texts of a kind share
	f      [ranksHeard]float64
	kinds  [ranksHeard]graph.Plain
}

// start fills in the words of terms.
func (r *ranker) start(dict *Dict, ids []graph.ID, hear func(terms int) error) error {
	r.dict, r.ids, r.common = dict, ids, [rankKinds]text{}
	r.texts = slices.Grow(r.texts[:0], len(ids))[:len(ids)]
	clear(r.texts)
	r.words = slices.Grow(r.words[:0], len(ids))[:len(ids)]
	for at := 0; at < len(ids); at += ranksHeard {
		end := min(at+ranksHeard, len(ids))
		r.look(at, end)
		if err := hear(end - at); err != nil {
			return err
		}
	}
	r.prefix()
	return nil
}

// text is the start that some texts share.
type text struct {
	first string // the first of them
	n     int    // bytes shared; undefined while any is false
	any   bool
}

const (
	rankShift = value.OrderKeyBits // the kind is above
	rankKinds = 1 << (64 - rankShift)
)

// look fills in the words of some terms as far as they need no other's text.
func (r *ranker) look(at, end int) {
	ids := r.ids[at:end]
	r.dict.snap.PlainNumbers(ids, r.f[:], r.kinds[:])
	for i, id := range ids {
		w := &r.words[at+i]
		w.Row = uint32(at + i)
		if r.kinds[i] != graph.NotPlain {
			w.Key = uint64(value.Integer)<<rankShift | numberWord(r.f[i])
			continue
		}
		if s, ok := r.dict.snap.StringText(id); ok {
			w.Key = uint64(value.String) << rankShift
			r.texts[at+i] = s
			r.common[value.String].share(s)
			continue
		}
		if num := r.dict.number(id); num.c != other {
			w.Key = uint64(value.Integer)<<rankShift | numberWord(num.f)
			continue
		}
		if m := r.dict.moment(id); m.of != graph.NotInstant {
			w.Key = momentWord(m)
			continue
		}
		kind, s, ok := r.dict.text(id)
		if !ok {
			v := r.dict.Value(id)
			rank, instant := v.OrderKey()
			w.Key = uint64(rank)<<rankShift | instant
			continue
		}
		w.Key = uint64(kind) << rankShift
		r.texts[at+i] = s
		r.common[kind].share(s)
	}
}

// share cuts what is shared down to what s has too.
func (t *text) share(s string) {
	if !t.any {
		t.first, t.n, t.any = s, len(s), true
		return
	}
	n := min(t.n, len(s))
	for i := range n {
		if s[i] != t.first[i] {
			n = i
			break
		}
	}
	t.n = n
}

// prefix puts the bytes after those that are shared into the words of texts.
func (r *ranker) prefix() {
	for i, s := range r.texts {
		w := &r.words[i]
		c := &r.common[w.Key>>rankShift]
		if !c.any {
			continue
		}
		s = s[c.n:]
		for k := range min(7, len(s)) {
			w.Key |= uint64(s[k]) << (rankShift - 8*(k+1))
		}
	}
}

// numberWord is a double's place among all, from NaN up, in rankShift bits.
func numberWord(f float64) uint64 {
	if f != f {
		return 0
	}
	b := math.Float64bits(f + 0) // no -0
	if b>>63 != 0 {
		b = ^b
	} else {
		b |= 1 << 63
	}
	return b >> (64 - rankShift)
}

// momentWord is the word that value.OrderKey gives for a date.
func momentWord(m moment) uint64 {
	kind := value.Date
	if m.of == graph.ClockInstant {
		kind = value.DateTime
	}
	return uint64(kind)<<rankShift | uint64(m.t.Millis()+1<<(rankShift-1))
}

// number sorts terms with equal words and numbers the places.
func (r *ranker) number(hear func(int) error) (places []uint32, top uint32, err error) {
	places = make([]uint32, len(r.ids))
	place, first := uint32(0), true
	for at := 0; at < len(r.words); {
		end := at + 1
		for end < len(r.words) && r.words[end].Key == r.words[at].Key {
			end++
		}
		run := r.words[at:end]
		if err := r.sortRun(run, hear); err != nil {
			return nil, 0, err
		}
		for i, w := range run {
			if !first && (i == 0 || r.compare(run[i-1].Row, w.Row) != 0) {
				place++
			}
			places[w.Row], first = place, false
		}
		at = end
	}
	return places, place, nil
}

// sortRun sorts terms with the same word.
func (r *ranker) sortRun(run []radix.Entry, hear func(int) error) error {
	if len(run) == 1 {
		return nil
	}
	compare := func(a, b radix.Entry) int { return r.compare(a.Row, b.Row) }
	return radix.SortFunc(run, compare, hear)
}

// compare is the order of two terms with the same word.
func (r *ranker) compare(a, b uint32) int {
	if s, t := r.texts[a], r.texts[b]; s != "" && t != "" {
		if c := strings.Compare(s, t); c != 0 {
			return c
		}
	}
	if c, ok := orderMoments(r.dict.moment(r.ids[a]), r.dict.moment(r.ids[b])); ok {
		return c
	}
	return value.Order(r.dict.Value(r.ids[a]), r.dict.Value(r.ids[b]))
}

// text gives the text of an IRI, a blank node or a string, by which those are
// ordered first, and its kind; false for other terms.
func (d *Dict) text(id graph.ID) (value.Kind, string, bool) {
	if id.IsInline() || id == graph.None {
		return 0, "", false
	}
	if s, ok := d.snap.StringText(id); ok {
		return value.String, s, true
	}
	t := d.Term(id)
	switch {
	case t.IsIRI():
		return value.IRI, t.Value(), true
	case t.IsBlank():
		return value.Blank, t.Value(), true
	case !t.IsLiteral():
		return 0, "", false
	case t.Lang() != "":
		return value.LangString, t.Value(), true
	}
	return value.String, t.Value(), t.Datatype() == value.XSDString
}
