package sandbox

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// The namespaces of the SMART data model.
const (
	nsSP      = "http://smartplatforms.org/terms#"
	nsCode    = "http://smartplatforms.org/terms/codes/"
	nsAPI     = "http://smartplatforms.org/terms/api#"
	nsRDF     = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	nsRDFS    = "http://www.w3.org/2000/01/rdf-schema#"
	nsOWL     = "http://www.w3.org/2002/07/owl#"
	nsXSD     = "http://www.w3.org/2001/XMLSchema#"
	nsDC      = "http://purl.org/dc/terms/"
	nsFOAF    = "http://xmlns.com/foaf/0.1/"
	nsVCard   = "http://www.w3.org/2006/vcard/ns#"
	nsMedia   = "http://purl.org/NET/mediatypes/"
	nsBio     = "http://purl.bioontology.org/ontology/"
	nsVaccine = "http://www2a.cdc.gov/nip/IIS/IISStandards/vaccines.asp?rpt="
)

type (
	term   = rdfio.Term
	triple = rdfio.Triple
)

// prefixes are declared in every RDF/XML reply.
func prefixes() []rdfio.Prefix {
	return []rdfio.Prefix{
		{Label: "api", IRI: nsAPI}, {Label: "dcterms", IRI: nsDC}, {Label: "foaf", IRI: nsFOAF},
		{Label: "rdfs", IRI: nsRDFS}, {Label: "sp", IRI: nsSP},
		{Label: "v", IRI: nsVCard},
	}
}

// expand turns a prefixed name of this vocabulary into an IRI; a name without
// one of the known prefixes comes back as it is.
func expand(name string) string {
	prefix, local, ok := strings.Cut(name, ":")
	if !ok {
		return name
	}
	switch prefix {
	case "sp":
		return nsSP + local
	case "spcode":
		return nsCode + local
	case "api":
		return nsAPI + local
	case "rdf":
		return nsRDF + local
	case "rdfs":
		return nsRDFS + local
	case "owl":
		return nsOWL + local
	case "xsd":
		return nsXSD + local
	case "dcterms":
		return nsDC + local
	case "foaf":
		return nsFOAF + local
	case "v":
		return nsVCard + local
	}
	return name
}

// iri is the IRI of a prefixed name. An IRI that starts with "/" is local to
// this container: the api base is put before it when it is written.
func iri(name string) term { return term{Kind: rdfio.IRI, Value: expand(name)} }

// local is the IRI of a path of this container.
func local(path string) term { return term{Kind: rdfio.IRI, Value: path} }

func text(s string) term      { return term{Kind: rdfio.Literal, Value: s} }
func blank(label string) term { return term{Kind: rdfio.Blank, Value: label} }
func integer(digits string) term {
	return term{Kind: rdfio.Literal, Value: digits, Datatype: nsXSD + "integer"}
}

// isLocal reports whether t is an IRI of this container.
func isLocal(t *term) bool {
	return t.Kind == rdfio.IRI && strings.HasPrefix(t.Value, "/")
}
