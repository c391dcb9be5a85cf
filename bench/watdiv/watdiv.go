// Package watdiv makes the shop with its users of the Waterloo SPARQL Diversity
// Test Suite (Aluç, Hartig, Özsu, Daudjee: Diversified stress testing of RDF data
// management systems, ISWC 2014), in its vocabulary, and holds the twenty queries
// of its basic testing: linear L1-L5, star S1-S7, snowflake F1-F5, complex C1-C3.
//
// The generator is ours and follows the published data model: how many of each
// kind at scale one, which attributes with which chance, and which links with
// which number of targets chosen evenly, around the middle, or with Zipf's skew
// (model.go). Scale one is about 105,000 triples; genres, topics, cities, countries and
// languages are as many at every scale. As published, all literals are plain.
//
// Resources of a kind have no structure in common but what the model says, so that
// which attributes come together is a matter of chance: the opposite of SP2Bench.
// Most triples are who follows whom and who is a friend of whom. Parameters of the
// queries are fixed to resources that exist at every size and give rows.
package watdiv

import (
	"embed"
	"io"
	"math"
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed queries/*.rq answers.txt
var files embed.FS

// Workload is the generator with its queries and their pinned answers.
func Workload() (*workload.Workload, error) {
	return workload.New("watdiv", files, Write)
}

// The namespaces of the test suite.
const (
	wsdbm = "http://db.uwaterloo.ca/~galuc/wsdbm/"
	dc    = "http://purl.org/dc/terms/"
	foaf  = "http://xmlns.com/foaf/"
	gn    = "http://www.geonames.org/ontology#"
	gr    = "http://purl.org/goodrelations/"
	mo    = "http://purl.org/ontology/mo/"
	og    = "http://ogp.me/ns#"
	rev   = "http://purl.org/stuff/rev#"
	sorg  = "http://schema.org/"
)

// scaleOf is the scale that gives at least so many triples. Scale one would be
// about 106,000; a small town has fewer people to be friends with, and so fewer
// triples for its size.
func scaleOf(triples int) float64 { return float64(triples+3_500) / 105_500 }

// Write makes the data of about so many triples and not fewer.
func Write(w io.Writer, f rdfio.Format, triples int) error {
	sink, err := workload.NewSink(w, f, []workload.Prefix{{Label: "wsdbm", IRI: wsdbm}, {Label: "dc", IRI: dc}, {Label: "foaf", IRI: foaf},
		{Label: "gn", IRI: gn}, {Label: "gr", IRI: gr}, {Label: "mo", IRI: mo}, {Label: "og", IRI: og}, {Label: "rev", IRI: rev},
		{Label: "sorg", IRI: sorg}, {Label: "rdf", IRI: workload.RDF}})
	if err != nil {
		return err
	}
	t := newTown(sink, scaleOf(triples))
	for k := range kinds {
		for i := range t.counts[k] {
			t.entity(k, i)
		}
	}
	if t.err != nil {
		return t.err
	}
	return sink.Close()
}

// town is the state of the generator.
type town struct {
	workload.Draw
	sink   workload.Sink
	pool   workload.Pool
	words  workload.Zipf
	err    error
	counts [kinds]int
	zipfs  map[int]workload.Zipf // by the number of targets
	roles  [3][]int              // the users of each role
	role   []uint8               // of each user, as bits
	taken  map[string]int        // how many targets of a link that uses each once are used
	seen   []int                 // the last link that had each target
	link   int                   // the present one
}

// newTown decides how many there are of each kind and what roles users have,
// which links to them need to know.
func newTown(sink workload.Sink, scale float64) *town {
	t := &town{Draw: workload.NewDraw(23, 0), sink: sink, zipfs: map[int]workload.Zipf{}, taken: map[string]int{}}
	t.words = workload.NewZipf(wordCount, 0.8)
	for k, m := range model() {
		t.counts[k] = m.count
		if m.scales {
			t.counts[k] = max(1, int(math.Round(float64(m.count)*scale)))
		}
		t.seen = make([]int, max(len(t.seen), t.counts[k]))
	}
	t.role = make([]uint8, t.counts[user])
	roles := t.zipf(len(t.roles))
	for i := range t.role {
		wanted := 1
		if t.Chance(0.1) {
			wanted = 2
		}
		if t.Chance(0.01) {
			wanted = 3
		}
		for range wanted {
			t.role[i] |= 1 << roles.Index(t.Draw)
		}
		for r := range t.roles {
			if t.role[i]&(1<<r) != 0 {
				t.roles[r] = append(t.roles[r], i)
			}
		}
	}
	return t
}

func (t *town) zipf(n int) workload.Zipf {
	z, ok := t.zipfs[n]
	if !ok {
		z = workload.NewZipf(n, 1)
		t.zipfs[n] = z
	}
	return z
}

func iri(k kind, i int) string { return wsdbm + k.String() + strconv.Itoa(i) }

// entity writes one resource with its attributes and links.
func (t *town) entity(k kind, i int) {
	m := &model()[k]
	n := t.pool.New(workload.IRI(iri(k, i)))
	var category int
	switch k {
	case product:
		category = t.IntN(t.counts[productCategory])
		n.Type(iri(productCategory, category))
	case user:
		for r := range t.roles {
			if t.role[i]&(1<<r) != 0 {
				n.Type(iri(role, r))
			}
		}
		category = int(t.role[i])
	}
	for _, g := range m.groups {
		if g.of.fits(category) && t.Chance(g.chance) {
			for _, a := range g.attributes {
				n.Add(a.predicate, workload.Text(a.value(t)))
			}
		}
	}
	for _, l := range m.links {
		if l.of.fits(category) && t.Chance(l.chance) {
			t.follow(n, &l)
		}
	}
	if n.Triples() > 0 && t.err == nil {
		t.err = t.sink.Node(n)
	}
	t.pool.Reset()
}
