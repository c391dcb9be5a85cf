package results

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// blankNode is the blank node that a result names by any text. Labels are written as
// they are, so one that would end a line or a cell elsewhere must not get in.
func blankNode(label string) graph.Term { return graph.NewBlank(rdfio.BlankLabel(label)) }

// Datatypes that the formats treat in their own way.
const (
	xsdInteger = graph.XSD + "integer"
	xsdDecimal = graph.XSD + "decimal"
	xsdDouble  = graph.XSD + "double"
	xsdBoolean = graph.XSD + "boolean"
)

// numeric reports whether dt is xsd:integer, a type derived from it,
// xsd:decimal, xsd:double or xsd:float.
func numeric(dt string) bool {
	name, ok := strings.CutPrefix(dt, graph.XSD)
	if !ok {
		return false
	}
	switch name {
	case "integer", "decimal", "double", "float", "int", "long", "short", "byte",
		"nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger",
		"unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte":
		return true
	}
	return false
}

// isNumber reports whether t is a literal of a numeric datatype that looks
// like a number: "1"^^xsd:int, not "one"^^xsd:int.
func isNumber(t graph.Term) bool {
	if !t.IsLiteral() || !numeric(t.Datatype()) {
		return false
	}
	v := strings.TrimSuffix(t.Value(), ".")
	if numberDatatype(v) != "" {
		return true
	}
	switch v {
	case "INF", "-INF", "+INF", "NaN":
		return true
	}
	return false
}
