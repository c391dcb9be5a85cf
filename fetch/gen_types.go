//go:build ignore

package main

import (
	"bytes"
	"fmt"
	"log"
	"maps"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph"
)

const (
	rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
	sp  = "http://smartplatforms.org/terms#"
	owl = "http://www.w3.org/2002/07/owl#"
)

// namespaces are the prefixes of the queries.
var namespaces = map[string]string{
	"sp": sp, "rdf": rdf, "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "xsd": graph.XSD, "dcterms": "http://purl.org/dc/terms/",
	"foaf": "http://xmlns.com/foaf/0.1/", "v": "http://www.w3.org/2006/vcard/ns#",
}

// goTypes names the structs of classes that are not called as the class.
var goTypes = map[string]string{"sp:VitalSignSet": "VitalSigns", "sp:ClinicalNote": "Document", "sp:Photograph": "Document", "sp:MedicalImage": "Document"}

// widest is the class with all fields of a struct that several classes share.
var widest = map[string]string{"Document": "sp:MedicalImage"}

// names are the fields that are not called as their path of properties; one of a
// single class has the class before it, "-" is left out.
var names = map[string]string{
	"belongsTo": "-", "startDate": "Start", "endDate": "End", "accessionNumber": "Accession",
	"drugAllergen": "Allergen", "drugClassAllergen": "-", "otherAllergen": "-", "allergicReaction": "Reaction", "allergyExclusionName": "Name",
	"encounterType": "Type", "facility/organization-name": "Facility", "facility/adr": "FacilityAddress",
	"aboutRelative": "Relative", "hasProblem": "Problems", "bday": "Birth", "deathdate": "Death",
	"dispenseDaysSupply": "DaysSupply", "quantityDispensed": "Dispensed", "pbm": "PBM",
	"pharmacy/organization-name": "Pharmacy", "pharmacy/adr": "PharmacyAddress", "pharmacy/ncpdpId": "PharmacyID",
	"productName": "Product", "productClass": "ProductClasses", "administrationStatus": "Status", "refusalReason": "Refusal",
	"labName": "Name", "labResult": "Results", "labStatus": "Status", "abnormalInterpretation": "Interpretation",
	"quantitativeResult/valueAndUnit": "Value", "quantitativeResult/normalRange/minimum": "Low", "quantitativeResult/normalRange/maximum": "High",
	"quantitativeResult/nonCriticalRange/minimum": "CriticalLow", "quantitativeResult/nonCriticalRange/maximum": "CriticalHigh", "narrativeResult/value": "Narrative",
	"drugName": "Drug", "fulfillment": "Fulfillments", "problemName": "Name", "problemStatus": "Status", "procedureName": "Name", "procedureStatus": "Status",
	"Procedure provider": "Providers", "smokingStatus": "Smoking",
	"bodyMassIndex": "BMI", "respiratoryRate": "Breaths", "oxygenSaturation": "Oxygen", "headCircumference": "Head",
	"bloodPressure/systolic": "Systolic", "bloodPressure/diastolic": "Diastolic",
	"documentType": "Types", "fileSize": "Size", "format/label": "MediaType", "resource/location": "Location", "resource/content": "Content",
	"resource/hash/value": "Hash", "resource/hash/algorithm": "HashAlgorithm", "imagingStudy": "Study",
	"dicomStudyUID": "StudyUID", "dicomSeriesUID": "SeriesUID", "dicomImageUID": "ImageUID", "ImagingStudy modality": "Modalities",
	"n/given-name": "Given", "n/family-name": "Family", "n/additional-name": "Additional", "n/honorific-prefix": "Prefixes", "n/honorific-suffix": "Suffixes",
	"preferredLanguage": "Languages", "email": "Emails", "tel/value": "Phones", "adr": "Addresses", "gestationalAgeAtBirth": "GestationalAge",
	"medicalRecordNumber/identifier": "MRNs", "medicalRecordNumber/title": "-", "medicalRecordNumber/system": "-",
	"street-address": "Street", "extended-address": "Extended", "country-name": "Country",
}

// also are properties that are read where a record has them instead: the three
// kinds of allergen are one field, and containers write names of their own.
var also = map[string]string{
	"drugAllergen": "|sp:drugClassAllergen|sp:otherAllergen", "country-name": "|v:country",
	"FamilyHistory bday": "|sp:dateOfBirth", "FamilyHistory deathdate": "|sp:dateOfDeath",
}

// comments are those of fields that the property's own does not fit.
var comments = map[string]string{
	"drugAllergen": "what is not borne", "medicalRecordNumber/identifier": "numbers of the record", "preferredLanguage": "languages the person likes to speak",
}

// units are those of plain numbers.
var units = map[string]string{"dispenseDaysSupply": "d"}

