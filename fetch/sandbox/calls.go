package sandbox

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// call is one REST call as an ontology describes it (reference.md section 4.5).
type call struct {
	name     string // client method: get_medications
	method   string // GET
	path     string // /records/{record_id}/medications/
	target   string // type IRI
	category string // container, record or user
	multiple bool   // a collection
	reply    string // content type when it is not RDF/XML
	sort     string // api:defaultSort, prefixed
	filters  []string
	comment  string
}

// singulars are the collections with what one item of them is called, and the
// path parameter of the item.
func singulars() []struct{ class, one, many, comment string } {
	return []struct{ class, one, many, comment string }{
		{"Allergy", "allergy", "allergies", "allergies, and the statements that there are none of a kind"},
		{"ClinicalNote", "clinical_note", "clinical_notes", "notes written about the patient"},
		{"Document", "document", "documents", "documents, described or with their contents"},
		{"Encounter", "encounter", "encounters", "visits and other encounters"},
		{"FamilyHistory", "family_history_observation", "family_history_observations", "observations about relatives"},
		{"Fulfillment", "fulfillment", "fulfillments", "dispensings of medications, with the medications"},
		{"ImagingStudy", "imaging_study", "imaging_studies", "imaging studies with their series"},
		{"Immunization", "immunization", "immunizations", "vaccinations given and not given"},
		{"LabPanel", "lab_panel", "lab_panels", "groups of laboratory results"},
		{"LabResult", "lab_result", "lab_results", "laboratory results"},
		{"MedicalImage", "medical_image", "medical_images", "images, described or with their contents"},
		{"Medication", "medication", "medications", "medications, with their fulfillments"},
		{"Problem", "problem", "problems", "problems and diagnoses"},
		{"Procedure", "procedure", "procedures", "procedures done"},
		{"VitalSignSet", "vital_sign_set", "vital_sign_sets", "sets of vital signs, with their encounters"},
	}
}

// smartCalls are the 47 calls of the SMART Classic API.
func smartCalls(ks []*kind) []call {
	const record = "/records/{record_id}"
	container := func(name, path, class, comment string, many bool, reply string, filters ...string) call {
		return call{name: name, method: "GET", path: path, target: nsSP + class, category: "container", multiple: many, comment: comment, reply: reply, filters: filters}
	}
	out := []call{
		container("get_container_manifest", "/manifest", "ContainerManifest", "The container's manifest: where its pages and token endpoints are.", false, "application/json"),
		container("get_ontology", "/ontology", "Ontology", "The description of the calls and types, as RDF.", false, ""),
		container("get_app_manifests", "/apps/manifests/", "AppManifest", "The manifests of all installed apps.", true, "application/json"),
		container("get_app_manifest", "/apps/{descriptor}/manifest", "AppManifest", "The manifest of one app.", false, "application/json"),
		container("search_records", "/records/search", "Demographics", "The demographics of the records that match.", true, "",
			"family_name", "given_name", "date_of_birth", "gender", "medical_record_number", "zipcode"),
		container("search_users", "/users/search", "User", "The users whose names match.", true, "", "given_name", "family_name"),
		container("get_user", "/users/{user_id}", "User", "One user.", false, ""),
	}
	single := func(name, path, class, comment, reply string) call {
		return call{name: name, method: "GET", path: record + path, target: nsSP + class, category: "record", comment: comment, reply: reply}
	}
	out = append(out,
		single("get_demographics", "/demographics", "Demographics", "Who the patient is: names, birth, addresses.", ""),
		single("get_social_history", "/social_history", "SocialHistory", "The patient's social history: smoking.", ""),
		single("get_photograph", "/photograph", "Photograph", "The bytes of the patient's photograph.", "image/*"))
	for _, one := range singulars() {
		out = append(out, collectionCalls(ks, record, one.class, one.one, one.many, one.comment)...)
	}
	note := call{name: "post_clinical_note", method: "POST", path: record + "/clinical_notes/", target: nsSP + "ClinicalNote", category: "record",
		comment: "Stores a clinical note and answers with it under its new IRI."}
	return append(append(out, note), appDataCalls(record)...)
}

