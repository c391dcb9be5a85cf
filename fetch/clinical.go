package fetch

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/trivet-rdf/trivet/graph"
)

// The clinical types below are read from a graph that a record or a collection
// was fetched into. Fields of things a record does not say are zero. The
// literals of SMART are plain text, so each number and date keeps its text.

const (
	nsVCard = "http://www.w3.org/2006/vcard/ns#"
	nsDC    = "http://purl.org/dc/terms/"
	nsFOAF  = "http://xmlns.com/foaf/0.1/"
)

// Date is a date as records write it: a year, a month, a day, or an instant.
type Date struct {
	Text string
	Time time.Time // the beginning of what Text names, in UTC without a zone; zero when it cannot be read
}

// ParseDate reads an ISO 8601 date of any precision.
func ParseDate(text string) Date {
	for _, layout := range []string{time.DateOnly, time.RFC3339Nano, "2006-01", "2006", "2006-01-02T15:04:05", "2006-01-02T15:04Z07:00"} {
		if t, err := time.Parse(layout, text); err == nil {
			return Date{text, t}
		}
	}
	return Date{Text: text}
}

// String is the text.
func (d Date) String() string { return d.Text }

// Quantity is a number with its unit (UCUM).
type Quantity struct {
	Text  string  // the number as written
	Value float64 // 0 when Text is no number
	Unit  string
}

// String is number and unit.
func (q Quantity) String() string {
	if q.Unit == "" {
		return q.Text
	}
	return q.Text + " " + q.Unit
}

// Code is a coded value.
type Code struct {
	Title string
	IRI   string // of the code, such as http://purl.bioontology.org/ontology/LNC/2951-2
}

// Demographics is who a patient is.
type Demographics struct {
	IRI                             string
	Given, Family                   string
	Additional                      []string
	Gender                          string
	Birth, Death                    Date
	Emails, Phones, Languages, MRNs []string
	Addresses                       []Address
}

// Address is one postal address.
type Address struct {
	Street, Extended, Locality, Region, PostalCode, Country string
}

// Medication is one prescription.
type Medication struct {
	IRI                 string
	Drug                Code
	Instructions        string
	Start, End          Date // a zero End: still taken
	Quantity, Frequency Quantity
	Fulfillments        []string // IRIs
}

// Fulfillment is one dispensing.
type Fulfillment struct {
	IRI        string
	Date       Date
	Medication string // IRI
	DaysSupply Quantity
	Dispensed  Quantity
}

// LabResult is one laboratory result.
type LabResult struct {
	IRI       string
	Name      Code
	Date      Date
	Value     Quantity // of a measured result
	Low, High Quantity // its normal range
	Narrative string   // of a described result
}

// Problem is one problem or diagnosis.
type Problem struct {
	IRI        string
	Name       Code
	Start, End Date
	Notes      string
}

// Encounter is one visit.
type Encounter struct {
	IRI        string
	Type       Code
	Start, End Date
	Facility   string
}

// Allergy is one allergy.
type Allergy struct {
	IRI                                    string
	Allergen, Category, Reaction, Severity Code
	Start                                  Date
}

// Immunization is one vaccination, given or not.
type Immunization struct {
	IRI                      string
	Date                     Date
	Product, Status, Refusal Code
}

// VitalSigns is one set of measurements.
type VitalSigns struct {
	IRI                                                  string
	Date                                                 Date
	Encounter                                            string // IRI
	Height, Weight, BMI, HeartRate, Breaths, Temperature Quantity
	Oxygen, Head, Systolic, Diastolic                    Quantity
}

// node is a resource of a graph.
type node struct {
	g *graph.Graph
	t graph.Term
}

// to is the first object of a property, or the zero node.
func (n node) to(property string) node {
	if n.t.IsAny() {
		return n
	}
	return node{n.g, object(n.g, n.t, property)}
}

