package suite

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// The namespaces of manifests.
const (
	MF   = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
	RDFT = "http://www.w3.org/ns/rdftest#"
	RDF  = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	RDFS = "http://www.w3.org/2000/01/rdf-schema#"
)

// Manifest is one manifest file.
type Manifest struct {
	Path     string       // the file, absolute
	IRI      string       // its file IRI
	TestBase string       // mf:assumedTestBase, or ""
	Graph    *Description // what it says
	Tests    []*Test      // its own entries, in order
	Included []*Manifest  // mf:include, in order
}

// Test is one entry of a manifest.
type Test struct {
	Manifest *Manifest
	Node     rdfio.Term // the entry: an IRI, or a blank node
	IRI      string     // of the entry; the manifest's IRI and the name when it is blank
	Name     string     // mf:name, or the last part of the IRI
	Types    []string   // rdf:type, absolute IRIs
	Action   rdfio.Term // mf:action: a file's IRI, or a blank node that describes more
	Result   rdfio.Term // mf:result, of Kind 0 when there is none
}

// Type is the first type of t, or "".
func (t *Test) Type() string {
	if len(t.Types) == 0 {
		return ""
	}
	return t.Types[0]
}

// All lists the tests of m and of the manifests it includes.
func (m *Manifest) All() []*Test {
	list := append([]*Test(nil), m.Tests...)
	for _, in := range m.Included {
		list = append(list, in.All()...)
	}
	return list
}

// Load reads the manifest file at path and those it includes; a file that is
// included several times counts once.
func Load(ctx context.Context, path string) (*Manifest, error) {
	l := loader{seen: make(map[string]bool)}
	return l.load(ctx, path)
}

type loader struct{ seen map[string]bool }

func (l *loader) load(ctx context.Context, path string) (*Manifest, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	l.seen[path] = true
	m := &Manifest{Path: path, IRI: FileIRI(path)}
	if m.Graph, err = ReadDescription(ctx, path, m.IRI); err != nil {
		return nil, err
	}
	for _, node := range m.Graph.Subjects(MF+"assumedTestBase", "") {
		m.TestBase = m.Graph.Object(node, MF+"assumedTestBase").Value
	}
	for _, node := range m.Graph.Subjects(MF+"entries", "") {
		for _, entry := range m.Graph.List(m.Graph.Object(node, MF+"entries")) {
			m.Tests = append(m.Tests, m.test(entry))
		}
	}
	return m, l.include(ctx, m)
}

// include loads what m includes.
func (l *loader) include(ctx context.Context, m *Manifest) error {
	for _, node := range m.Graph.Subjects(MF+"include", "") {
		for _, in := range m.Graph.Objects(node, MF+"include") {
			items := []rdfio.Term{in}
			if m.Graph.IsList(in) {
				items = m.Graph.List(in)
			}
			for _, item := range items {
				path, err := m.File(item.Value)
				if err != nil {
					return fmt.Errorf("%s: mf:include: %w", m.Path, err)
				}
				if l.seen[path] {
					continue
				}
				sub, err := l.load(ctx, path)
				if err != nil {
					return err
				}
				m.Included = append(m.Included, sub)
			}
		}
	}
	return nil
}

// test makes the Test of an entry.
func (m *Manifest) test(entry rdfio.Term) *Test {
	g := m.Graph
	t := &Test{Manifest: m, Node: entry, IRI: entry.Value, Action: g.Object(entry, MF+"action"), Result: g.Object(entry, MF+"result")}
	for _, o := range g.Objects(entry, RDF+"type") {
		t.Types = append(t.Types, o.Value)
	}
	t.Name = g.Object(entry, MF+"name").Value
	if entry.Kind == rdfio.Blank {
		t.IRI = m.IRI + "#" + url.PathEscape(t.Name)
	}
	if t.Name == "" {
		t.Name = t.IRI[strings.LastIndexAny(t.IRI, "#/")+1:]
	}
	return t
}

// errRemote says that an IRI of a manifest names no file.
var errRemote = errors.New("not a file beside the manifest")

// File is the path of the file that iri names: a file IRI, or one below the
// manifest's assumed test base.
func (m *Manifest) File(iri string) (string, error) {
	if rest, ok := strings.CutPrefix(iri, m.TestBase); ok && m.TestBase != "" {
		iri = strings.TrimSuffix(m.IRI, filepath.Base(m.Path)) + rest
	}
	u, err := url.Parse(iri)
	if err != nil {
		return "", err
	}
	if u.Scheme != "file" || u.Host != "" && u.Host != "localhost" {
		return "", fmt.Errorf("<%s>: %w", iri, errRemote)
	}
	return filepath.FromSlash(u.Path), nil
}

// Base is the base IRI of the test document that iri names.
func (m *Manifest) Base(iri string) string {
	dir := strings.TrimSuffix(m.IRI, filepath.Base(m.Path))
	if rest, ok := strings.CutPrefix(iri, dir); ok && m.TestBase != "" {
		return m.TestBase + rest
	}
	return iri
}

// FileIRI is the file IRI of an absolute path.
func FileIRI(path string) string {
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	return u.String()
}

// Description is a small RDF graph in memory: what a manifest, or any other
// small Turtle document, says.
type Description struct {
	order []rdfio.Term // subjects, in order of appearance
	of    map[rdfio.Term][]arc
}

type arc struct {
	p string
	o rdfio.Term
}

// ReadDescription reads a whole RDF document, whose format its name tells.
func ReadDescription(ctx context.Context, path, base string) (*Description, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	format := rdfio.FormatByPath(path)
	if format == rdfio.Unknown {
		format = rdfio.Turtle
	}
	d := &Description{of: make(map[rdfio.Term][]arc)}
	err = rdfio.Read(ctx, f, format, rdfio.Options{Base: base, File: path}, func(q *rdfio.Quad) error {
		if _, ok := d.of[q.S]; !ok {
			d.order = append(d.order, q.S)
		}
		d.of[q.S] = append(d.of[q.S], arc{q.P.Value, q.O})
		return nil
	})
	return d, err
}

// Objects are the objects of s and predicate p, in order.
func (d *Description) Objects(s rdfio.Term, p string) (list []rdfio.Term) {
	for _, a := range d.of[s] {
		if a.p == p {
			list = append(list, a.o)
		}
	}
	return list
}

// Object is the first object of s and predicate p, of Kind 0 if there is none.
func (d *Description) Object(s rdfio.Term, p string) rdfio.Term {
	for _, a := range d.of[s] {
		if a.p == p {
			return a.o
		}
	}
	return rdfio.Term{}
}

// Subjects are the subjects that have predicate p, with an object of the given
// value unless that is "", in order.
func (d *Description) Subjects(p, value string) (list []rdfio.Term) {
	for _, s := range d.order {
		for _, a := range d.of[s] {
			if a.p == p && (value == "" || a.o.Value == value) {
				list = append(list, s)
				break
			}
		}
	}
	return list
}

// IsList reports whether t is an RDF list.
func (d *Description) IsList(t rdfio.Term) bool {
	return t.Value == RDF+"nil" || d.Object(t, RDF+"rest").Kind != 0
}

// List are the members of the RDF list that starts at head. A list that runs
// into itself ends there.
func (d *Description) List(head rdfio.Term) (list []rdfio.Term) {
	seen := make(map[rdfio.Term]bool)
	for head.Kind != 0 && head.Value != RDF+"nil" && !seen[head] {
		seen[head] = true
		list = append(list, d.Object(head, RDF+"first"))
		head = d.Object(head, RDF+"rest")
	}
	return list
}
