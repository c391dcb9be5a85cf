package sandbox

import (
	"fmt"
)

// richPatient is the first patient of the sandbox, the one of the demo: a
// person in her fifties with several current and several ended medications,
// lipids that come down over the years, and visits in each of six years.
func richPatient(b *builder) {
	b.demographics(person{
		given: "Marisol", family: "Quintero", middle: "Inés", gender: "female", born: "1958-07-14",
		email: []string{"marisol.quintero@example.com"}, tel: []string{"Home 555-0101", "Cell 555-0102"},
		adr: []string{"Home|12 Harbor Street|Springvale|ME|04083|USA"}, language: "es",
	})
	visits := richVisits(b)
	richMedications(b)
	richLabs(b)
	b.problem("38341003", "Hypertension", "2009-08-01", "", visits[0], visits[3])
	b.problem("55822004", "Hyperlipidemia", "2009-03-02", "", visits[0])
	b.problem("44054006", "Diabetes mellitus type 2", "2011-05-20", "", visits[5])
	b.problem("15805002", "Acute sinusitis", "2013-02-03", "2013-02-13")
	b.allergy(snomedSet("AllergyCategory", "416098002", "Drug allergy"), snomedSet("AllergySeverity", "6736007", "Moderate"),
		snomed("247472004", "Hives"), "1998", "sp:drugAllergen", code{"RxNorm_Ingredient", nsBio + "RXNORM/", "2670", "Codeine"})
	b.allergy(snomedSet("AllergyCategory", "414285001", "Food allergy"), snomedSet("AllergySeverity", "255604002", "Mild"),
		snomed("418363000", "Itching of skin"), "1970", "sp:otherAllergen", code{"UNII", "http://fda.gov/UNII/", "4PH7L2R42N", "strawberry"})
	for _, year := range []int{2010, 2011, 2012, 2013} {
		b.immunization(fmt.Sprintf("%d-10-12", year), "141", "Influenza, seasonal, injectable", "FLU")
	}
	b.refusedImmunization("2013-10-12", "33", "Pneumococcal polysaccharide", "patientOrParentRefused", "Patient or parent refused")
	b.procedure("73761001", "Colonoscopy", "2012-06-01", "no polyps found")
	b.smoking("8517006", "Former smoker")
	b.familyHistory(snomed("66839005", "Father"), snomed("22298006", "Myocardial infarction"), "1930-02-11", "1988-11-30", "")
	b.familyHistory(snomed("72705000", "Mother"), snomed("44054006", "Diabetes mellitus type 2"), "1933-09-01", "", "161")
	b.note("2013-06-18T10:30:00Z", "Yearly visit", "Feels well, walks every day. Lipids much better; keep atorvastatin.")
	b.document("Document", "2013-02-04", "Referral letter", "referral.txt", "text/plain",
		prop{"sp:documentType", b.coded(smartSet("DocumentType", "letter", "Letter about the patient"))})
}

// richVisits makes the encounters, with vital signs at most of them.
func richVisits(b *builder) []term {
	dates := []string{
		"2009-03-02", "2009-08-01", "2009-11-16", "2010-01-18", "2010-09-07", "2011-02-14", "2011-05-20", "2011-08-22", "2011-12-05",
		"2012-03-12", "2012-07-01", "2012-12-10", "2013-02-03", "2013-03-15", "2013-06-18", "2013-09-30", "2013-10-12", "2014-01-20", "2014-04-07",
	}
	var out []term
	for i, date := range dates {
		kind := "ambulatory"
		if date == "2013-02-03" {
			kind = "emergency"
		}
		visit := b.encounter(kind, date, date)
		out = append(out, visit)
		if i%4 == 2 {
			continue
		}
		weight := 84.5 - 0.6*float64(i)
		b.vitalSigns(vitals{
			date: date + "T09:00:00Z", height: "163", weight: fmt.Sprintf("%.1f", weight), bmi: fmt.Sprintf("%.1f", weight/1.63/1.63),
			pulse: fmt.Sprint(70 + b.rng.IntN(14)), breaths: fmt.Sprint(13 + b.rng.IntN(5)), temperature: fmt.Sprintf("36.%d", 4+b.rng.IntN(6)),
			oxygen: fmt.Sprint(96 + b.rng.IntN(4)), systolic: fmt.Sprint(156 - 2*i), diastolic: fmt.Sprint(94 - i),
		}, visit)
	}
	return out
}

