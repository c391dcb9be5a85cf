package serve

import (
	"net/http"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

const (
	nsSD     = "http://www.w3.org/ns/sparql-service-description#"
	nsFormat = "http://www.w3.org/ns/formats/"
	nsVoid   = "http://rdfs.org/ns/void#"
)

// maxDescribed is how many named graphs the description lists.
const maxDescribed = 1000

// serviceDescription answers a GET of the endpoint that asks nothing (SPARQL 1.1
// Service Description, section 2).
func (x *exchange) serviceDescription() error {
	o, ok := negotiate(x.r.Header.Values("Accept"), graphOffers())
	if !ok {
		return notAcceptable("the service description", graphOffers())
	}
	media := o.media
	if media == "text/html" {
		media = "text/plain"
	}
	x.reply.Header().Set("Content-Type", contentType(media))
	x.reply.Header().Add("Vary", "Accept")
	d := description{g: graph.New()}
	d.service(x)
	prefixes := []rdfio.Prefix{{Label: "sd", IRI: nsSD}, {Label: "void", IRI: nsVoid}, {Label: "formats", IRI: nsFormat}}
	if err := d.g.Save(x.reply, o.format, graph.WithPrefixes(prefixes)); err != nil {
		return err
	}
	x.reply.finish(http.StatusOK)
	return nil
}

// description is the graph of a service description.
type description struct{ g *graph.Graph }

// say adds a triple with a property of the vocabulary.
func (d description) say(s graph.Term, p string, o graph.Term) {
	d.g.Add(graph.Triple{S: s, P: graph.NewIRI(nsSD + p), O: o})
}

// is adds a type of the vocabulary.
func (d description) is(s graph.Term, class string) {
	d.g.Add(graph.Triple{S: s, P: graph.NewIRI(graph.RDF + "type"), O: graph.NewIRI(nsSD + class)})
}

// triples says how many triples a graph has.
func (d description) triples(s graph.Term, v *graph.View) {
	n := graph.NewTyped(itoa(v.Len()), graph.XSD+"integer")
	d.g.Add(graph.Triple{S: s, P: graph.NewIRI(nsVoid + "triples"), O: n})
}

// service describes the endpoint.
func (d description) service(x *exchange) {
	s := graph.NewBlank("service")
	d.is(s, "Service")
	d.say(s, "endpoint", graph.NewIRI(x.endpoint()))
	languages := []string{"SPARQL11Query"}
	if x.s.opts.Updates {
		languages = append(languages, "SPARQL11Update")
	}
	for _, name := range languages {
		d.say(s, "supportedLanguage", graph.NewIRI(nsSD+name))
	}
	features := []string{"EmptyGraphs"}
	if x.s.opts.Service != nil {
		features = append(features, "BasicFederatedQuery")
	}
	for _, name := range features {
		d.say(s, "feature", graph.NewIRI(nsSD+name))
	}
	for _, name := range []string{
		"SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV", "SPARQL_Results_TSV",
		"Turtle", "N-Triples", "RDF_XML", "JSON-LD", "TriG", "N-Quads",
	} {
		d.say(s, "resultFormat", graph.NewIRI(nsFormat+name))
	}
	d.dataset(s, x.s.g.Snapshot())
}

// dataset describes the data.
func (d description) dataset(service graph.Term, snap *graph.Snapshot) {
	set, def := graph.NewBlank("dataset"), graph.NewBlank("default")
	d.say(service, "defaultDataset", set)
	d.is(set, "Dataset")
	d.say(set, "defaultGraph", def)
	d.is(def, "Graph")
	d.triples(def, snap.Default())
	for i, id := range snap.Graphs() {
		name := snap.Term(id)
		if i >= maxDescribed || !name.IsIRI() {
			continue
		}
		entry, content := graph.NewBlank("named"+itoa(i)), graph.NewBlank("graph"+itoa(i))
		d.say(set, "namedGraph", entry)
		d.is(entry, "NamedGraph")
		d.say(entry, "name", name)
		d.say(entry, "graph", content)
		d.is(content, "Graph")
		d.triples(content, snap.Named(id))
	}
}
