package records

import (
	"strconv"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// problemList chooses the patient's problems, each once, and writes them.
func (p *patient) problemList() {
	has := map[int]bool{}
	for range p.About(4.2 * p.sick) {
		k := p.problemChoice.Index(p.Draw)
		if has[k] {
			continue
		}
		has[k] = true
		p.problems = append(p.problems, k)
		n, _ := p.statement("problems", "p", "Problem")
		day := p.day()
		n.Add(startDate, workload.Text(p.when(day, 0.05)))
		ended := p.Chance(0.3)
		if ended {
			n.Add(endDate, workload.Text(day.AddDate(0, p.Between(0, 18), p.IntN(28)).Format(time.DateOnly)))
		}
		p.coded(n, sp+"problemName", &p.tables.problems[k].coding)
		if p.Chance(0.4) {
			status := 0
			if ended {
				status = 2
			}
			p.coded(n, sp+"problemStatus", p.closed("ProblemStatus", status))
		}
		if p.Chance(0.1) {
			n.Add(notes, workload.Text("Reported by the patient; see the note of "+day.Format(time.DateOnly)+"."))
		}
		if p.Chance(0.4) {
			n.Add(sp+"encounters", workload.IRI(p.record+"/encounters/e1"))
		}
		p.done(n)
	}
}

// medications writes what the patient takes: mostly what the problems call for.
func (p *patient) medications() {
	taken := map[int]bool{}
	var list []int
	take := func(k int) {
		if k >= 0 && !taken[k] {
			taken[k] = true
			list = append(list, k)
		}
	}
	for _, i := range p.problems {
		if p.Chance(0.75) {
			take(p.tables.problems[i].drug)
		}
	}
	for range p.About(1.2 * p.sick) {
		take(p.drugChoice.Index(p.Draw))
	}
	for _, k := range list {
		p.medication(&p.drugs[k])
	}
}

func (p *patient) medication(d *drug) {
	n, iri := p.statement("medications", "m", "Medication")
	start := p.day()
	n.Add(startDate, workload.Text(start.Format(time.DateOnly))).Add(sp+"instructions", workload.Text(d.instructions))
	if p.Chance(0.35) {
		n.Add(endDate, workload.Text(start.AddDate(0, p.Between(0, 24), 0).Format(time.DateOnly)))
	}
	p.coded(n, sp+"drugName", &d.coding)
	if p.Chance(0.85) {
		measure(n, sp+"quantity", "ValueAndUnit", "1", d.unit)
		measure(n, sp+"frequency", "ValueAndUnit", strconv.Itoa(d.perDay), "/d")
	}
	fills := min(p.Between(0, 5)*p.Between(0, 2)+p.IntN(2), 12)
	first := p.counts["fulfillments"] + 1
	for i := range fills {
		n.Add(sp+"fulfillment", workload.IRI(p.record+"/fulfillments/f"+strconv.Itoa(first+i)))
	}
	p.done(n)
	for i := range fills {
		p.fulfillment(iri, start.AddDate(0, i, p.IntN(5)), d.perDay)
	}
}

func (p *patient) fulfillment(medication string, day time.Time, perDay int) {
	n, _ := p.statement("fulfillments", "f", "Fulfillment")
	supply := workload.Pick(p.Draw, []int{30, 30, 30, 60, 90})
	n.Add(date, workload.Text(day.Format(time.DateOnly))).Add(sp+"dispenseDaysSupply", workload.Text(strconv.Itoa(supply)))
	n.Add(sp+"medication", workload.IRI(medication))
	if p.Chance(0.8) {
		measure(n, sp+"quantityDispensed", "ValueAndUnit", strconv.Itoa(supply*perDay), "{tab}")
	}
	if p.Chance(0.3) {
		n.Child(sp+"pharmacy").Type(sp+"Pharmacy").
			Add(sp+"ncpdpId", workload.Text(strconv.Itoa(5235000+p.IntN(60)))).
			Add(vcard+"organization-name", workload.Text("Demo Pharmacy"))
	}
	p.done(n)
}

// allergies writes allergies, or that there are none, or neither.
func (p *patient) allergies() {
	count := p.About(0.7)
	if count == 0 {
		if p.Chance(0.5) {
			n, _ := p.statement("allergy_exclusions", "x", "AllergyExclusion")
			n.Add(date, workload.Text(p.when(p.day(), 0)))
			p.coded(n, sp+"allergyExclusionName", p.closed("AllergyExclusion", p.IntN(4)))
			p.done(n)
		}
		return
	}
	for range count {
		p.allergy()
	}
}

func (p *patient) allergy() {
	n, _ := p.statement("allergies", "a", "Allergy")
	n.Add(startDate, workload.Text(p.when(p.day(), 0)))
	kind := p.IntN(3)
	p.coded(n, sp+"category", p.closed("AllergyCategory", kind))
	p.coded(n, sp+"severity", p.closed("AllergySeverity", min(p.IntN(4), p.IntN(4))))
	p.coded(n, sp+"allergicReaction", p.closed("reaction", p.IntN(4)))
	switch {
	case kind != 2:
		p.coded(n, sp+"otherAllergen", p.closed("allergen", p.IntN(4)))
	case p.Chance(0.5):
		p.coded(n, sp+"drugClassAllergen", p.closed("drugClass", p.IntN(2)))
	default:
		p.coded(n, sp+"drugAllergen", p.closed("ingredient", p.IntN(3)))
	}
	p.done(n)
}

func (p *patient) immunizations(age float64) {
	mean := 5.0
	if age < 18 {
		mean = 14
	}
	for range p.About(mean) {
		v := &p.vaccines[p.vaccineChoice.Index(p.Draw)]
		n, _ := p.statement("immunizations", "i", "Immunization")
		n.Add(date, workload.Text(p.when(p.day(), 0.1)))
		status := min(p.IntN(30)/28, 1)
		p.coded(n, sp+"administrationStatus", p.closed("ImmunizationAdministrationStatus", status))
		p.coded(n, sp+"productName", &v.coding)
		if p.Chance(0.7) {
			p.coded(n, sp+"productClass", &v.class)
		}
		if status == 1 {
			p.coded(n, sp+"refusalReason", p.closed("ImmunizationRefusalReason", p.IntN(3)))
		}
		p.done(n)
	}
}

func (p *patient) procedures() {
	for range p.About(1.3 * p.sick) {
		n, _ := p.statement("procedures", "pr", "Procedure")
		n.Add(date, workload.Text(p.when(p.day(), 0.1)))
		p.coded(n, sp+"procedureName", &p.tables.procedures[p.procedureChoice.Index(p.Draw)])
		if p.Chance(0.5) {
			p.coded(n, sp+"procedureStatus", p.closed("ProcedureStatus", 0))
		}
		if p.Chance(0.2) {
			n.Add(notes, workload.Text("no complications"))
		}
		if p.Chance(0.2) {
			p.doctor(n)
		}
		p.done(n)
	}
}

// history writes the social and the family history.
func (p *patient) history() {
	n := p.of(p.record+"/social_history", "SocialHistory")
	if p.Chance(0.8) {
		p.coded(n, sp+"smokingStatus", p.closed("SmokingStatus", p.IntN(5)))
	}
	p.done(n)
	for i := range p.IntN(3) {
		f, _ := p.statement("family_history", "fh", "FamilyHistory")
		p.coded(f, sp+"aboutRelative", p.closed("relative", i))
		if p.Chance(0.6) {
			p.coded(f, sp+"hasProblem", &p.tables.problems[p.problemChoice.Index(p.Draw)].coding)
		}
		if p.Chance(0.2) {
			measure(f, sp+"height", "VitalSign", strconv.Itoa(p.Between(150, 190)), "cm")
		}
		p.done(f)
	}
}

// documents writes clinical notes on some of the visits.
func (p *patient) documents(encounters []string) {
	for i := range encounters {
		if !p.Chance(0.09) {
			continue
		}
		n, _ := p.statement("clinical_notes", "n", "ClinicalNote")
		n.Add(date, workload.Text(p.day().Format(time.DateOnly))).Add(title, workload.Text("Visit "+strconv.Itoa(i+1)))
		n.Add(dcterms+"format", workload.IRI(plain))
		if p.Chance(0.5) {
			p.doctor(n)
		}
		text := "Feeling well. Continue the present treatment; return in " + strconv.Itoa(p.Between(1, 12)) + " months."
		n.Child(sp+"resource").Type(sp+"Resource").Child(sp+"content").Type(sp+"Content").
			Add(sp+"encoding", workload.Text("UTF-8")).Add(value, workload.Text(text))
		p.done(n)
		if !p.described[plain] {
			p.described[plain] = true
			m := p.pool.New(workload.IRI(plain)).Type(dcterms+"MediaTypeOrExtent").Add(rdfs+"label", workload.Text("text/plain"))
			p.done(m)
		}
	}
}
