package sandbox

import (
	"fmt"
	"strings"
)

// The makers of statements. Each adds one statement of its type and returns
// its node, so that others can point to it.

// person is what demographics are made of.
type person struct {
	given, family, middle string
	gender, born, died    string
	email                 []string
	tel                   []string // "Home 555-0100"; "Pref" may stand before
	adr                   []string // "Home|street|locality|region|code|country"
	language              string
	gestation             string // weeks
}

func (b *builder) demographics(who person) term {
	name := []prop{p("v:given-name", who.given), p("v:family-name", who.family), p("v:additional-name", who.middle)}
	props := []prop{
		{"v:n", b.node("v:Name", name...)},
		p("foaf:gender", who.gender), p("v:bday", who.born), p("v:deathdate", who.died),
		p("sp:preferredLanguage", who.language),
		{"sp:medicalRecordNumber", b.node("Code", p("dcterms:title", "Trivet Sandbox "+b.id), p("dcterms:identifier", b.id), p("sp:system", "Trivet Sandbox"))},
	}
	for _, mail := range who.email {
		props = append(props, p("v:email", mail))
	}
	for _, tel := range who.tel {
		label, number, _ := strings.Cut(tel, " ")
		props = append(props, prop{"v:tel", b.also(b.node("v:Tel", p("rdf:value", number)), "v:"+label)})
	}
	for _, adr := range who.adr {
		props = append(props, prop{"v:adr", b.address(adr)})
	}
	if who.gestation != "" {
		props = append(props, prop{"sp:gestationalAgeAtBirth", b.measure(who.gestation, "wk")})
	}
	return b.node("Demographics", props...)
}

func (b *builder) address(adr string) term {
	f := append(strings.Split(adr, "|"), "", "", "", "", "")
	return b.also(b.node("v:Address", p("v:street-address", f[1]), p("v:locality", f[2]), p("v:region", f[3]),
		p("v:postal-code", f[4]), p("v:country", f[5])), "v:"+f[0])
}

// drug is one prescription. end "" means it is still taken.
type drug struct {
	id, title, start, end, instructions string
	quantity, unit, perDay              string
	supply                              string   // days each fulfillment lasts
	filled                              []string // dates
}

func (b *builder) medication(d drug) term {
	med := b.node("Medication",
		prop{"sp:drugName", b.coded(rxnorm(d.id, d.title))},
		p("sp:startDate", d.start), p("sp:endDate", d.end), p("sp:instructions", d.instructions),
		prop{"sp:quantity", b.measure(d.quantity, d.unit)}, prop{"sp:frequency", b.measure(d.perDay, "/d")})
	for _, date := range d.filled {
		fill := b.node("Fulfillment", p("dcterms:date", date), p("sp:dispenseDaysSupply", d.supply),
			prop{"sp:medication", med}, prop{"sp:quantityDispensed", b.measure(d.supply, d.unit)},
			prop{"sp:pharmacy", b.node("Pharmacy", p("v:organization-name", "Corner Pharmacy"), p("sp:ncpdpId", "0000001"),
				prop{"v:adr", b.node("v:Address", p("v:street-address", "1 Market Square"), p("v:locality", "Springvale"), p("v:country", "USA"))})},
			prop{"sp:provider", b.provider("Noor", "Haddad")})
		b.out = append(b.out, triple{S: med, P: iri("sp:fulfillment"), O: fill})
	}
	return med
}

// lab is one measured test; low and high are its normal range, or "".
type lab struct {
	code      code
	date      string
	value     string
	unit      string
	low, high string
}

func (b *builder) labResult(l lab) term {
	quantity := []prop{{"sp:valueAndUnit", b.measure(l.value, l.unit)}}
	if l.low != "" || l.high != "" {
		quantity = append(quantity, prop{"sp:normalRange", b.valueRange(l.low, l.high, l.unit)})
	}
	return b.node("LabResult",
		prop{"sp:labName", b.coded(l.code)}, p("dcterms:date", l.date),
		p("sp:accessionNumber", fmt.Sprintf("A-%s-%d", b.id, b.n)),
		prop{"sp:labStatus", b.coded(labStatus("final", "Final"))},
		prop{"sp:quantitativeResult", b.node("QuantitativeResult", quantity...)})
}

