package sandbox

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"time"
)

// childPatient has growth, fevers, vaccines and an early birth.
func childPatient(b *builder) {
	b.demographics(person{
		given: "Theo", family: "Lindqvist", gender: "male", born: "2008-11-05", gestation: "34",
		tel: []string{"Home 555-0170"}, adr: []string{"Home|4 Mill Lane|Springvale|ME|04083|USA"},
	})
	height, weight, head := 49.0, 2.6, 33.0
	for month := 0; month <= 60; month += 6 {
		day := time.Date(2008, 11, 5, 0, 0, 0, 0, time.UTC).AddDate(0, month, 0).Format(time.DateOnly)
		v := vitals{date: day, height: fmt.Sprintf("%.1f", height), weight: fmt.Sprintf("%.2f", weight)}
		if month <= 36 {
			v.head = fmt.Sprintf("%.1f", head)
		}
		if month >= 36 {
			v.systolic, v.diastolic = fmt.Sprint(88+month/6), fmt.Sprint(50+month/6)
		}
		b.vitalSigns(v, b.encounter("ambulatory", day, ""))
		step := 60 / float64(month+12)
		height, weight, head = height+4+2.4*step, weight+0.7+0.6*step, head+0.4+0.9*step
	}
	for _, v := range []struct{ date, id, title, group string }{
		{"2009-01-05", "110", "DTaP-hepatitis B and poliovirus vaccine", "DTAP"}, {"2009-03-06", "110", "DTaP-hepatitis B and poliovirus vaccine", "DTAP"},
		{"2009-01-05", "116", "rotavirus, pentavalent", "ROTAVIRUS"}, {"2009-12-01", "03", "MMR", "MMR"}, {"2009-12-01", "21", "varicella", "VARICELLA"},
	} {
		b.immunization(v.date, v.id, v.title, v.group)
	}
	b.allergyExclusion("160244002", "No known allergies", "2009-01-05")
	b.problem("195967001", "Asthma", "2012-02", "")
	b.labResult(lab{loinc("37362-1", "Bone age"), "2013-11-07", "60", "mo", "", ""})
	for _, r := range []struct{ id, title, height string }{{"72705000", "Mother", "164"}, {"66839005", "Father", "181"}} {
		b.familyHistory(snomed(r.id, r.title), snomed("195967001", "Asthma"), "1979-04-02", "", r.height)
	}
}

// allergicPatient has every kind of allergen, and exclusions beside them.
func allergicPatient(b *builder) {
	b.demographics(person{given: "Nadia", family: "Osei", gender: "female", born: "1990-01-31", email: []string{"nadia@example.net"}})
	severe := snomedSet("AllergySeverity", "24484000", "Severe")
	anaphylaxis := snomed("39579001", "Anaphylaxis")
	b.allergy(snomedSet("AllergyCategory", "414285001", "Food allergy"), severe, anaphylaxis, "1994-06", "sp:otherAllergen", code{"UNII", "http://fda.gov/UNII/", "QE1QX6B99R", "peanut"})
	b.allergy(snomedSet("AllergyCategory", "416098002", "Drug allergy"), severe, anaphylaxis, "2003", "sp:drugAllergen", code{"RxNorm_Ingredient", nsBio + "RXNORM/", "7980", "Penicillin G"})
	b.allergy(snomedSet("AllergyCategory", "416098002", "Drug allergy"), snomedSet("AllergySeverity", "255604002", "Mild"), snomed("271807003", "Rash"),
		"2011-08-09", "sp:drugClassAllergen", code{"NDFRT", nsBio + "NDFRT/", "N0000175503", "Sulfonamide Antimicrobial"})
	b.allergyExclusion("428607008", "No known environmental allergy", "2012-03-01")
	b.encounter("virtual", "2014-02-11T16:00:00Z", "2014-02-11T16:20:00Z")
	b.smoking("266919005", "Never smoker")
}