// each is every object of a property, in the order of their text.
func (n node) each(property string) []node {
	var out []node
	for t := range n.g.Match(n.t, graph.NewIRI(property), graph.Any) {
		out = append(out, node{n.g, t.O})
	}
	slices.SortFunc(out, func(a, b node) int { return cmp.Compare(a.t.Value(), b.t.Value()) })
	return out
}

func (n node) text(property string) string { return n.to(property).t.Value() }
func (n node) date(property string) Date   { return ParseDate(n.text(property)) }

func (n node) texts(property string) []string {
	var out []string
	for _, o := range n.each(property) {
		out = append(out, o.t.Value())
	}
	return out
}

// code reads an sp:CodedValue.
func (n node) code(property string) Code {
	v := n.to(property)
	return Code{Title: v.text(nsDC + "title"), IRI: v.text(nsSP + "code")}
}

// quantity reads an sp:ValueAndUnit or an sp:VitalSign.
func (n node) quantity(property string) Quantity {
	v := n.to(property)
	return number(v.text(nsSP+"value"), v.text(nsSP+"unit"))
}

func number(text, unit string) Quantity {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		f = 0
	}
	return Quantity{Text: text, Value: f, Unit: unit}
}

// all reads every node of an sp: class, ordered by IRI.
func all[T any](g *graph.Graph, class string, read func(n node, iri string) T) []T {
	var nodes []node
	for t := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsSP+class)) {
		nodes = append(nodes, node{g, t.S})
	}
	slices.SortFunc(nodes, func(a, b node) int { return cmp.Compare(a.t.Value(), b.t.Value()) })
	var out []T
	for _, n := range nodes {
		out = append(out, read(n, n.t.Value()))
	}
	return out
}

// DemographicsOf reads the demographics of the records in a graph.
func DemographicsOf(g *graph.Graph) []Demographics {
	return all(g, "Demographics", func(n node, iri string) Demographics {
		name := n.to(nsVCard + "n")
		d := Demographics{
			IRI: iri, Given: name.text(nsVCard + "given-name"), Family: name.text(nsVCard + "family-name"), Gender: n.text(nsFOAF + "gender"),
			Birth: n.date(nsVCard + "bday"), Death: n.date(nsVCard + "deathdate"), Emails: n.texts(nsVCard + "email"), Languages: n.texts(nsSP + "preferredLanguage"),
		}
		if !name.t.IsAny() {
			d.Additional = name.texts(nsVCard + "additional-name")
		}
		for _, tel := range n.each(nsVCard + "tel") {
			d.Phones = append(d.Phones, tel.text(nsRDF+"value"))
		}
		for _, mrn := range n.each(nsSP + "medicalRecordNumber") {
			d.MRNs = append(d.MRNs, mrn.text(nsDC+"identifier"))
		}
		for _, a := range n.each(nsVCard + "adr") {
			d.Addresses = append(d.Addresses, Address{
				a.text(nsVCard + "street-address"), a.text(nsVCard + "extended-address"), a.text(nsVCard + "locality"), a.text(nsVCard + "region"),
				a.text(nsVCard + "postal-code"), cmp.Or(a.text(nsVCard+"country-name"), a.text(nsVCard+"country")),
			})
		}
		return d
	})
}

// MedicationsOf reads the medications in a graph.
func MedicationsOf(g *graph.Graph) []Medication {
	return all(g, "Medication", func(n node, iri string) Medication {
		return Medication{
			IRI: iri, Drug: n.code(nsSP + "drugName"), Instructions: n.text(nsSP + "instructions"), Start: n.date(nsSP + "startDate"), End: n.date(nsSP + "endDate"),
			Quantity: n.quantity(nsSP + "quantity"), Frequency: n.quantity(nsSP + "frequency"), Fulfillments: n.texts(nsSP + "fulfillment"),
		}
	})
}

