package sandbox

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// statement is one item of a record: a medication, a lab result, ...
type statement struct {
	path    string   // its IRI without the api base: /records/R/medications/<id>
	kind    *kind    //
	triples []triple // its own and those of the blank nodes it reaches
	nodes   []string // IRIs of the code nodes it reaches; their triples are the record's
	links   []string // paths of the statements it points to, in order, each once
}

// value is the object of the statement's own property, or "".
func (s *statement) value(property string) string {
	property = expand(property)
	for i := range s.triples {
		if t := &s.triples[i]; t.P.Value == property && t.S.Kind == rdfio.IRI && t.S.Value == s.path {
			return t.O.Value
		}
	}
	return ""
}

// follow is the object reached from the statement along properties, or the
// zero term.
func (s *statement) follow(properties ...string) term {
	at := local(s.path)
	for _, p := range properties {
		p = expand(p)
		next := slices.IndexFunc(s.triples, func(t triple) bool { return t.P.Value == p && t.S == at })
		if next < 0 {
			return term{}
		}
		at = s.triples[next].O
	}
	return at
}

// record is one patient. Its statements are never changed once it is made;
// adding one makes a new slice, so that a reply in progress is undisturbed.
type record struct {
	id    string
	list  []*statement
	paths map[string]*statement
	nodes map[string][]triple // code nodes by IRI
	files map[string][]byte   // contents of documents by file name
}

func (r *record) path() string { return "/records/" + r.id }

// of lists the statements of one type.
func (r *record) of(k *kind) []*statement {
	var out []*statement
	for _, s := range r.list {
		if s.kind == k {
			out = append(out, s)
		}
	}
	return out
}

// name is the patient's name for the pages of the container.
func (r *record) name() string {
	for _, s := range r.list {
		if s.kind.class != "Demographics" {
			continue
		}
		given, family := s.follow("v:n", "v:given-name").Value, s.follow("v:n", "v:family-name").Value
		switch {
		case given != "" && family != "":
			return given + " " + family
		case given+family != "":
			return given + family
		}
	}
	return "(no name)"
}

// with returns the record and one more statement.
func (r *record) with(s *statement, nodes map[string][]triple) *record {
	next := *r
	next.list = append(slices.Clip(r.list), s)
	next.paths = make(map[string]*statement, len(next.list))
	for _, have := range next.list {
		next.paths[have.path] = have
	}
	next.nodes = make(map[string][]triple, len(r.nodes)+len(nodes))
	for _, from := range []map[string][]triple{r.nodes, nodes} {
		for k, v := range from {
			next.nodes[k] = v
		}
	}
	return &next
}

// nodeID is an IRI or blank node as a map's key: smaller than a term.
type nodeID struct {
	blank bool
	value string
}

func idOf(t *term) nodeID { return nodeID{t.Kind == rdfio.Blank, t.Value} }

// splitter cuts the triples of one document into statements.
type splitter struct {
	id    string
	kinds map[string]*kind    // by class IRI
	order []term              // subjects in order of appearance
	about map[nodeID][]triple // by subject
	names map[nodeID]term     // statement and record nodes under their new IRIs
	nodes map[string][]triple
}

// split makes a record of a document's triples. Every node of a statement type
// becomes a statement and gets a path of this container; the nodes it reaches
// that are no statements go with it. Nodes reached by none are dropped.
func split(id string, ks []*kind, triples []triple) (*record, error) {
	sp := &splitter{
		id: id, kinds: map[string]*kind{}, about: map[nodeID][]triple{},
		names: map[nodeID]term{}, nodes: map[string][]triple{},
	}
	for _, k := range ks {
		sp.kinds[nsSP+k.class] = k
	}
	for _, t := range triples {
		id := idOf(&t.S)
		if sp.about[id] == nil {
			sp.order = append(sp.order, t.S)
		}
		sp.about[id] = append(sp.about[id], t)
	}
	found := sp.rename()
	rec := &record{id: id, paths: map[string]*statement{}, nodes: sp.nodes}
	for _, subject := range sp.order {
		k := found[idOf(&subject)]
		if k == nil {
			continue
		}
		s := sp.statement(subject, k)
		if rec.paths[s.path] != nil {
			return nil, fmt.Errorf("record %s has two %s", id, k.class)
		}
		rec.list, rec.paths[s.path] = append(rec.list, s), s
	}
	if len(rec.list) == 0 {
		return nil, fmt.Errorf("record %s has no statement: no node of a SMART type, such as sp:Demographics", id)
	}
	return rec, nil
}