// collectionCalls are the two calls of one collection.
func collectionCalls(ks []*kind, record, class, one, many, comment string) []call {
	var k *kind
	for _, k = range ks {
		if k.class == class {
			break
		}
	}
	path := record + "/" + k.path + "/"
	list := call{name: "get_" + many, method: "GET", path: path, target: nsSP + class, category: "record", multiple: true, sort: k.sort, comment: "The record's " + comment + "."}
	if k.date != "" {
		for _, f := range dateFilters() {
			list.filters = append(list.filters, f.param)
		}
	}
	if k.code != "" {
		list.filters = append(list.filters, k.code)
	}
	item := call{name: "get_" + one, method: "GET", path: path + "{" + strings.TrimSuffix(one, "_observation") + "_id}", target: nsSP + class, category: "record",
		comment: "One of the record's " + comment + "."}
	if class == "LabPanel" { // the ontology gives the single call the collection's path
		item.path = path
	}
	if k.file {
		list.filters, item.filters = append(list.filters, "format"), append(item.filters, "format")
		item.reply = "*/*"
	}
	return []call{list, item}
}

func appDataCalls(record string) []call {
	var out []call
	for _, d := range []struct{ name, path, class, category, what string }{
		{"scratchpad_data", record + "/apps/{smart_app_id}/scratchpad", "ScratchpadData", "record", "the app's scratchpad of the record"},
		{"user_preferences", "/users/{user_id}/apps/{smart_app_id}/preferences", "UserPreferences", "user", "the user's preferences in the app"},
	} {
		for _, m := range []struct{ method, verb string }{{"GET", "Reads "}, {"PUT", "Replaces "}, {"DELETE", "Deletes "}} {
			out = append(out, call{name: strings.ToLower(m.method) + "_" + d.name, method: m.method, path: d.path, target: nsSP + d.class, category: d.category,
				reply: "*/*", comment: m.verb + d.what + "."})
		}
	}
	return out
}

// loadOntology writes the description of the calls and the classes, or reads the file that is
// to be served instead.
func (s *Server) loadOntology(ctx context.Context) error {
	s.calls = smartCalls(s.kinds)
	var err error
	if s.o.Ontology != "" {
		if s.ontology, err = os.ReadFile(s.o.Ontology); err != nil {
			return fmt.Errorf("ontology: %w", err)
		}
		return ctx.Err()
	}
	out := newReply("", nil, rdfio.Prefix{Label: "owl", IRI: nsOWL})
	for _, c := range s.calls {
		out.call(c)
	}
	for _, k := range s.kinds {
		out.put(iri("sp:"+k.class), p("api:base_path", "/records/{record_id}/"+k.items()))
	}
	for _, c := range model() {
		out.class(&c)
	}
	err = errors.Join(out.err, out.out.Close())
	s.ontology = out.buf.Bytes()
	return err
}

// call adds the description of one call.
func (r *reply) call(c call) {
	at := r.blank()
	cardinality := "single"
	if c.multiple {
		cardinality = "multiple"
	}
	r.put(at, prop{"rdf:type", iri("api:Call")}, prop{"api:target", iri(c.target)}, p("api:path", c.path), p("api:httpMethod", c.method),
		p("api:category", c.category), p("api:cardinality", cardinality), p("api:clientMethodName", c.name), p("rdfs:comment", c.comment))
	if c.sort != "" {
		r.put(at, p("api:defaultSort", c.sort))
	}
	if c.reply != "" {
		r.put(at, p("api:responseContentType", c.reply))
	}
	for _, name := range c.filters {
		f := r.blank()
		r.put(at, prop{"api:hasFilter", f})
		r.put(f, prop{"rdf:type", iri("api:Filter")}, p("api:clientParameterName", name))
	}
}