func richMedications(b *builder) {
	for _, d := range []drug{
		{"312961", "Simvastatin 20 MG Oral Tablet", "2009-03-02", "2012-06-30", "1 tablet at bedtime", "1", "{tablet}", "1", "30", []string{"2012-04-03", "2012-05-04", "2012-06-02"}},
		{"310798", "Hydrochlorothiazide 25 MG Oral Tablet", "2009-08-01", "2010-01-17", "1 tablet in the morning", "1", "{tablet}", "1", "90", []string{"2009-08-03"}},
		{"314076", "Lisinopril 10 MG Oral Tablet", "2010-01-18", "", "1 tablet in the morning", "1", "{tablet}", "1", "90", []string{"2013-07-01", "2013-10-01", "2014-01-03"}},
		{"243670", "Aspirin 81 MG Oral Tablet", "2010-01-18", "", "1 tablet each day with food", "1", "{tablet}", "1", "100", nil},
		{"861007", "Metformin hydrochloride 500 MG Oral Tablet", "2011-05-20", "", "1 tablet twice each day with meals", "1", "{tablet}", "2", "30", []string{"2013-12-30", "2014-01-29", "2014-03-01", "2014-03-30"}},
		{"617311", "Atorvastatin 40 MG Oral Tablet", "2012-07-01", "", "1 tablet at bedtime", "1", "{tablet}", "1", "30", []string{"2013-11-02", "2013-12-04", "2014-01-02", "2014-02-03", "2014-03-05", "2014-04-04"}},
		{"308191", "Amoxicillin 500 MG Oral Capsule", "2013-02-03", "2013-02-13", "1 capsule three times each day until finished", "1", "{capsule}", "3", "10", []string{"2013-02-03"}},
	} {
		b.medication(d)
	}
}

func richLabs(b *builder) {
	years := []struct{ date, total, ldl, hdl, triglycerides, a1c, glucose string }{
		{"2009-03-02", "262", "178", "41", "215", "5.9", "104"},
		{"2010-01-18", "247", "162", "43", "208", "6.1", "109"},
		{"2011-05-20", "236", "149", "44", "213", "7.4", "151"},
		{"2012-06-28", "229", "141", "45", "211", "6.9", "138"},
		{"2012-12-10", "201", "118", "47", "180", "6.8", "131"},
		{"2013-06-18", "184", "104", "49", "155", "6.6", "126"},
		{"2014-01-20", "176", "97", "50", "146", "6.5", "122"},
	}
	for i, y := range years {
		at := y.date + "T08:15:00Z"
		ldl := loinc("13457-7", "Cholesterol in LDL, calculated")
		if i%3 == 2 { // measured directly now and then
			ldl = loinc("2089-1", "Cholesterol in LDL")
		}
		total := b.labResult(lab{loinc("2093-3", "Cholesterol, total"), at, y.total, "mg/dL", "100", "200"})
		low := b.labResult(lab{ldl, at, y.ldl, "mg/dL", "0", "130"})
		high := b.labResult(lab{loinc("2085-9", "Cholesterol in HDL"), at, y.hdl, "mg/dL", "40", "60"})
		fats := b.labResult(lab{loinc("2571-8", "Triglycerides"), at, y.triglycerides, "mg/dL", "0", "150"})
		b.labPanel(loinc("24331-1", "Lipid panel"), total, low, high, fats)
		b.labResult(lab{loinc("4548-4", "Hemoglobin A1c"), at, y.a1c, "%", "4.0", "5.6"})
		b.labResult(lab{loinc("2345-7", "Glucose"), at, y.glucose, "mg/dL", "70", "99"})
	}
	b.labResult(lab{loinc("2160-0", "Creatinine"), "2013-06-18T08:15:00Z", "0.9", "mg/dL", "0.6", "1.1"})
	b.labResult(lab{loinc("2951-2", "Sodium"), "2013-06-18T08:15:00Z", "140", "mEq/L", "135", "145"})
	b.labResult(lab{loinc("2823-3", "Potassium"), "2013-06-18T08:15:00Z", "4.2", "mEq/L", "3.5", "5.0"})
	b.narrativeLab(loinc("630-4", "Bacteria identified in urine by culture"), "2013-02-05", "No growth after 48 hours")
}