// paperPatient has documents of every kind: notes, letters, a photograph, and
// an imaging study with its pictures.
func paperPatient(b *builder) {
	b.demographics(person{given: "Wendell", family: "Achterberg", gender: "male", born: "1947-05-23", adr: []string{"Work|Pier 3|Portsmith|NH|03801|USA"}})
	b.document("Photograph", "2012-05-17", "Portrait", "portrait.png", "image/png")
	b.document("Document", "2012-05-17", "Discharge summary", "summary.txt", "text/plain",
		prop{"sp:documentType", b.coded(smartSet("DocumentType", "summary", "Summary about the patient"))}, prop{"sp:provider", b.provider("Ines", "Okafor")})
	b.document("Document", "2012-05-18", "Scanned form", "scan.png", "image/png",
		prop{"sp:documentType", b.coded(smartSet("DocumentType", "image", "A digital image pertaining to the patient record"))})
	b.note("2012-05-16T22:10:00Z", "Admission", "Chest pain since the afternoon. No fever.")
	b.note("2012-05-17T09:00:00Z", "Ward round", "Pain gone.\nFilm of the chest unremarkable; home tomorrow.")
	modality := b.coded(smartSet("ModalityType", "CR", "Computed Radiography"))
	study := b.node("ImagingStudy", p("dcterms:date", "2012-05-16"), p("dcterms:title", "Chest, two views"), p("sp:accessionNumber", "IS-1"), prop{"sp:modality", modality})
	var rest = iri("rdf:nil")
	for i := 2; i >= 1; i-- {
		img := b.document("MedicalImage", "2012-05-16", fmt.Sprintf("View %d", i), fmt.Sprintf("view%d.png", i), "image/png",
			prop{"sp:imagingStudy", study}, p("sp:dicomImageUID", fmt.Sprintf("2.25.100.%d", i)), p("sp:dicomSeriesUID", "2.25.100"), p("sp:dicomStudyUID", "2.25"))
		cell := b.node("ImagesList", prop{"rdf:first", img}, prop{"rdf:rest", rest})
		rest = cell
	}
	series := b.node("Series", p("dcterms:title", "Chest"), prop{"sp:modality", modality}, prop{"sp:images", rest})
	b.out = append(b.out, triple{S: study, P: iri("sp:series"), O: series})
	b.encounter("inpatient", "2012-05-16", "2012-05-18")
}

// largePatient is the big one: about 12,000 triples of labs, vital signs,
// visits and prescriptions over twelve years.
func largePatient(b *builder) {
	b.demographics(person{given: "Bartholomew", family: "Vandenberghe-Castellanos", gender: "male", born: "1939-12-31", email: []string{"bart@example.org"}})
	tests := []struct {
		code              code
		unit, low, high   string
		from, span, digit float64
	}{
		{loinc("2951-2", "Sodium"), "mEq/L", "135", "145", 130, 20, 0},
		{loinc("2823-3", "Potassium"), "mEq/L", "3.5", "5.0", 3, 2.5, 1},
		{loinc("2160-0", "Creatinine"), "mg/dL", "0.6", "1.2", 0.5, 1.5, 1},
		{loinc("718-7", "Hemoglobin"), "g/dL", "13.5", "17.5", 10, 8, 1},
		{loinc("13457-7", "Cholesterol in LDL, calculated"), "mg/dL", "0", "130", 70, 110, 0},
	}
	start := time.Date(2002, 1, 7, 8, 0, 0, 0, time.UTC)
	for week := 0; week < 600; week += 12 {
		day := start.AddDate(0, 0, 7*week)
		visit := b.encounter([]string{"ambulatory", "ambulatory", "home", "emergency"}[b.rng.IntN(4)], day.Format(time.DateOnly), "")
		b.vitalSigns(vitals{
			date: day.Format(time.RFC3339), weight: fmt.Sprintf("%.1f", 78+b.rng.Float64()*6), pulse: fmt.Sprint(60 + b.rng.IntN(30)),
			systolic: fmt.Sprint(120 + b.rng.IntN(40)), diastolic: fmt.Sprint(70 + b.rng.IntN(25)),
		}, visit)
		for _, t := range tests {
			value := fmt.Sprintf("%.*f", int(t.digit), t.from+b.rng.Float64()*t.span)
			b.labResult(lab{t.code, day.Format(time.RFC3339), value, t.unit, t.low, t.high})
		}
	}
	for year := 2002; year < 2014; year++ {
		d := drug{
			id: fmt.Sprint(900000 + year), title: fmt.Sprintf("Sandboxol %d MG Oral Tablet", 5*(year-2000)), start: fmt.Sprintf("%d-01-15", year),
			end: fmt.Sprintf("%d-01-14", year+1), instructions: "1 tablet each day", quantity: "1", unit: "{tablet}", perDay: "1", supply: "30",
		}
		if year == 2013 {
			d.end = ""
		}
		for month := 1; month <= 12; month += 3 {
			d.filled = append(d.filled, fmt.Sprintf("%d-%02d-20", year, month))
		}
		b.medication(d)
	}
}

// picture is a small image, different for each seed: the contents of scans and
// photographs.
func picture(seed int) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 24, 24))
	for y := range 24 {
		for x := range 24 {
			img.Set(x, y, color.RGBA{uint8(x * 10), uint8(y * 10), uint8(seed * 40), 255})
		}
	}
	var out bytes.Buffer
	if err := png.Encode(&out, img); err != nil {
		return nil // a Buffer takes every write
	}
	return out.Bytes()
}
