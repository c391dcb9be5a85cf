package records

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"testing"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

func write(t *testing.T, f rdfio.Format, o Options) ([]byte, int) {
	t.Helper()
	var b bytes.Buffer
	n, err := Write(&b, f, o)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes(), n
}

func TestSameSeedSameBytes(t *testing.T) {
	for _, f := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.RDFXML} {
		a, _ := write(t, f, Options{Patients: 3, Seed: 1})
		b, _ := write(t, f, Options{Patients: 3, Seed: 1})
		if sha256.Sum256(a) != sha256.Sum256(b) {
			t.Errorf("%v: two runs differ", f)
		}
		c, _ := write(t, f, Options{Patients: 3, Seed: 2})
		if bytes.Equal(a, c) {
			t.Errorf("%v: another seed gives the same", f)
		}
	}
}

func TestLargerSizeBeginsWithSmaller(t *testing.T) {
	a, _ := write(t, rdfio.NTriples, Options{Patients: 2})
	b, _ := write(t, rdfio.NTriples, Options{Patients: 4})
	if !bytes.HasPrefix(b, a) {
		t.Error("the first two patients of four are not those of two")
	}
}

func TestSizes(t *testing.T) {
	_, n := write(t, rdfio.NTriples, Options{Patients: 200})
	if mean := n / 200; mean < 850 || mean > 1150 {
		t.Errorf("%d triples a patient, want about 1,000", mean)
	}
	_, n = write(t, rdfio.NTriples, Options{Triples: 20_000})
	if n < 20_000 || n > 26_000 {
		t.Errorf("%d triples, want 20,000 and the rest of the last patient", n)
	}
}

// The three writers and the three readers share no code, so that they agree says
// that the data arrives as it was made.
func TestFormatsGiveOneGraph(t *testing.T) {
	ctx := context.Background()
	var first *graph.Graph
	for _, f := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.RDFXML} {
		text, n := write(t, f, Options{Patients: 4, Seed: 7})
		g, err := graph.Load(ctx, bytes.NewReader(text), graph.WithFormat(f))
		if err != nil {
			t.Fatalf("%v: %v", f, err)
		}
		if g.Len() != n {
			t.Errorf("%v: %d triples in the graph, %d were made", f, g.Len(), n)
		}
		if first == nil {
			first = g
		} else if !graph.Isomorphic(first, g) {
			t.Errorf("%v is another graph than N-Triples", f)
		}
	}
}

func TestGraph(t *testing.T) {
	g, err := Graph(context.Background(), Options{Triples: 5000, Seed: 3})
	if err != nil {
		t.Fatal(err)
	}
	_, n := write(t, rdfio.NTriples, Options{Triples: 5000, Seed: 3})
	if g.Len() != n {
		t.Errorf("%d triples, want %d", g.Len(), n)
	}
}

// TestModel holds the data against the cardinalities of the record model.
func TestModel(t *testing.T) {
	g, err := Graph(context.Background(), Options{Patients: 120})
	if err != nil {
		t.Fatal(err)
	}
	one := func(p string) [3]any { return [3]any{p, 1, 1} }
	maybe := func(p string) [3]any { return [3]any{p, 0, 1} }
	many := func(p string) [3]any { return [3]any{p, 0, 1000} }
	for class, rules := range map[string][][3]any{
		"Demographics":       {one(foaf + "gender"), one(vcard + "bday"), maybe(vcard + "n"), many(vcard + "tel"), one(sp + "medicalRecordNumber"), one(belongsTo)},
		"Medication":         {one(sp + "drugName"), one(startDate), one(sp + "instructions"), maybe(endDate), maybe(sp + "quantity"), many(sp + "fulfillment"), one(belongsTo)},
		"Fulfillment":        {one(date), one(sp + "dispenseDaysSupply"), one(sp + "medication"), maybe(sp + "quantityDispensed"), maybe(sp + "pharmacy")},
		"Problem":            {one(sp + "problemName"), one(startDate), maybe(endDate), maybe(sp + "problemStatus")},
		"Allergy":            {one(sp + "category"), one(sp + "severity"), one(sp + "allergicReaction"), one(startDate)},
		"LabResult":          {one(sp + "labName"), one(date), maybe(sp + "quantitativeResult"), maybe(sp + "narrativeResult")},
		"QuantitativeResult": {one(sp + "valueAndUnit"), maybe(sp + "normalRange")},
		"ValueRange":         {one(sp + "minimum"), one(sp + "maximum")},
		"VitalSignSet":       {one(date), one(encounter), maybe(sp + "weight"), maybe(sp + "bloodPressure")},
		"BloodPressure":      {one(sp + "systolic"), one(sp + "diastolic"), maybe(sp + "bodySite")},
		"Encounter":          {one(sp + "encounterType"), one(startDate), maybe(endDate), maybe(sp + "facility")},
		"Immunization":       {one(date), one(sp + "administrationStatus"), one(sp + "productName"), maybe(sp + "productClass")},
		"CodedValue":         {one(title), one(code)},
		"Code":               {one(title), one(identifier), one(system)},
	} {
		counted := 0
		for tr := range g.Match(graph.Any, graph.NewIRI(workload.Type), graph.NewIRI(sp+class)) {
			counted++
			for _, r := range rules {
				n := 0
				for range g.Match(tr.S, graph.NewIRI(r[0].(string)), graph.Any) {
					n++
				}
				if n < r[1].(int) || n > r[2].(int) {
					t.Fatalf("%s: %d values of %s, want %d to %d", class, n, r[0], r[1], r[2])
				}
			}
		}
		if counted == 0 {
			t.Errorf("no %s in 120 patients", class)
		}
	}
}

func TestStopsAtTheFirstError(t *testing.T) {
	full := errors.New("full")
	calls := 0
	_, err := Each(Options{Patients: 5}, func(*workload.Node) error { calls++; return full })
	if !errors.Is(err, full) || calls != 1 {
		t.Errorf("%d calls, error %v: want one call and the error", calls, err)
	}
}

func BenchmarkWrite(b *testing.B) {
	for _, f := range []rdfio.Format{rdfio.NTriples, rdfio.Turtle, rdfio.RDFXML} {
		b.Run(f.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				w := new(counter)
				n, err := Write(w, f, Options{Triples: 100_000})
				if err != nil {
					b.Fatal(err)
				}
				b.SetBytes(int64(*w))
				b.ReportMetric(float64(n), "triples/op")
			}
		})
	}
}

// counter counts the bytes written to it.
type counter int64

func (c *counter) Write(p []byte) (int, error) { *c += counter(len(p)); return len(p), nil }

func ExampleWrite() {
	var text bytes.Buffer
	n, err := Write(&text, rdfio.Turtle, Options{Patients: 1})
	fmt.Println(n > 100, err)
	// Output: true <nil>
}
