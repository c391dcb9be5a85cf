package sandbox

// kind is one statement type of the SMART data model: where it lives and by
// what it is filtered and sorted (reference.md section 2).
type kind struct {
	class  string // local name in sp:
	path   string // segment of its collection, or of the single resource
	base   string // segment of its items where it differs from path
	single bool   // one per record: no collection, no id in its IRI
	date   string // property the date filters read, prefixed; "" has no filter
	sort   string // property a limited list is sorted by, prefixed; "" keeps the order
	code   string // name of the code filter, "" for none
	coded  string // property whose sp:code the code filter reads, prefixed
	system string // namespace of the code filter's codes
	file   bool   // a document: ?format= and raw bytes
}

// items is the path segment of the type's items.
func (k *kind) items() string {
	if k.base != "" {
		return k.base
	}
	return k.path
}

// kinds lists every statement type. The table is made anew for each Server,
// which keeps it; nothing changes it.
func kinds() []*kind {
	const start, date = "sp:startDate", "dcterms:date"
	return []*kind{
		{class: "Demographics", path: "demographics", single: true},
		{class: "SocialHistory", path: "social_history", single: true},
		{class: "Allergy", path: "allergies", date: start, sort: start},
		{class: "AllergyExclusion", path: "allergies", base: "allergy_exclusions"},
		{class: "ClinicalNote", path: "clinical_notes", date: date, sort: date},
		{class: "Document", path: "documents", sort: "sp:date", file: true},
		{class: "Encounter", path: "encounters", sort: start},
		{class: "FamilyHistory", path: "family_history"},
		{class: "Fulfillment", path: "fulfillments", date: date, sort: date},
		{class: "ImagingStudy", path: "imaging_studies", sort: date},
		{class: "Immunization", path: "immunizations", date: date, sort: date},
		{class: "LabPanel", path: "lab_panels"},
		{class: "LabResult", path: "lab_results", date: date, sort: date, code: "loinc", coded: "sp:labName", system: nsBio + "LNC/"},
		{class: "MedicalImage", path: "medical_images", sort: date, file: true},
		{class: "Medication", path: "medications", date: start, sort: start, code: "rxnorm", coded: "sp:drugName", system: nsBio + "RXNORM/"},
		{class: "Photograph", path: "photograph", base: "photographs", file: true},
		{class: "Problem", path: "problems", date: start, sort: start, code: "snomed", coded: "sp:problemName", system: nsBio + "SNOMEDCT/"},
		{class: "Procedure", path: "procedures", date: date, sort: date, code: "snomed", coded: "sp:procedureName", system: nsBio + "SNOMEDCT/"},
		{class: "VitalSignSet", path: "vital_sign_sets", date: date, sort: date, code: "encounter_type", coded: "sp:encounter", system: nsCode + "EncounterType#"},
	}
}