// several are properties that records have more of than the ontology allows.
var several = []string{"preferredLanguage"}

// property is an OWL restriction on a property of a class. Names are prefixed.
type property struct {
	name, of, form, comment string
	many                    bool
}

// model is the classes of an ontology by their prefixed names.
type model struct {
	comments map[string]string
	parents  map[string][]string
	own      map[string][]property
}

func newModel(g *graph.Graph) *model {
	m := &model{map[string]string{}, map[string][]string{}, map[string][]property{}}
	for t := range g.Match(graph.Any, graph.NewIRI(rdf+"type"), graph.NewIRI(owl+"Class")) {
		class := short(t.S.Value())
		m.comments[class] = value(g, t.S, namespaces["rdfs"]+"comment")
		for up := range g.Match(t.S, graph.NewIRI(namespaces["rdfs"]+"subClassOf"), graph.Any) {
			if up.O.IsIRI() {
				m.parents[class] = append(m.parents[class], short(up.O.Value()))
				continue
			}
			get := func(name string) string { return value(g, up.O, owl+name) }
			p := property{name: short(get("onProperty")), of: short(get("onClass")), form: short(value(g, up.O, namespaces["dcterms"]+"conformsTo")),
				comment: value(g, up.O, namespaces["rdfs"]+"comment")}
			p.many = get("minQualifiedCardinality") != "" || slices.Contains(several, local(p.name))
			m.own[class] = append(m.own[class], p)
		}
		slices.Sort(m.parents[class])
		slices.SortFunc(m.own[class], func(a, b property) int { return strings.Compare(a.name, b.name) })
	}
	return m
}

// short is an IRI with a prefix.
func short(iri string) string {
	for prefix, ns := range namespaces {
		if rest, ok := strings.CutPrefix(iri, ns); ok {
			return prefix + ":" + rest
		}
	}
	return iri
}

func local(name string) string { return name[strings.Index(name, ":")+1:] }

// properties are those of a class and its ancestors; the nearest counts.
func (m *model) properties(class string) []property {
	out := slices.Clone(m.own[class])
	for _, up := range m.parents[class] {
		for _, p := range m.properties(up) {
			if !slices.ContainsFunc(out, func(q property) bool { return q.name == p.name }) {
				out = append(out, p)
			}
		}
	}
	return out
}

func (m *model) isStatement(class string) bool {
	return slices.ContainsFunc(m.parents[class], func(up string) bool { return up == "sp:Statement" || m.isStatement(up) })
}

// field is a field of a struct, filled from the end of a path of properties.
type field struct {
	name, typ, comment string
	path, unit         string
	many               bool
	inner              []field // of a struct
}

// fields are those of a class; parts that are no struct of their own give their
// fields to what they are part of.
func (m *model) fields(class string) []field {
	out := m.flatten(local(class), class, "", "", "", false)
	slices.SortFunc(out, func(a, b field) int { return strings.Compare(a.name, b.name) })
	for i := 1; i < len(out); i++ {
		if out[i].name == out[i-1].name {
			log.Fatalf("%s has two fields %s: name one in names", class, out[i].name)
		}
	}
	return out
}

func (m *model) flatten(owner, class, key, path, prefix string, many bool) []field {
	var out []field
	for _, p := range m.properties(class) {
		key := key + local(p.name)
		name := prefix + goName(strings.ReplaceAll(local(p.name), "-", "_"))
		f := field{name: name, comment: p.comment, path: path + p.name, unit: units[key], many: many || p.many}
		if n := pick(names, owner, key); n != "" {
			f.name = n
		}
		if f.name == "-" {
			continue
		}
		if c := comments[key]; c != "" {
			f.comment = c
		}
		if more := pick(also, owner, key); more != "" {
			f.path = path + "(" + p.name + more + ")"
		}
		if f.typ = m.typeOf(p, key); f.typ != "" {
			if f.typ == "Address" || f.typ == "Series" {
				f.inner = m.fields(p.of)
			}
			out = append(out, f)
			continue
		}
		if m.own[p.of] == nil {
			log.Fatalf("%s: the ontology does not describe %s", class, p.of)
		}
		out = append(out, m.flatten(owner, p.of, key+"/", f.path+"/", name, f.many)...)
	}
	return out
}

// pick is the entry of a path, that of the class first.
func pick(table map[string]string, owner, key string) string {
	if v := table[owner+" "+key]; v != "" {
		return v
	}
	return table[key]
}

