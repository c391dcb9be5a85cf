package records

import "github.com/trivet-rdf/trivet/bench/workload"

// The namespaces of the record model.
const (
	sp      = "http://smartplatforms.org/terms#"
	spcode  = "http://smartplatforms.org/terms/codes/"
	dcterms = "http://purl.org/dc/terms/"
	foaf    = "http://xmlns.com/foaf/0.1/"
	vcard   = "http://www.w3.org/2006/vcard/ns#"
	rdfs    = "http://www.w3.org/2000/01/rdf-schema#"
	bioont  = "http://purl.bioontology.org/ontology/"
	cdc     = "http://www2a.cdc.gov/nip/IIS/IISStandards/vaccines.asp?rpt="
	plain   = "http://purl.org/NET/mediatypes/text/plain"
	apiBase = "http://localhost:7000"
)

// Prefixes are the labels under which the data is written.
func Prefixes() []workload.Prefix {
	return []workload.Prefix{
		{Label: "sp", IRI: sp}, {Label: "spcode", IRI: spcode}, {Label: "dcterms", IRI: dcterms},
		{Label: "foaf", IRI: foaf}, {Label: "v", IRI: vcard}, {Label: "rdf", IRI: workload.RDF}, {Label: "rdfs", IRI: rdfs},
	}
}

// The properties that several statements have.
const (
	belongsTo  = sp + "belongsTo"
	startDate  = sp + "startDate"
	endDate    = sp + "endDate"
	value      = sp + "value"
	unit       = sp + "unit"
	code       = sp + "code"
	system     = sp + "system"
	notes      = sp + "notes"
	provider   = sp + "provider"
	encounter  = sp + "encounter"
	title      = dcterms + "title"
	date       = dcterms + "date"
	identifier = dcterms + "identifier"
)

// system is a code system: where its nodes are and what class they have.
type codeSystem struct {
	class string // local name in spcode:
	base  string // IRI before the identifier, and the sp:system
}

var (
	snomed      = codeSystem{"SNOMED", bioont + "SNOMEDCT/"}
	procedures  = codeSystem{"Procedure", bioont + "SNOMEDCT/"}
	rxnorm      = codeSystem{"RxNorm_Semantic", bioont + "RXNORM/"}
	ingredients = codeSystem{"RxNorm_Ingredient", bioont + "RXNORM/"}
	loinc       = codeSystem{"LOINC", bioont + "LNC/"}
	vitalSigns  = codeSystem{"VitalSign", bioont + "LNC/"}
	unii        = codeSystem{"UNII", "http://fda.gov/UNII/"}
	ndfrt       = codeSystem{"NDFRT", bioont + "NDFRT/"}
	vaccines    = codeSystem{"ImmunizationProduct", cdc + "cvx#"}
	vaccineSets = codeSystem{"ImmunizationClass", cdc + "vg#"}
)

// local is the code system of one of SMART's own sets.
func local(set string) codeSystem { return codeSystem{set, spcode + set + "#"} }

// snomedSet is a closed set of SNOMED codes that has a class of its own.
func snomedSet(class string) codeSystem { return codeSystem{class, snomed.base} }

// coding is one code: its system, identifier and title.
type coding struct {
	in    *codeSystem
	id    string
	title string
}

func (c *coding) iri() string { return c.in.base + c.id }