func (b *builder) valueRange(low, high, unit string) term {
	return b.node("ValueRange", prop{"sp:minimum", b.measure(low, unit)}, prop{"sp:maximum", b.measure(high, unit)})
}

func (b *builder) narrativeLab(c code, date, result string) term {
	return b.node("LabResult", prop{"sp:labName", b.coded(c)}, p("dcterms:date", date),
		prop{"sp:labStatus", b.coded(labStatus("final", "Final"))},
		prop{"sp:abnormalInterpretation", b.coded(smartSet("LabResultInterpretation", "normal", "Normal"))},
		prop{"sp:narrativeResult", b.node("NarrativeResult", p("sp:value", result))})
}

func (b *builder) labPanel(c code, results ...term) term {
	props := []prop{{"sp:labName", b.coded(c)}}
	for _, r := range results {
		props = append(props, prop{"sp:labResult", r})
	}
	return b.node("LabPanel", props...)
}

func (b *builder) encounter(kind, start, end string) term {
	title := strings.ToUpper(kind[:1]) + kind[1:] + " encounter"
	return b.node("Encounter", prop{"sp:encounterType", b.coded(smartSet("EncounterType", kind, title))},
		p("sp:startDate", start), p("sp:endDate", end),
		prop{"sp:facility", b.node("Organization", p("v:organization-name", "Springvale Clinic"))},
		prop{"sp:provider", b.provider("Noor", "Haddad")})
}

// vitals is one set of measurements; an empty one was not taken.
type vitals struct {
	date, height, weight, bmi, pulse, breaths, temperature, oxygen, head string
	systolic, diastolic                                                  string
}

func (b *builder) vitalSigns(v vitals, encounter term) term {
	props := []prop{p("dcterms:date", v.date), {"sp:encounter", encounter}}
	for _, one := range []struct{ name, value, unit, loinc, title string }{
		{"height", v.height, "cm", "8302-2", "Body height"},
		{"weight", v.weight, "kg", "3141-9", "Body weight"},
		{"bodyMassIndex", v.bmi, "kg/m2", "39156-5", "Body mass index"},
		{"heartRate", v.pulse, "{beats}/min", "8867-4", "Heart rate"},
		{"respiratoryRate", v.breaths, "{breaths}/min", "9279-1", "Respiration rate"},
		{"temperature", v.temperature, "Cel", "8310-5", "Body temperature"},
		{"oxygenSaturation", v.oxygen, "%{HemoglobinSaturation}", "2710-2", "Oxygen saturation"},
		{"headCircumference", v.head, "cm", "8287-5", "Head circumference"},
	} {
		if one.value != "" {
			props = append(props, prop{"sp:" + one.name, b.vital(one.value, one.unit, one.loinc, one.title)})
		}
	}
	if v.systolic != "" {
		props = append(props, prop{"sp:bloodPressure", b.node("BloodPressure",
			prop{"sp:systolic", b.vital(v.systolic, "mm[Hg]", "8480-6", "Intravascular systolic")},
			prop{"sp:diastolic", b.vital(v.diastolic, "mm[Hg]", "8462-4", "Intravascular diastolic")},
			prop{"sp:bodyPosition", b.coded(snomedSet("BloodPressureBodyPosition", "33586001", "Sitting"))},
			prop{"sp:bodySite", b.coded(snomedSet("BloodPressureBodySite", "368208006", "Left arm"))},
			prop{"sp:method", b.coded(smartSet("BloodPressureMethod", "auscultation", "Auscultation"))})})
	}
	return b.node("VitalSignSet", props...)
}