// FulfillmentsOf reads the fulfillments in a graph.
func FulfillmentsOf(g *graph.Graph) []Fulfillment {
	return all(g, "Fulfillment", func(n node, iri string) Fulfillment {
		return Fulfillment{
			IRI: iri, Date: n.date(nsDC + "date"), Medication: n.text(nsSP + "medication"),
			DaysSupply: number(n.text(nsSP+"dispenseDaysSupply"), "d"), Dispensed: n.quantity(nsSP + "quantityDispensed"),
		}
	})
}

// LabResultsOf reads the laboratory results in a graph.
func LabResultsOf(g *graph.Graph) []LabResult {
	return all(g, "LabResult", func(n node, iri string) LabResult {
		measured := n.to(nsSP + "quantitativeResult")
		normal := measured.to(nsSP + "normalRange")
		return LabResult{
			IRI: iri, Name: n.code(nsSP + "labName"), Date: n.date(nsDC + "date"), Value: measured.quantity(nsSP + "valueAndUnit"),
			Low: normal.quantity(nsSP + "minimum"), High: normal.quantity(nsSP + "maximum"), Narrative: n.to(nsSP + "narrativeResult").text(nsSP + "value"),
		}
	})
}

// ProblemsOf reads the problems in a graph.
func ProblemsOf(g *graph.Graph) []Problem {
	return all(g, "Problem", func(n node, iri string) Problem {
		return Problem{IRI: iri, Name: n.code(nsSP + "problemName"), Start: n.date(nsSP + "startDate"), End: n.date(nsSP + "endDate"), Notes: n.text(nsSP + "notes")}
	})
}

// EncountersOf reads the encounters in a graph.
func EncountersOf(g *graph.Graph) []Encounter {
	return all(g, "Encounter", func(n node, iri string) Encounter {
		return Encounter{
			IRI: iri, Type: n.code(nsSP + "encounterType"), Start: n.date(nsSP + "startDate"), End: n.date(nsSP + "endDate"),
			Facility: n.to(nsSP + "facility").text(nsVCard + "organization-name"),
		}
	})
}

// AllergiesOf reads the allergies in a graph.
func AllergiesOf(g *graph.Graph) []Allergy {
	return all(g, "Allergy", func(n node, iri string) Allergy {
		a := Allergy{
			IRI: iri, Category: n.code(nsSP + "category"), Reaction: n.code(nsSP + "allergicReaction"), Severity: n.code(nsSP + "severity"), Start: n.date(nsSP + "startDate"),
		}
		for _, kind := range []string{"drugAllergen", "drugClassAllergen", "otherAllergen"} {
			a.Allergen = cmp.Or(a.Allergen, n.code(nsSP+kind))
		}
		return a
	})
}

// ImmunizationsOf reads the immunizations in a graph.
func ImmunizationsOf(g *graph.Graph) []Immunization {
	return all(g, "Immunization", func(n node, iri string) Immunization {
		return Immunization{
			IRI: iri, Date: n.date(nsDC + "date"), Product: n.code(nsSP + "productName"), Status: n.code(nsSP + "administrationStatus"), Refusal: n.code(nsSP + "refusalReason"),
		}
	})
}

// VitalSignsOf reads the sets of vital signs in a graph.
func VitalSignsOf(g *graph.Graph) []VitalSigns {
	return all(g, "VitalSignSet", func(n node, iri string) VitalSigns {
		pressure := n.to(nsSP + "bloodPressure")
		return VitalSigns{
			IRI: iri, Date: n.date(nsDC + "date"), Encounter: n.text(nsSP + "encounter"),
			Height: n.quantity(nsSP + "height"), Weight: n.quantity(nsSP + "weight"), BMI: n.quantity(nsSP + "bodyMassIndex"), HeartRate: n.quantity(nsSP + "heartRate"),
			Breaths: n.quantity(nsSP + "respiratoryRate"), Temperature: n.quantity(nsSP + "temperature"), Oxygen: n.quantity(nsSP + "oxygenSaturation"),
			Head: n.quantity(nsSP + "headCircumference"), Systolic: pressure.quantity(nsSP + "systolic"), Diastolic: pressure.quantity(nsSP + "diastolic"),
		}
	})
}
