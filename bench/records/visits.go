package records

import (
	"strconv"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// encounters writes the visits, each with the vital signs and labs taken there,
// and returns their IRIs.
func (p *patient) encounters() []string {
	var all []string
	choice := workload.NewZipf(6, 1.6)
	for range max(1, p.About(7.5*p.sick)) {
		day := p.day()
		n, iri := p.statement("encounters", "e", "Encounter")
		all = append(all, iri)
		n.Add(startDate, workload.Text(p.when(day, 0.3)))
		kind := choice.Index(p.Draw)
		if stay := p.Between(1, 9); kind == 2 || p.Chance(0.3) {
			if kind != 2 {
				stay = 0
			}
			n.Add(endDate, workload.Text(day.AddDate(0, 0, stay).Format(time.DateOnly)))
		}
		p.coded(n, sp+"encounterType", p.closed("EncounterType", kind))
		if p.Chance(0.45) {
			n.Child(sp+"facility").Type(sp+"Organization").
				Add(vcard+"organization-name", workload.Text("Demo Clinic "+strconv.Itoa(p.IntN(40))))
		}
		if p.Chance(0.2) {
			p.doctor(n)
		}
		p.done(n)
		if p.Chance(0.72) {
			p.vitals(day, iri)
		}
		if p.Chance(0.42) {
			p.panel(day)
		}
	}
	return all
}

// doctor gives a node its provider.
func (p *patient) doctor(n *workload.Node) {
	d := n.Child(provider).Type(sp + "Provider")
	d.Child(vcard+"n").Type(vcard+"Name").Add(vcard+"given-name", workload.Text("Jo")).
		Add(vcard+"family-name", workload.Text("Doctor-"+strconv.Itoa(p.IntN(200))))
}

// sign is a vital sign: its property, code, unit, mean and spread, and how often
// it is taken.
type sign struct {
	property, id, title, unit string
	mean, spread, often       float64
	decimals                  int
}

func signs() []sign {
	return []sign{
		{"weight", "3141-9", "Body weight", "kg", 76, 16, 0.92, 1},
		{"height", "8302-2", "Body height", "cm", 169, 10, 0.5, 0},
		{"bodyMassIndex", "39156-5", "Body mass index", "kg/m2", 27, 5, 0.45, 1},
		{"heartRate", "8867-4", "Heart rate", "{beats}/min", 74, 12, 0.85, 0},
		{"respiratoryRate", "9279-1", "Respiration rate", "{breaths}/min", 16, 3, 0.6, 0},
		{"temperature", "8310-5", "Body temperature", "Cel", 36.9, 0.4, 0.6, 1},
		{"oxygenSaturation", "2710-2", "Oxygen saturation", "%{HemoglobinSaturation}", 97, 1.5, 0.35, 0},
	}
}

func (p *patient) vitals(day time.Time, visit string) {
	n, _ := p.statement("vital_sign_sets", "v", "VitalSignSet")
	n.Add(date, workload.Text(p.when(day, 0.3))).Add(encounter, workload.IRI(visit))
	for _, s := range signs() {
		if p.Chance(s.often) {
			p.vital(n, s.property, s)
		}
	}
	if p.Chance(0.85) {
		p.pressure(n)
	}
	p.done(n)
}

func (p *patient) vital(n *workload.Node, property string, s sign) {
	in := s.unit
	if p.Chance(0.03) {
		in = ""
	}
	c := measure(n, sp+property, "VitalSign", number(p.Normal(s.mean, s.spread), s.decimals), in)
	p.coded(c, sp+"vitalName", &coding{&vitalSigns, s.id, s.title})
}

func (p *patient) pressure(n *workload.Node) {
	bp := n.Child(sp + "bloodPressure").Type(sp + "BloodPressure")
	p.vital(bp, "systolic", sign{"", "8480-6", "Intravascular systolic", "mm[Hg]", 126, 16, 0, 0})
	p.vital(bp, "diastolic", sign{"", "8462-4", "Intravascular diastolic", "mm[Hg]", 78, 10, 0, 0})
	if p.Chance(0.25) {
		p.coded(bp, sp+"bodyPosition", p.closed("BloodPressureBodyPosition", p.IntN(3)))
	}
	if p.Chance(0.2) {
		p.coded(bp, sp+"bodySite", p.closed("BloodPressureBodySite", p.IntN(2)))
	}
	if p.Chance(0.15) {
		p.coded(bp, sp+"method", p.closed("BloodPressureMethod", p.IntN(2)))
	}
}

// panel writes several labs of one day, and sometimes the panel that holds them.
func (p *patient) panel(day time.Time) {
	var results []string
	taken := map[int]bool{}
	for range p.Between(1, 7) {
		k := p.labChoice.Index(p.Draw)
		if pr := p.monitored(); pr >= 0 && p.Chance(0.3) {
			k = pr
		}
		if taken[k] {
			continue
		}
		taken[k] = true
		results = append(results, p.labResult(k, day))
	}
	if len(results) < 2 || p.Chance(0.5) {
		return
	}
	n, _ := p.statement("lab_panels", "lp", "LabPanel")
	for _, iri := range results {
		n.Add(sp+"labResult", workload.IRI(iri))
	}
	p.done(n)
}

// monitored is the lab of one of the patient's problems, or -1.
func (p *patient) monitored() int {
	if len(p.problems) == 0 {
		return -1
	}
	return p.tables.problems[workload.Pick(p.Draw, p.problems)].lab
}

func (p *patient) labResult(k int, day time.Time) string {
	l := &p.labs[k]
	n, iri := p.statement("lab_results", "l", "LabResult")
	n.Add(date, workload.Text(p.when(day, 0.5)))
	if p.Chance(0.7) {
		n.Add(sp+"accessionNumber", workload.Text("A"+strconv.Itoa(p.number)+"-"+strconv.Itoa(p.counts["lab_results"])))
	}
	p.coded(n, sp+"labName", &l.coding)
	verdict := 0
	if l.top == 0 {
		n.Child(sp+"narrativeResult").Type(sp+"NarrativeResult").
			Add(value, workload.Text(workload.Pick(p.Draw, []string{"no growth", "normal", "positive", "yellow; clear"})))
	} else {
		verdict = p.quantity(n, k)
	}
	if p.Chance(0.35) {
		p.coded(n, sp+"abnormalInterpretation", p.closed("LabResultInterpretation", verdict))
	}
	if p.Chance(0.5) {
		p.coded(n, sp+"labStatus", p.closed("LabStatus", 2-min(2, p.IntN(20)/17)))
	}
	if p.Chance(0.05) {
		n.Add(notes, workload.Text("sample <hemolysed> & repeated\nsee \"comments\""))
	}
	p.done(n)
	return iri
}

// quantity writes a measured value with its normal range, and judges it.
func (p *patient) quantity(n *workload.Node, k int) (verdict int) {
	l := &p.labs[k]
	middle, width := (l.low+l.top)/2, l.top-l.low
	for _, i := range p.problems {
		if p.tables.problems[i].lab == k {
			middle += width * 0.45
		}
	}
	v := max(l.low/2, p.Normal(middle, width/3))
	said := number(v, l.decimals)
	if p.Chance(0.02) {
		said = "<" + number(l.low, l.decimals)
	}
	q := n.Child(sp + "quantitativeResult").Type(sp + "QuantitativeResult")
	measure(q, sp+"valueAndUnit", "ValueAndUnit", said, l.unit)
	if p.Chance(0.85) {
		r := q.Child(sp + "normalRange").Type(sp + "ValueRange")
		measure(r, sp+"minimum", "ValueAndUnit", number(l.low, l.decimals), l.unit)
		measure(r, sp+"maximum", "ValueAndUnit", number(l.top, l.decimals), l.unit)
	}
	switch {
	case v > l.top+width/2:
		return 2
	case v < l.low || v > l.top:
		return 1
	}
	return 0
}