func (b *builder) problem(id, title, start, end string, encounters ...term) term {
	status := snomedSet("ProblemStatus", "55561003", "Active")
	if end != "" {
		status = snomedSet("ProblemStatus", "413322009", "Resolved")
	}
	props := []prop{
		{"sp:problemName", b.coded(snomed(id, title))}, p("sp:startDate", start), p("sp:endDate", end),
		{"sp:problemStatus", b.coded(status)},
	}
	for _, e := range encounters {
		props = append(props, prop{"sp:encounters", e})
	}
	return b.node("Problem", props...)
}

// allergy makes an sp:Allergy; property is the kind of allergen.
func (b *builder) allergy(category, severity, reaction code, start, property string, allergen code) term {
	return b.node("Allergy", prop{"sp:category", b.coded(category)}, prop{"sp:severity", b.coded(severity)},
		prop{"sp:allergicReaction", b.coded(reaction)}, p("sp:startDate", start), prop{property, b.coded(allergen)})
}

func (b *builder) allergyExclusion(id, title, date string) term {
	return b.node("AllergyExclusion", p("dcterms:date", date),
		prop{"sp:allergyExclusionName", b.coded(snomedSet("AllergyExclusion", id, title))})
}

func (b *builder) immunization(date, product, title, group string) term {
	return b.node("Immunization", p("dcterms:date", date),
		prop{"sp:administrationStatus", b.coded(smartSet("ImmunizationAdministrationStatus", "doseGiven", "Dose Given"))},
		prop{"sp:productName", b.coded(cvx(product, title))}, prop{"sp:productClass", b.coded(vaccineGroup(group))})
}

func (b *builder) refusedImmunization(date, product, title, reason, reasonTitle string) term {
	return b.node("Immunization", p("dcterms:date", date),
		prop{"sp:administrationStatus", b.coded(smartSet("ImmunizationAdministrationStatus", "notAdministered", "Not Administered"))},
		prop{"sp:refusalReason", b.coded(smartSet("ImmunizationRefusalReason", reason, reasonTitle))},
		prop{"sp:productName", b.coded(cvx(product, title))})
}

func (b *builder) procedure(id, title, date, notes string) term {
	return b.node("Procedure", prop{"sp:procedureName", b.coded(snomedSet("Procedure", id, title))}, p("dcterms:date", date),
		prop{"sp:procedureStatus", b.coded(snomedSet("ProcedureStatus", "385658003", "Complete"))},
		prop{"sp:provider", b.provider("Ines", "Okafor")}, p("sp:notes", notes))
}

func (b *builder) smoking(id, title string) term {
	return b.node("SocialHistory", prop{"sp:smokingStatus", b.coded(snomedSet("SmokingStatus", id, title))})
}

func (b *builder) familyHistory(relative, problem code, born, died, height string) term {
	props := []prop{
		{"sp:aboutRelative", b.coded(relative)}, {"sp:hasProblem", b.coded(problem)},
		p("sp:dateOfBirth", born), p("sp:dateOfDeath", died),
	}
	if height != "" {
		props = append(props, prop{"sp:height", b.vital(height, "cm", "8302-2", "Body height")})
	}
	return b.node("FamilyHistory", props...)
}

// media makes the node of a media type.
func (b *builder) media(mime string) term {
	node := iri(nsMedia + mime)
	b.describe(node, "dcterms:MediaTypeOrExtent", []prop{p("rdfs:label", mime)})
	return node
}

// note makes a clinical note with its text inside.
func (b *builder) note(date, title, content string) term {
	return b.node("ClinicalNote", p("dcterms:date", date), p("dcterms:title", title), prop{"dcterms:format", b.media("text/plain")},
		prop{"sp:provider", b.provider("Noor", "Haddad")},
		prop{"sp:resource", b.node("Resource", prop{"sp:content", b.node("Content", p("sp:encoding", "UTF-8"), p("sp:value", content))})})
}

// document makes an sp:Document, sp:Photograph or sp:MedicalImage kept as a file.
func (b *builder) document(class, date, title, file, mime string, more ...prop) term {
	return b.node(class, append([]prop{p("dcterms:date", date), p("dcterms:title", title), {"dcterms:format", b.media(mime)},
		p("sp:fileName", file), {"sp:resource", b.node("Resource")}}, more...)...)
}
