package rdfio

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
)

// benchTriples is how many triples a benchmark document has.
const benchTriples = 100_000

// record calls add for each statement of generated records until n are made:
// the shape of clinical records, as SMART containers hold them. Terms are given
// the way Turtle writes them, with the prefixes of recordPrefixes.
func record(n int, add func(s, p, o string)) {
	const types = "Medication LabResult Problem Encounter VitalSigns Fulfillment"
	kinds := strings.Fields(types)
	for id, made := 0, 0; made < n; id++ {
		kind := kinds[id%len(kinds)]
		s := fmt.Sprintf("rec:%d", 1_000_000+id*7)
		code := fmt.Sprintf("_:N%08x%04xc", id*2654435761&0xFFFFFFFF, id&0xFFFF)
		val := fmt.Sprintf("_:N%08x%04xv", id*2654435761&0xFFFFFFFF, id&0xFFFF)
		for _, t := range [][3]string{
			{s, "a", "sp:" + kind},
			{s, "sp:belongsTo", fmt.Sprintf("pat:%d", id/40)},
			{s, "dcterms:date", fmt.Sprintf("\"20%02d-%02d-%02d\"^^xsd:date", id%25, id%12+1, id%28+1)},
			{s, "sp:drugName", code},
			{code, "a", "sp:CodedValue"},
			{code, "dcterms:title", fmt.Sprintf("\"AMITRIPTYLINE HYDROCHLORIDE %d MG Oral Tablet\"", id%500)},
			{code, "sp:code", fmt.Sprintf("code:%d", 800_000+id%5000)},
			{s, "sp:quantity", val},
			{val, "a", "sp:ValueAndUnit"},
			{val, "sp:value", fmt.Sprintf("\"%d.%d\"^^xsd:decimal", id%200, id%10)},
			{val, "sp:unit", "\"{tablet}\"@en"},
			{s, "sp:instructions", fmt.Sprintf("\"Take %d tablets two times daily as needed for pain\"", id%4+1)},
		} {
			if made == n {
				return
			}
			add(t[0], t[1], t[2])
			made++
		}
	}
}

var recordPrefixes = [][2]string{
	{"sp", "http://smartplatforms.org/terms#"},
	{"dcterms", "http://purl.org/dc/terms/"},
	{"rec", "http://sandbox.smartplatforms.org/records/"},
	{"pat", "http://sandbox.smartplatforms.org/patients/"},
	{"code", "http://purl.bioontology.org/ontology/RXNORM/"},
	{"xsd", "http://www.w3.org/2001/XMLSchema#"},
}

// recordTurtle is records as Turtle, subjects grouped.
func recordTurtle(n int) []byte {
	var b bytes.Buffer
	for _, p := range recordPrefixes {
		fmt.Fprintf(&b, "@prefix %s: <%s> .\n", p[0], p[1])
	}
	last := ""
	record(n, func(s, p, o string) {
		if s != last {
			if last != "" {
				b.WriteString(" .\n")
			}
			b.WriteString(s)
		} else {
			b.WriteString(" ;\n   ")
		}
		last = s
		b.WriteString(" " + p + " " + o)
	})
	b.WriteString(" .\n")
	return b.Bytes()
}

// recordAs is records written in the format f by this package.
func recordAs(tb testing.TB, n int, f Format) []byte {
	var b bytes.Buffer
	var prefixes []Prefix
	for _, p := range recordPrefixes {
		prefixes = append(prefixes, Prefix{p[0], p[1]})
	}
	w, err := NewWriter(&b, f, WriterOptions{Prefixes: prefixes, Streaming: true})
	if err != nil {
		tb.Fatal(err)
	}
	err = Read(context.Background(), bytes.NewReader(recordTurtle(n)), Turtle, Options{}, w.Write)
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}

func BenchmarkRead(b *testing.B) {
	for _, f := range Formats() {
		b.Run(f.String(), func(b *testing.B) {
			data := recordTurtle(benchTriples)
			if f != Turtle && f != TriG {
				data = recordAs(b, benchTriples, f)
			}
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			n := 0
			for b.Loop() {
				if err := Read(context.Background(), bytes.NewReader(data), f, Options{}, func(*Quad) error { n++; return nil }); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds()/1e6, "Mtriples/s")
		})
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, f := range Formats() {
		b.Run(f.String(), func(b *testing.B) {
			var quads []Quad
			if err := Read(context.Background(), bytes.NewReader(recordTurtle(benchTriples)), Turtle, Options{}, func(q *Quad) error {
				quads = append(quads, *q)
				return nil
			}); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				w, err := NewWriter(io.Discard, f, WriterOptions{})
				if err != nil {
					b.Fatal(err)
				}
				for i := range quads {
					if err := w.Write(&quads[i]); err != nil {
						b.Fatal(err)
					}
				}
				if err := w.Close(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*len(quads))/b.Elapsed().Seconds()/1e6, "Mtriples/s")
		})
	}
}
