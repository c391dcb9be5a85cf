package eval

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// moment is a date or dateTime as a word, for comparing it and for taking it apart
// without making values. Without a type the slow way must decide.
type moment struct {
	t  graph.Instant
	of graph.TimeType
}

// noTime is the type of a moment that surely is an expression error.
const noTime graph.TimeType = 255

// momentFunc gives the moment of an expression.
type momentFunc func(b *batch.Batch, row int) moment

// zoneReach is how far the time zone of a date without one may be from UTC, in
// milliseconds, either way (XML Schema 1.1 part 2, section 3.3.7).
const zoneReach = 14 * 3600 * 1000

// momentOf is the moment of a value.
func momentOf(v value.Value) moment {
	ms, zone, zoned, ok := v.Millis()
	switch {
	case !ok:
		return moment{}
	case v.Kind() == value.Date:
		return moment{graph.NewInstant(ms, zone, zoned), graph.DateInstant}
	}
	return moment{graph.NewInstant(ms, zone, zoned), graph.ClockInstant}
}

// moment is the moment of a term.
func (d *Dict) moment(id graph.ID) moment {
	if id.IsLocal() {
		return momentOf(d.made.at(id.Ordinal()).value)
	}
	t, of := d.snap.Instant(id)
	return moment{t, of}
}

// relateMoments compares two moments; 0 when it takes more to decide: other types,
// or a time zone in one of them only and less than 14 hours between.
func relateMoments(a, b moment) uint8 {
	if a.of == graph.NotInstant || a.of != b.of || a.of == noTime {
		return 0
	}
	x, y := a.t.Millis(), b.t.Millis()
	_, za := a.t.Zone()
	_, zb := b.t.Zone()
	if za != zb && x-y <= zoneReach && y-x <= zoneReach {
		return 0
	}
	switch {
	case x < y:
		return less
	case x > y:
		return greater
	}
	return equal
}

// orderMoments is the order of ORDER BY (see value.Order) where ok.
func orderMoments(a, b moment) (order int, ok bool) {
	if a.of == graph.NotInstant || a.of != b.of {
		return 0, false
	}
	x, y := a.t.Millis(), b.t.Millis()
	_, za := a.t.Zone()
	_, zb := b.t.Zone()
	switch {
	case x < y, x == y && zb && !za:
		return -1, true
	case x > y, x == y && za && !zb:
		return 1, true
	}
	return 0, true
}

// momentColumn is the moment of a column.
func (d *Dict) momentColumn(slot int) momentFunc {
	return func(b *batch.Batch, row int) moment { return d.moment(b.Cols[slot][row]) }
}

// momentConstant is the moment of a constant, or nil.
func momentConstant(v value.Value) momentFunc {
	m := momentOf(v)
	if m.of == graph.NotInstant {
		return nil
	}
	return func(*batch.Batch, int) moment { return m }
}

// momentCast is the moment of the cast of a column to xsd:dateTime or xsd:date, nil
// for other casts. Texts are read in their usual form.
func (d *Dict) momentCast(slot int, iri string) momentFunc {
	to, without := graph.ClockInstant, false
	switch iri {
	case value.XSD + "dateTime":
	case value.XSD + "date":
		to, without = graph.DateInstant, true
	default:
		return nil
	}
	return func(b *batch.Batch, row int) moment {
		id := b.Cols[slot][row]
		if text, ok := d.snap.StringText(id); ok {
			if t, ok := to.Parse(text); ok {
				return moment{t, to}
			}
			if (strings.IndexByte(text, 'T') >= 0) == without {
				return moment{0, noTime} // dates have no T, dateTimes one
			}
			return moment{}
		}
		m := d.moment(id)
		if m.of == graph.ClockInstant && without {
			return moment{} // the day it is on its own clock
		}
		if m.of != graph.NotInstant {
			m.of = to
		}
		return m
	}
}

// momentTest is slow with moments tried first.
func momentTest(rel value.Rel, x, y momentFunc, slow testFunc) testFunc {
	accept := mask(rel)
	return func(b *batch.Batch, row int) (bool, error) {
		v := x(b, row)
		if v.of == noTime {
			return false, value.ErrExpression
		}
		w := y(b, row)
		if w.of == noTime {
			return false, value.ErrExpression
		}
		if o := relateMoments(v, w); o != 0 {
			return o&accept != 0, nil
		}
		return slow(b, row)
	}
}

// filterMoment keeps the rows whose column compares with a constant moment as accept
// says. slow decides where moments do not.
func (d *Dict) filterMoment(slot int, accept uint8, k moment, slow testFunc) filterFunc {
	var ids []graph.ID
	var t []graph.Instant
	var of []graph.TimeType
	return func(b *batch.Batch, in, out []uint16) ([]uint16, error) {
		ids = ids[:0]
		for _, r := range in {
			ids = append(ids, b.Cols[slot][r])
		}
		if len(t) < len(ids) {
			t, of = make([]graph.Instant, len(ids)), make([]graph.TimeType, len(ids))
		}
		d.snap.Instants(ids, t[:len(ids)], of[:len(ids)])
		for i, r := range in {
			o := relateMoments(moment{t[i], of[i]}, k)
			if o&accept != 0 {
				out = append(out, r)
			}
			if o != 0 {
				continue
			}
			var err error
			if out, err = addIf(slow, b, r, out); err != nil {
				return out, err
			}
		}
		return out, nil
	}
}

// datePart is which part of a moment a function gives.
type datePart uint8

// The parts that are integers.
const (
	yearPart datePart = 1 + iota
	monthPart
	dayPart
	hourPart
	minutePart
)

// datePartOf is the part that a built-in gives, or 0.
func datePartOf(name string) datePart {
	switch name {
	case "YEAR":
		return yearPart
	case "MONTH":
		return monthPart
	case "DAY":
		return dayPart
	case "HOURS":
		return hourPart
	case "MINUTES":
		return minutePart
	}
	return 0
}

// of is the part of a moment, as written in its time zone; ok is false where the
// slow way must say.
func (p datePart) of(m moment) (n int, ok bool) {
	switch {
	case m.of != graph.DateInstant && m.of != graph.ClockInstant:
		return 0, false
	case p >= hourPart:
		minutes := m.t.Local() / 60_000 % (24 * 60)
		if minutes < 0 || m.of != graph.ClockInstant {
			return 0, false
		}
		if p == hourPart {
			return int(minutes) / 60, true
		}
		return int(minutes) % 60, true
	}
	year, month, day, ok := m.t.Date()
	return [...]int{yearPart: year, monthPart: month, dayPart: day}[p], ok
}

// fill fills in faster code for a part of a date.
func (p datePart) fill(n *code, arg momentFunc) {
	slow := n.ids()
	n.id = func(b *batch.Batch, row int) (graph.ID, error) {
		if x, ok := p.of(arg(b, row)); ok {
			id, _ := graph.IntegerID(int64(x))
			return id, nil
		}
		return slow(b, row)
	}
	n.quick = func(b *batch.Batch, row int) number {
		if x, ok := p.of(arg(b, row)); ok {
			return number{float64(x), unique}
		}
		return number{0, other}
	}
	compute := n.value
	n.value = func(b *batch.Batch, row int) (value.Value, error) {
		if x, ok := p.of(arg(b, row)); ok {
			return value.NewInteger(int64(x)), nil
		}
		return compute(b, row)
	}
}
