package graph

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func instantOf(t *testing.T, lexical, datatype string) (Instant, TimeType) {
	t.Helper()
	g := New()
	term := NewTyped(lexical, XSD+datatype)
	g.Add(Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), term})
	s := g.Snapshot()
	id, ok := s.Lookup(term)
	if !ok {
		t.Fatalf("%v is not found", term)
	}
	one, of := s.Instant(id)
	var many [1]Instant
	var ofMany [1]TimeType
	s.Instants([]ID{id}, many[:], ofMany[:])
	if of != ofMany[0] || of != NotInstant && one != many[0] {
		t.Errorf("%v: Instant gives %v, %v, Instants %v, %v", term, one, of, many[0], ofMany[0])
	}
	if _, ok := s.Number(id); ok {
		t.Errorf("%v is a number", term)
	}
	if err := g.Check(); err != nil {
		t.Error(err)
	}
	return one, of
}

func TestInstants(t *testing.T) {
	for _, c := range []struct {
		lexical, datatype string
		want              TimeType
		utc               string
		zone              int
		zoned             bool
	}{
		{"2013-05-01", "date", DateInstant, "2013-05-01T00:00:00Z", 0, false},
		{"2013-05-01Z", "date", DateInstant, "2013-05-01T00:00:00Z", 0, true},
		{"2013-05-01+14:00", "date", DateInstant, "2013-04-30T10:00:00Z", 840, true},
		{"0001-01-01-14:00", "date", DateInstant, "0001-01-01T14:00:00Z", -840, true},
		{"1969-12-31T23:59:59.999", "dateTime", ClockInstant, "1969-12-31T23:59:59.999Z", 0, false},
		{"2024-02-29T12:30:00.5Z", "dateTime", ClockInstant, "2024-02-29T12:30:00.5Z", 0, true},
		{"9999-12-31T23:59:59-00:30", "dateTime", ClockInstant, "10000-01-01T00:29:59Z", -30, true},
		{"2013-05-01T24:00:00Z", "dateTime", NotInstant, "", 0, false},
		{"2013-05-01T00:00:00.0001Z", "dateTime", NotInstant, "", 0, false},
		{"2013-05-01T00:00:00.Z", "dateTime", NotInstant, "", 0, false},
		{"2013-05-01T00:00:00+14:01", "dateTime", NotInstant, "", 0, false},
		{"2013-05-01T00:00", "dateTime", NotInstant, "", 0, false},
		{"2013-02-29T00:00:00", "dateTime", NotInstant, "", 0, false},
		{"12013-02-20T00:00:00", "dateTime", NotInstant, "", 0, false},
		{"2013-05-01T", "date", NotInstant, "", 0, false},
		{"2013-05-01+1:00", "date", NotInstant, "", 0, false},
		{" 2013-05-01", "date", NotInstant, "", 0, false},
		{"0000-05-01", "date", NotInstant, "", 0, false},
		{"2013-05-01Z", "string", NotInstant, "", 0, false},
		{"2013-05-01T00:00:00Z", "dateTimeStamp", NotInstant, "", 0, false},
	} {
		got, of := instantOf(t, c.lexical, c.datatype)
		if of != c.want {
			t.Errorf("%s: %v", c.lexical, of)
		}
		if of == NotInstant {
			continue
		}
		utc := time.UnixMilli(got.Millis()).UTC().Format("2006-01-02T15:04:05.999Z")
		if zone, zoned := got.Zone(); utc != c.utc || zone != c.zone || zoned != c.zoned {
			t.Errorf("%s: %s, %d, %v", c.lexical, utc, zone, zoned)
		}
		if got.Local()-got.Millis() != int64(c.zone)*60_000 {
			t.Errorf("%s: %d ms on its own clock", c.lexical, got.Local())
		}
	}
}

// TestInstantsAgainstTime holds the parser against the time package.
func TestInstantsAgainstTime(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 5000 {
		zone := time.FixedZone("", 60*(rng.IntN(2*maxZone+1)-maxZone))
		at := time.UnixMilli(rng.Int64N(300e12) - 60e12).In(zone)
		if at.Year() < 1 || at.Year() > 9999 {
			continue
		}
		_, offset := at.Zone()
		got, ok := ClockInstant.Parse(at.Format("2006-01-02T15:04:05.000-07:00"))
		if minutes, zoned := got.Zone(); !ok || got.Millis() != at.UnixMilli() || !zoned || minutes != offset/60 {
			t.Fatalf("%v: %v %v", at, got.Millis(), ok)
		}
		y, m, d, ok := got.Date()
		if ny, nm, nd := at.Date(); !ok || y != ny || m != int(nm) || d != nd {
			t.Fatalf("%v: %d-%d-%d", at, y, m, d)
		}
	}
}

// TestVersionOneFile opens a file as it was before there were instants: dates are
// unknown then, and all else is as it was.
func TestVersionOneFile(t *testing.T) {
	g := newGraph(1)
	for i := range 50 {
		p := NewIRI("http://p/")
		g.Add(Triple{NewIRI("http://e/1"), p, NewTyped(fmt.Sprintf("2013-01-%02dT00:00:00Z", i%28+1), XSD+"dateTime")})
		g.Add(Triple{NewIRI("http://e/1"), p, NewTyped(fmt.Sprint(i, "e0"), XSD+"double")})
	}
	for _, page := range g.dict.numbers.pages {
		for n := range g.dict.literals.n {
			if g.dict.typeOf(n).time != NotInstant {
				page[n] = math.Float64frombits(notNumber)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "old.trivet")
	if err := g.SaveSnapshot(context.Background(), path); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data = copied(data)
	binary.LittleEndian.PutUint32(data[8:], 1)
	resign(data)
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	old, err := Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := old.Check(); err != nil {
		t.Error(err)
	}
	s := old.Snapshot()
	id, ok := s.Lookup(NewTyped("2013-01-05T00:00:00Z", XSD+"dateTime"))
	if _, of := s.Instant(id); !ok || of != NotInstant {
		t.Errorf("%v %v", ok, of)
	}
	id, _ = s.Lookup(NewTyped("7e0", XSD+"double"))
	if f, ok := s.Number(id); !ok || f != 7 {
		t.Errorf("%v %v", f, ok)
	}
}
