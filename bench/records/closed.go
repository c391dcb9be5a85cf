package records

// closedSets are the model's closed sets of codes, and a few open ones of which
// the records use only some.
type closedSets map[string][]coding

// closed is one code of a set.
func (t *tables) closed(set string, i int) *coding { return &t.sets[set][i] }

func newClosedSets() closedSets {
	s := closedSets{}
	own := func(set string, pairs ...string) { s.add(set, local(set), pairs) }
	clinical := func(set string, pairs ...string) { s.add(set, snomedSet(set), pairs) }
	own("EncounterType", "ambulatory", "Ambulatory encounter", "virtual", "Virtual encounter", "inpatient", "Inpatient encounter",
		"emergency", "Emergency encounter", "home", "Home encounter", "field", "Field encounter")
	own("LabResultInterpretation", "normal", "Normal", "abnormal", "Abnormal", "critical", "Critical")
	own("LabStatus", "correction", "Correction", "preliminary", "Preliminary", "final", "Final")
	own("ImmunizationAdministrationStatus", "doseGiven", "Dose Given", "notAdministered", "Not Administered")
	own("ImmunizationRefusalReason", "patientOrParentRefused", "Patient or parent refused", "allergy", "Allergy", "providerDeferred", "Provider deferred")
	own("BloodPressureMethod", "auscultation", "Auscultation", "machine", "Machine")
	clinical("BloodPressureBodyPosition", "33586001", "Sitting", "10904000", "Standing", "40199007", "Supine")
	clinical("BloodPressureBodySite", "368208006", "Left arm", "368209003", "Right arm")
	clinical("ProblemStatus", "55561003", "Active", "73425007", "Inactive", "413322009", "Resolved")
	clinical("ProcedureStatus", "385658003", "Complete")
	clinical("SmokingStatus", "266919005", "Never smoker", "8517006", "Former smoker", "449868002", "Current every day smoker",
		"428041000124106", "Current some day smoker", "266927001", "Unknown if ever smoked")
	clinical("AllergyCategory", "414285001", "Food allergy", "426232007", "Environmental allergy", "416098002", "Drug allergy")
	clinical("AllergySeverity", "255604002", "Mild", "6736007", "Moderate", "24484000", "Severe", "442452003", "Life threatening")
	clinical("AllergyExclusion", "160244002", "No known allergies", "428607008", "No known environmental allergy",
		"429625007", "No known food allergy", "409137002", "No known history of drug allergy")
	s.add("reaction", snomed, []string{"247472004", "Hives", "39579001", "Anaphylaxis", "271807003", "Eruption", "422587007", "Nausea"})
	s.add("relative", snomed, []string{"72705000", "Mother", "66839005", "Father", "27733009", "Sister"})
	s.add("allergen", unii, []string{"QE1QX6B99R", "peanut", "291P45F896", "egg", "2K8O2NMW8B", "latex", "R16CO5Y76E", "pollen"})
	s.add("drugClass", ndfrt, []string{"N0000175503", "sulfonamide antibacterial", "N0000175497", "penicillin-class antibacterial"})
	s.add("ingredient", ingredients, []string{"7980", "penicillin G", "1191", "aspirin", "2670", "codeine"})
	return s
}

func (s closedSets) add(set string, in codeSystem, pairs []string) {
	for i := 0; i < len(pairs); i += 2 {
		s[set] = append(s[set], coding{&in, pairs[i], pairs[i+1]})
	}
}