// typeOf is the Go type of one value, or "" for a part that has fields. An IRI,
// a provider's name and a list of images have types of their own until they are
// written.
func (m *model) typeOf(p property, key string) string {
	switch p.of {
	case "":
		switch p.form {
		case "xsd:date", "xsd:dateTime":
			return "Date"
		case "xsd:decimal":
			return "number"
		}
		return "string"
	case "sp:CodedValue":
		return "Code"
	case "sp:ValueAndUnit", "sp:VitalSign":
		return "Quantity"
	case "sp:Provider", "sp:Content", "sp:ImagesList", "v:Address", "sp:Series":
		return local(p.of)
	case "sp:Code":
		if names[key+"/identifier"] == "" {
			return "IRI"
		}
	}
	if m.isStatement(p.of) {
		return "IRI"
	}
	return ""
}

// goType is the type of the field.
func (f *field) goType() string {
	switch f.typ {
	case "IRI", "Provider":
		return f.slice() + "string"
	case "ImagesList":
		return "[]string"
	case "number":
		return f.slice() + "Quantity"
	}
	return f.slice() + f.typ
}

func (f *field) slice() string {
	if f.many {
		return "[]"
	}
	return ""
}

// isPart reports whether a query of its own fills the field.
func (f *field) isPart() bool { return f.many || f.typ == "ImagesList" }

// variable is the field's in the query: drug for Drug, bmi for BMI.
func (f *field) variable() string {
	if strings.ToUpper(f.name) == f.name {
		return strings.ToLower(f.name)
	}
	return strings.ToLower(f.name[:1]) + f.name[1:]
}

// generate writes the file.
func (m *model) generate() []byte {
	var b bytes.Buffer
	fmt.Fprint(&b, "// Code generated by gen.go and gen_types.go from testdata/ontology.rdf; DO NOT EDIT.\n\npackage fetch\n\nimport (\n\"context\"\n\n\"github.com/trivet-rdf/trivet/query\"\n)\n")
	done := map[string]bool{}
	for _, class := range slices.Sorted(maps.Keys(m.comments)) {
		if class == "v:Address" || class == "sp:Series" {
			m.writeType(&b, class, local(class))
		}
		if !m.isStatement(class) {
			continue
		}
		name := local(class)
		if goTypes[class] != "" {
			name = goTypes[class]
		}
		if !done[name] {
			done[name] = true
			wide := class
			if widest[name] != "" {
				wide = widest[name]
				m.comments[wide] = m.comments["sp:Document"] + " Notes, photographs and medical images are documents too."
			}
			m.writeType(&b, wide, name)
		}
		m.writeReader(&b, class, name)
	}
	return b.Bytes()
}

// writeType writes the struct of a class.
func (m *model) writeType(b *bytes.Buffer, class, name string) {
	comment := m.comments[class]
	fmt.Fprintf(b, "\n// %s is %s\ntype %s struct {\n", name, strings.ToLower(comment[:1])+comment[1:], name)
	if class != "v:Address" {
		fmt.Fprint(b, "IRI string `sparql:\"iri\"` // its name, or the label of a blank node\n")
	}
	for _, f := range m.fields(class) {
		tag := f.variable() + ",optional"
		if f.isPart() {
			tag = "-"
		}
		switch f.typ {
		case "IRI":
			f.comment += " (IRI)"
		case "ImagesList":
			f.comment += " (IRIs)"
		}
		fmt.Fprintf(b, "%s %s `sparql:%q` // %s\n", f.name, f.goType(), tag, f.comment)
	}
	fmt.Fprint(b, "}\n")
}

// plural names many statements of a class.
func plural(class string) string {
	switch name := local(class); {
	case goTypes[class] == "VitalSigns":
		return "VitalSigns"
	case strings.HasSuffix(name, "y"):
		return name[:len(name)-1] + "ies"
	case strings.HasSuffix(name, "s"):
		return name
	default:
		return name + "s"
	}
}

// writeReader writes the queries of a class and the function that runs them.
func (m *model) writeReader(b *bytes.Buffer, class, name string) {
	fields, text := m.fields(class), local(class)+"Select"
	fmt.Fprintf(b, "\n// %s selects each sp:%s for query.Collect[%s]: a row each, and more where a\n// property has several values that should have one.\nconst %s = `%s`\n",
		text, local(class), name, text, selectText("?iri a "+class+" .", fields))
	var parts []string
	for _, f := range fields {
		if !f.isPart() {
			continue
		}
		constant := strings.ToLower(local(class)[:1]) + local(class)[1:] + f.name
		fmt.Fprintf(b, "\nconst %s = `%s`\n", constant, f.partText("?node a "+class+" ."))
		parts = append(parts, fmt.Sprintf("many(%s, func(s *%s) *%s { return &s.%s }),", constant, name, f.goType(), f.name))
		for _, in := range f.inner {
			if in.isPart() {
				fmt.Fprintf(b, "\nconst %s%s = `%s`\n", constant, in.name, in.partText("?owner a "+class+" ; "+f.path+" ?node ."))
				parts = append(parts, fmt.Sprintf("inside(func(s *%s) *%s { return &s.%s }, func(s *%s) string { return s.IRI },\nmany(%s%s, func(s *%s) *%s { return &s.%s })),",
					name, f.goType(), f.name, f.typ, constant, in.name, f.typ, in.goType(), in.name))
			}
		}
	}
	fmt.Fprintf(b, "\n// %sOf reads every sp:%s of a graph, ordered by IRI. A graph that others change at\n// the same time is given as its Snapshot.\nfunc %sOf(ctx context.Context, src query.Source) ([]%s, error) {\n", plural(class), local(class), plural(class), name)
	fmt.Fprintf(b, "return statements(ctx, src, %s, func(s *%s) string { return s.IRI }", text, name)
	if len(parts) > 0 {
		fmt.Fprintf(b, ",\n%s\n", strings.Join(parts, "\n"))
	}
	fmt.Fprint(b, ")\n}\n")
}

