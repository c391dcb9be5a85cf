package sandbox

import (
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// class is a class of the SMART data model (reference.md section 4): what its
// nodes are and which properties they have beside those of its parents.
type class struct {
	name       string   // prefixed
	parents    []string // prefixed
	comment    string
	properties []property
}

// property is a property of a class.
type property struct {
	name    string // prefixed
	of      string // class of its values, prefixed; an xsd: type that the plain text is written as; "" is text
	count   string // "1" one, "?" at most one, "+" at least one, "*" any number
	comment string
}

// model is the data model: the statements, and the parts they are made of.
func model() []class {
	out := append(statementClasses(), documentClasses()...)
	return append(append(out, personClasses()...), partClasses()...)
}

func statementClasses() []class {
	const coded, amount, day, moment = "sp:CodedValue", "sp:ValueAndUnit", "xsd:date", "xsd:dateTime"
	statement := []string{"sp:Statement"}
	return []class{
		{"sp:Statement", nil, "Something that a record says.", []property{{"sp:belongsTo", "sp:MedicalRecord", "1", "the record it is part of"}}},
		{"sp:Allergy", statement, "One allergy.", []property{
			{"sp:drugAllergen", coded, "?", "what is not borne, when it is a drug"}, {"sp:drugClassAllergen", coded, "?", "what is not borne, when it is a class of drugs"},
			{"sp:otherAllergen", coded, "?", "what is not borne, when it is no drug"}, {"sp:category", coded, "1", "kind of allergy"},
			{"sp:allergicReaction", coded, "1", "what happens"}, {"sp:severity", coded, "1", "how bad it is"},
			{"sp:startDate", day, "1", "since when"}, {"sp:endDate", day, "?", "until when"}}},
		{"sp:AllergyExclusion", statement, "The statement that a patient has no allergies of a kind.", []property{
			{"sp:allergyExclusionName", coded, "1", "the kind of allergies"}, {"dcterms:date", day, "1", "when that was found"}}},
		{"sp:Encounter", statement, "One visit.", []property{
			{"sp:encounterType", coded, "1", "kind of visit"}, {"sp:startDate", moment, "1", "its begin"}, {"sp:endDate", moment, "?", "its end"},
			{"sp:facility", "sp:Organization", "?", "where it was"}, {"sp:provider", "sp:Provider", "?", "who saw the patient"}}},
		{"sp:FamilyHistory", statement, "What is known of one relative.", []property{
			{"sp:aboutRelative", coded, "1", "which relative"}, {"sp:hasProblem", coded, "*", "what the relative suffered from"}, {"sp:height", "sp:VitalSign", "?", "the relative's height"},
			{"v:bday", day, "?", "the relative's birth"}, {"v:deathdate", day, "?", "the relative's death"}}},
		{"sp:Fulfillment", statement, "One dispensing.", []property{
			{"dcterms:date", moment, "1", "when it was dispensed"}, {"sp:medication", "sp:Medication", "1", "the prescription"}, {"sp:dispenseDaysSupply", "xsd:decimal", "1", "days it lasts"},
			{"sp:quantityDispensed", amount, "?", "how much was dispensed"}, {"sp:pbm", "", "?", "the benefit manager who paid"},
			{"sp:pharmacy", "sp:Pharmacy", "?", "where it was dispensed"}, {"sp:provider", "sp:Provider", "?", "who prescribed it"}}},
		{"sp:Immunization", statement, "One vaccination, given or not.", []property{
			{"dcterms:date", moment, "1", "when"}, {"sp:productName", coded, "1", "the vaccine"}, {"sp:productClass", coded, "*", "what it protects from"},
			{"sp:administrationStatus", coded, "1", "whether it was given"}, {"sp:refusalReason", coded, "?", "why it was not given"}}},
		{"sp:LabPanel", statement, "A group of laboratory results.", []property{{"sp:labName", coded, "?", "the panel"}, {"sp:labResult", "sp:LabResult", "+", "its results"}}},
		{"sp:LabResult", statement, "One laboratory result.", []property{
			{"sp:labName", coded, "1", "what was examined"}, {"dcterms:date", moment, "1", "when"}, {"sp:labStatus", coded, "?", "how final it is"},
			{"sp:abnormalInterpretation", coded, "?", "whether it is out of the ordinary"}, {"sp:quantitativeResult", "sp:QuantitativeResult", "?", "what was measured"},
			{"sp:narrativeResult", "sp:NarrativeResult", "?", "what was described"}, {"sp:accessionNumber", "", "?", "number the laboratory gave"}, {"sp:notes", "", "?", "remarks"}}},
		{"sp:Medication", statement, "One prescription.", []property{
			{"sp:drugName", coded, "1", "the drug"}, {"sp:instructions", "", "1", "how to take it"}, {"sp:startDate", day, "1", "since when"}, {"sp:endDate", day, "?", "until when; still taken without"},
			{"sp:quantity", amount, "?", "how much at a time"}, {"sp:frequency", amount, "?", "how often"}, {"sp:provenance", "sp:Code", "*", "codes that the drug's was made from"},
			{"sp:fulfillment", "sp:Fulfillment", "*", "its dispensings"}}},
		{"sp:Problem", statement, "One problem or diagnosis.", []property{
			{"sp:problemName", coded, "1", "the problem"}, {"sp:problemStatus", coded, "?", "whether it is active"}, {"sp:startDate", day, "1", "since when"}, {"sp:endDate", day, "?", "until when"},
			{"sp:encounters", "sp:Encounter", "*", "visits because of it"}, {"sp:notes", "", "?", "remarks"}}},
		{"sp:Procedure", statement, "One procedure done.", []property{
			{"sp:procedureName", coded, "1", "the procedure"}, {"sp:procedureStatus", coded, "?", "how far it got"}, {"dcterms:date", moment, "1", "when"},
			{"sp:provider", "sp:Provider", "*", "who did it"}, {"sp:notes", "", "?", "remarks"}}},
		{"sp:SocialHistory", statement, "A patient's habits.", []property{{"sp:smokingStatus", coded, "?", "whether the patient smokes"}}},
		{"sp:VitalSignSet", statement, "One set of measurements.", vitalSigns()},
	}
}

func vitalSigns() []property {
	out := []property{{"dcterms:date", "xsd:dateTime", "1", "when"}, {"sp:encounter", "sp:Encounter", "1", "the visit they were taken at"},
		{"sp:bloodPressure", "sp:BloodPressure", "?", "blood pressure"}}
	for _, v := range [][2]string{{"height", "body height"}, {"weight", "body weight"}, {"bodyMassIndex", "body mass index"}, {"heartRate", "heart beats"}, {"respiratoryRate", "breaths"},
		{"temperature", "body temperature"}, {"oxygenSaturation", "oxygen saturation of the blood"}, {"headCircumference", "circumference of the head"}} {
		out = append(out, property{"sp:" + v[0], "sp:VitalSign", "?", v[1]})
	}
	return out
}

func documentClasses() []class {
	const coded = "sp:CodedValue"
	return []class{
		{"sp:Document", []string{"sp:Statement"}, "A document, described or with its bytes.", []property{
			{"dcterms:title", "", "?", "title"}, {"sp:fileName", "", "?", "name of its file"}, {"dcterms:format", "dcterms:MediaTypeOrExtent", "1", "media type"},
			{"dcterms:date", "xsd:dateTime", "1", "when it was made"}, {"sp:documentType", coded, "*", "kinds of document it is"}, {"sp:fileSize", "sp:ValueAndUnit", "?", "size in bytes"},
			{"sp:provider", "sp:Provider", "?", "who made it"}, {"sp:resource", "sp:Resource", "1", "its bytes and where they are"}}},
		{"sp:ClinicalNote", []string{"sp:Document"}, "A note written about the patient.", nil},
		{"sp:Photograph", []string{"sp:Document"}, "The patient's photograph.", nil},
		{"sp:MedicalImage", []string{"sp:Document"}, "One image of an imaging study.", []property{
			{"sp:imagingStudy", "sp:ImagingStudy", "1", "the study it is of"}, {"sp:dicomStudyUID", "", "?", "DICOM identifier of the study"},
			{"sp:dicomSeriesUID", "", "?", "DICOM identifier of the series"}, {"sp:dicomImageUID", "", "?", "DICOM identifier of the image"}}},
		{"sp:ImagingStudy", []string{"sp:Statement"}, "A study with its series of images.", []property{
			{"dcterms:title", "", "1", "title"}, {"dcterms:date", "xsd:dateTime", "1", "when"}, {"sp:accessionNumber", "", "?", "number the department gave"},
			{"sp:modality", coded, "+", "kinds of imaging"}, {"sp:series", "sp:Series", "+", "its series"}}},
		{"sp:Series", nil, "One series of a study's images, in order.", []property{
			{"dcterms:title", "", "?", "title"}, {"sp:modality", coded, "?", "kind of imaging"}, {"sp:images", "sp:ImagesList", "1", "its images, in order"}}},
		{"sp:ImagesList", nil, "An RDF list of medical images.", nil},
		{"sp:Resource", nil, "Where the bytes of a document are, or the bytes.", []property{
			{"sp:location", "", "?", "where its bytes are"}, {"sp:hash", "sp:Hash", "?", "hash of its bytes"}, {"sp:content", "sp:Content", "?", "its bytes, when the graph holds them"}}},
		{"sp:Hash", nil, "A hash of bytes.", []property{{"sp:algorithm", "", "1", "algorithm of the hash"}, {"sp:value", "", "1", "hash of its bytes, in hexadecimal"}}},
		{"sp:Content", nil, "Bytes as text.", []property{{"sp:encoding", "", "1", "how bytes were made text"}, {"sp:value", "", "1", "the text"}}},
		{"dcterms:MediaTypeOrExtent", nil, "A media type.", []property{{"rdfs:label", "", "1", `media type, such as "image/png"`}}},
	}
}

func personClasses() []class {
	return []class{
		{"sp:Demographics", []string{"sp:Statement", "sp:Person"}, "Who a patient is.", []property{
			{"v:bday", "xsd:date", "1", "birth"}, {"foaf:gender", "", "1", "gender"}, {"sp:medicalRecordNumber", "sp:Code", "+", "numbers of the record"},
			{"sp:gestationalAgeAtBirth", "sp:ValueAndUnit", "?", "weeks of pregnancy at birth"}}},
		{"sp:Person", []string{"v:VCard"}, "A person.", []property{
			{"foaf:gender", "", "?", "gender"}, {"sp:race", "", "?", "race"}, {"sp:ethnicity", "", "?", "ethnicity"}, {"sp:preferredLanguage", "", "?", "language the person likes to speak"}}},
		{"sp:Provider", []string{"sp:Person"}, "A person who treats patients.", []property{{"sp:npiNumber", "", "?", "national provider identifier"}, {"sp:deaNumber", "", "?", "number for prescribing controlled drugs"}}},
		{"sp:Organization", nil, "An organization.", []property{{"v:organization-name", "", "?", "name"}, {"v:adr", "v:Address", "?", "address"}}},
		{"sp:Pharmacy", []string{"sp:Organization"}, "A pharmacy.", []property{{"sp:ncpdpId", "", "?", "number of the pharmacy"}}},
		{"v:VCard", nil, "How a person is called and reached.", []property{
			{"v:n", "v:Name", "1", "name"}, {"v:bday", "xsd:date", "?", "birth"}, {"v:deathdate", "xsd:date", "?", "death"},
			{"v:tel", "v:Tel", "*", "telephones"}, {"v:adr", "v:Address", "*", "addresses"}, {"v:email", "", "*", "mail addresses"}}},
		{"v:Name", nil, "A name.", []property{
			{"v:given-name", "", "1", "given name"}, {"v:family-name", "", "1", "family name"}, {"v:additional-name", "", "*", "further names"},
			{"v:honorific-prefix", "", "*", "titles before the name"}, {"v:honorific-suffix", "", "*", "titles after the name"}}},
		{"v:Tel", nil, "A telephone.", []property{{"rdf:value", "", "1", "telephone numbers"}}},
		{"v:Address", nil, "One postal address.", []property{
			{"v:street-address", "", "?", "street and number"}, {"v:extended-address", "", "?", "flat or floor"}, {"v:locality", "", "?", "town"},
			{"v:region", "", "?", "state or region"}, {"v:postal-code", "", "?", "postal code"}, {"v:country-name", "", "?", "country"}}},
	}
}

func partClasses() []class {
	const coded, amount, vital = "sp:CodedValue", "sp:ValueAndUnit", "sp:VitalSign"
	return []class{
		{coded, nil, "A coded value.", []property{{"dcterms:title", "", "1", "the value in words"}, {"sp:code", "sp:Code", "1", "its code"}, {"sp:provenance", "sp:CodeProvenance", "*", "codes it was made from"}}},
		{"sp:Code", nil, "A code of a coding system.", []property{{"dcterms:identifier", "", "1", "the code within its system"}, {"dcterms:title", "", "1", "what it means"}, {"sp:system", "", "1", "the coding system"}}},
		{amount, nil, "A number with its unit (UCUM).", []property{{"sp:value", "xsd:decimal", "1", "the number"}, {"sp:unit", "", "1", "the unit"}}},
		{vital, []string{amount}, "A number with its unit and what was measured.", []property{{"sp:vitalName", coded, "?", "what was measured"}}},
		{"sp:BloodPressure", nil, "A blood pressure.", []property{
			{"sp:systolic", vital, "1", "systolic blood pressure"}, {"sp:diastolic", vital, "1", "diastolic blood pressure"}, {"sp:method", coded, "?", "how the blood pressure was measured"},
			{"sp:bodySite", coded, "?", "where on the body it was measured"}, {"sp:bodyPosition", coded, "?", "how the patient was placed"}}},
		{"sp:QuantitativeResult", nil, "A measured result.", []property{
			{"sp:valueAndUnit", amount, "1", "what was measured"}, {"sp:normalRange", "sp:ValueRange", "?", "normal range"}, {"sp:nonCriticalRange", "sp:ValueRange", "?", "range that is not critical"}}},
		{"sp:NarrativeResult", nil, "A described result.", []property{{"sp:value", "", "1", "what was described"}}},
		{"sp:ValueRange", nil, "A range of numbers.", []property{{"sp:minimum", amount, "1", "lowest value of the range"}, {"sp:maximum", amount, "1", "highest value of the range"}}},
	}
}

// class adds the description of a class: a restriction for each property, in
// the manner of OWL 2. A text that is written as a type stays a plain literal;
// dcterms:conformsTo names the type.
func (r *reply) class(c *class) {
	at := iri(c.name)
	r.put(at, prop{"rdf:type", iri("owl:Class")}, p("rdfs:comment", c.comment))
	for _, parent := range c.parents {
		r.put(at, prop{"rdfs:subClassOf", iri(parent)})
	}
	nodes := make([]term, len(c.properties))
	for i := range nodes {
		nodes[i] = r.blank()
		r.put(at, prop{"rdfs:subClassOf", nodes[i]})
	}
	for i, one := range c.properties {
		node := nodes[i]
		r.put(node, prop{"rdf:type", iri("owl:Restriction")}, prop{"owl:onProperty", iri(one.name)}, p("rdfs:comment", one.comment))
		switch {
		case one.of == "":
			r.put(node, prop{"owl:onDataRange", iri("rdfs:Literal")})
		case strings.HasPrefix(one.of, "xsd:"):
			r.put(node, prop{"owl:onDataRange", iri("rdfs:Literal")}, prop{"dcterms:conformsTo", iri(one.of)})
		default:
			r.put(node, prop{"owl:onClass", iri(one.of)})
		}
		kind, n := "owl:minQualifiedCardinality", "0"
		switch one.count {
		case "1":
			kind, n = "owl:qualifiedCardinality", "1"
		case "?":
			kind, n = "owl:maxQualifiedCardinality", "1"
		case "+":
			n = "1"
		}
		r.put(node, prop{kind, term{Kind: rdfio.Literal, Value: n, Datatype: nsXSD + "nonNegativeInteger"}})
	}
}