// rename finds the statements and names them and the record.
func (sp *splitter) rename() map[nodeID]*kind {
	found, count := map[nodeID]*kind{}, map[*kind]int{}
	for _, subject := range sp.order {
		id := idOf(&subject)
		for _, t := range sp.about[id] {
			if t.P.Value == nsSP+"belongsTo" && t.O.Kind != rdfio.Literal {
				sp.names[idOf(&t.O)] = local("/records/" + sp.id)
			}
			if t.P.Value != nsRDF+"type" {
				continue
			}
			if t.O.Value == nsSP+"MedicalRecord" {
				sp.names[id] = local("/records/" + sp.id)
			} else if k := sp.kinds[t.O.Value]; k != nil && found[id] == nil {
				found[id] = k
				sp.names[id] = local(itemPath(sp.id, k, strconv.Itoa(count[k])))
				count[k]++
			}
		}
	}
	return found
}

// itemPath is the path of a record's item: with the form of a UUID, made from
// seed so that the same document always gives the same paths.
func itemPath(record string, k *kind, seed string) string {
	path := "/records/" + record + "/" + k.items()
	if k.single {
		return path
	}
	sum := sha256.Sum256([]byte(path + "\x00" + seed))
	sum[6], sum[8] = sum[6]&0x0f|0x40, sum[8]&0x3f|0x80 // version 4, variant 1
	h := hex.EncodeToString(sum[:16])
	return path + "/" + h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}

// statement collects what belongs to one subject.
func (sp *splitter) statement(subject term, k *kind) *statement {
	s := &statement{path: sp.names[idOf(&subject)].Value, kind: k}
	queue, seen := []term{subject}, map[nodeID]bool{idOf(&subject): true}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		isNode := at != subject && at.Kind == rdfio.IRI
		about := sp.about[idOf(&at)]
		for _, t := range about {
			if t.P.Value == nsSP+"belongsTo" && at == subject {
				continue
			}
			if t.O.Kind != rdfio.Literal {
				queue = sp.reach(s, idOf(&t.O), t.O, seen, queue)
			}
			if !isNode {
				s.triples = append(s.triples, triple{S: sp.named(t.S), P: t.P, O: sp.named(t.O)})
			}
		}
		if isNode {
			s.nodes = append(s.nodes, at.Value)
			if sp.nodes[at.Value] == nil {
				sp.nodes[at.Value] = distinct(about)
			}
		}
	}
	s.triples = append(s.triples, triple{S: local(s.path), P: iri("sp:belongsTo"), O: local("/records/" + sp.id)})
	slices.SortStableFunc(s.triples, func(a, b triple) int { // one element per subject in RDF/XML
		return cmp.Or(cmp.Compare(a.S.Kind, b.S.Kind), cmp.Compare(a.S.Value, b.S.Value))
	})
	return s
}

// reach follows one object: another statement becomes a link, a node with
// triples of its own joins the queue once.
func (sp *splitter) reach(s *statement, id nodeID, o term, seen map[nodeID]bool, queue []term) []term {
	if name, ok := sp.names[id]; ok {
		if name.Value != s.path && name.Value != "/records/"+sp.id && !slices.Contains(s.links, name.Value) {
			s.links = append(s.links, name.Value)
		}
		return queue
	}
	if seen[id] || sp.about[id] == nil {
		return queue
	}
	seen[id] = true
	return append(queue, o)
}

// distinct drops repeated triples, of which a document may have any number.
func distinct(list []triple) []triple {
	var out []triple
	for _, t := range list {
		if !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func (sp *splitter) named(t term) term {
	if t.Kind == rdfio.Literal {
		return t
	}
	if name, ok := sp.names[idOf(&t)]; ok {
		return name
	}
	return t
}