// selectText is the query for the fields that have one value.
func selectText(head string, fields []field) string {
	columns, body := []string{"?iri"}, "  "+head+"\n"
	for _, f := range fields {
		if !f.isPart() {
			columns = append(columns, f.columns("?"+f.variable())...)
			body += "  OPTIONAL { " + f.pattern("?iri", "?"+f.variable()) + " }\n"
		}
	}
	return prologue("SELECT " + strings.Join(columns, " ") + " {\n" + body + "} ORDER BY ?iri")
}

// partText is the query for one field of many values. The place in an RDF list
// is the number of cells before it.
func (f *field) partText(head string) string {
	if f.typ == "ImagesList" {
		return prologue("SELECT ?node ?value {\n  " + head + "\n  ?node " + f.path +
			" ?list . ?list rdf:rest* ?before . ?before rdf:rest* ?cell . ?cell rdf:first ?value\n} GROUP BY ?node ?cell ?value ORDER BY ?node (COUNT(?before))")
	}
	return prologue("SELECT ?node " + strings.Join(f.columns("?value"), " ") + " {\n  " + head + "\n  " + f.pattern("?node", "?value") + "\n} ORDER BY ?node ?value")
}

// columns are the variables of the field in SELECT.
func (f *field) columns(v string) []string {
	switch f.typ {
	case "Code":
		return []string{v + "_title", v + "_iri"}
	case "Quantity", "number":
		return []string{v + "_text", "(xsd:double(STR(" + v + "_text)) AS " + v + "_value)", v + "_unit"}
	case "Series", "Address":
		var out []string
		if f.typ == "Series" {
			out = append(out, "("+v+" AS "+v+"_iri)")
		}
		for _, in := range f.inner {
			if !in.isPart() {
				out = append(out, in.columns(v+"_"+in.variable())...)
			}
		}
		return out
	}
	return []string{v}
}

// pattern binds the field's variables.
func (f *field) pattern(subject, v string) string {
	optional := func(property, name string) string {
		return " OPTIONAL { " + v + " " + property + " " + v + "_" + name + " }"
	}
	switch to := subject + " " + f.path; f.typ {
	case "Code":
		return to + " " + v + optional("dcterms:title", "title") + optional("sp:code", "iri")
	case "Quantity":
		return to + " " + v + optional("sp:value", "text") + optional("sp:unit", "unit")
	case "number":
		return to + " " + v + "_text BIND(\"" + f.unit + "\" AS " + v + "_unit)"
	case "Provider":
		v += "_name"
		return to + "/v:n " + v + optional("v:given-name", "given") + optional("v:family-name", "family") +
			" BIND(REPLACE(CONCAT(COALESCE(" + v + "_given, \"\"), \" \", COALESCE(" + v + "_family, \"\")), \"^ | $\", \"\") AS " + strings.TrimSuffix(v, "_name") + ")"
	case "Content":
		v += "_node"
		return to + " " + v + " . " + v + " sp:value " + v + "_text" + optional("sp:encoding", "encoding") +
			" BIND(CONCAT(COALESCE(" + v + "_encoding, \"\"), \" \", " + v + "_text) AS " + strings.TrimSuffix(v, "_node") + ")"
	case "Series", "Address":
		text := to + " " + v
		for _, in := range f.inner {
			if !in.isPart() {
				text += " OPTIONAL { " + in.pattern(v, v+"_"+in.variable()) + " }"
			}
		}
		return text
	default:
		return to + " " + v
	}
}

// prologue declares the prefixes that a query uses.
func prologue(text string) string {
	head := ""
	for _, prefix := range slices.Sorted(maps.Keys(namespaces)) {
		for _, before := range []string{" ", "(", "|", "/"} {
			if strings.Contains(text, before+prefix+":") {
				head += "PREFIX " + prefix + ": <" + namespaces[prefix] + ">\n"
				break
			}
		}
	}
	return head + text
}
