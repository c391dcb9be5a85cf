package records

import (
	"math"
	"strconv"
	"time"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// patient is one record in the making.
type patient struct {
	*generator
	workload.Draw
	record   string // IRI
	number   int
	born     time.Time
	sick     float64 // how much happens to the patient; 1 is the median
	problems []int   // indexes of tables.problems
	counts   map[string]int
}

// The years that records cover: the sample containers were filled up to 2014.
var lastDay = time.Date(2014, 6, 30, 0, 0, 0, 0, time.UTC)

func (g *generator) patient(n int) {
	p := &patient{generator: g, Draw: workload.NewDraw(g.seed, uint64(n)), number: n, counts: map[string]int{}}
	p.record = apiBase + "/records/" + strconv.Itoa(n)
	p.born = lastDay.AddDate(0, 0, -p.Between(200, 88*365))
	age := lastDay.Sub(p.born).Hours() / 24 / 365
	p.sick = math.Min(5, math.Exp(p.Normal(-0.15, 0.55))) * (0.6 + age/90)
	p.demographics()
	p.problemList()
	encounters := p.encounters()
	p.medications()
	p.allergies()
	p.immunizations(age)
	p.procedures()
	p.history()
	p.documents(encounters)
}

// statement begins a statement of the record: an IRI below it with its class.
func (p *patient) statement(collection, letter, class string) (*workload.Node, string) {
	p.counts[collection]++
	iri := p.record + "/" + collection + "/" + letter + strconv.Itoa(p.counts[collection])
	return p.of(iri, class), iri
}

func (p *patient) of(iri, class string) *workload.Node {
	return p.pool.New(workload.IRI(iri)).Type(sp+class).Add(belongsTo, workload.IRI(p.record))
}

// day is a date within the record's ten years and the patient's life.
func (p *patient) day() time.Time {
	span := min(int(lastDay.Sub(p.born).Hours()/24), 3650)
	// More happens in the later years.
	return lastDay.AddDate(0, 0, -int(float64(span)*math.Pow(p.Float64(), 1.4)))
}

// when writes a date in the precision that this source happens to have.
func (p *patient) when(t time.Time, exact float64) string {
	switch {
	case p.Chance(exact):
		return t.Add(time.Duration(p.Between(7*60, 19*60)) * time.Minute).Format("2006-01-02T15:04:05Z")
	case p.Chance(0.06):
		return t.Format("2006")
	default:
		return t.Format(time.DateOnly)
	}
}

func (p *patient) demographics() {
	n := p.of(p.record+"/demographics", "Demographics")
	female := p.Chance(0.52)
	gender, given := "male", workload.Pick(p.Draw, maleNames())
	if female {
		gender, given = "female", workload.Pick(p.Draw, femaleNames())
	}
	n.Add(foaf+"gender", workload.Text(gender)).Add(vcard+"bday", workload.Text(p.born.Format(time.DateOnly)))
	p.name(n, given)
	if p.Chance(0.93) {
		p.address(n)
	}
	for _, kind := range []string{"Home", "Cell", "Work"}[:p.Between(0, 3)] {
		tel := n.Child(vcard + "tel").Type(vcard + "Tel").Type(vcard + kind)
		tel.Add(workload.RDF+"value", workload.Text("800-555-"+strconv.Itoa(p.Between(1000, 9999))))
	}
	if p.Chance(0.4) {
		n.Add(vcard+"email", workload.Text(given+"."+strconv.Itoa(p.number)+"@example.org"))
	}
	if p.Chance(0.3) {
		n.Add(sp+"preferredLanguage", workload.Text(workload.Pick(p.Draw, []string{"en", "en", "en", "es", "fr", "zh"})))
	}
	id := strconv.Itoa(1000000 + p.number)
	mrn := n.Child(sp+"medicalRecordNumber").Type(sp+"Code").Add(title, workload.Text("Demo Hospital record "+id))
	mrn.Add(identifier, workload.Text(id)).Add(system, workload.Text("Demo Hospital"))
	p.done(n)
}

// name gives the patient a name. One in twenty-five has none recorded, and one in
// fifty only a family name: the tutorial's OPTIONALs are for them.
func (p *patient) name(n *workload.Node, given string) {
	if p.Chance(0.04) {
		return
	}
	name := n.Child(vcard + "n").Type(vcard + "Name")
	if !p.Chance(0.02) {
		name.Add(vcard+"given-name", workload.Text(given))
	}
	name.Add(vcard+"family-name", workload.Text(workload.Pick(p.Draw, familyNames())))
	if p.Chance(0.3) {
		name.Add(vcard+"additional-name", workload.Text(string(rune('A'+p.IntN(26)))))
	}
	if p.Chance(0.05) {
		name.Add(vcard+"honorific-prefix", workload.Text("Dr."))
	}
}

func (p *patient) address(n *workload.Node) {
	a := n.Child(vcard + "adr").Type(vcard + "Address").Type(vcard + "Home")
	a.Add(vcard+"street-address", workload.Text(strconv.Itoa(p.Between(1, 999))+" "+workload.Pick(p.Draw, streets())))
	city := workload.Pick(p.Draw, cities())
	a.Add(vcard+"locality", workload.Text(city[0])).Add(vcard+"region", workload.Text(city[1]))
	if p.Chance(0.9) {
		a.Add(vcard+"postal-code", workload.Text(strconv.Itoa(p.Between(10000, 99999))))
	}
	if p.Chance(0.8) {
		a.Add(vcard+"country", workload.Text("USA"))
	}
}

func maleNames() []string {
	return []string{"James", "Robert", "John", "Michael", "David", "William", "Richard", "Joseph", "Thomas", "Daniel", "Paul", "Mark", "Kevin", "Brian", "José", "Björn", "Wei", "Omar", "Ivan", "Kofi"}
}

func femaleNames() []string {
	return []string{"Mary", "Patricia", "Jennifer", "Linda", "Elizabeth", "Barbara", "Susan", "Jessica", "Sarah", "Karen", "Lisa", "Nancy", "Betty", "Sandra", "Zoë", "Ana", "Mei", "Fatima", "Olga", "Ama"}
}

func familyNames() []string {
	return []string{"Smith", "Johnson", "Williams", "Brown", "Jones", "Garcia", "Miller", "Davis", "Rodriguez", "Martinez", "Hernandez", "Lopez", "Wilson", "Anderson", "Thomas", "Taylor", "Moore", "Jackson", "Martin", "Lee", "Núñez", "O'Brien", "Müller", "Kowalski", "Nguyen", "Patel", "Kim", "Cohen", "Schmidt", "Rossi"}
}

func streets() []string {
	return []string{"Church St", "Main St", "Elm Ave", "Park Rd", "2nd Street, Apt \"B\"", "Lake Dr", "Hill & Dale Way", "Mill Ln"}
}

func cities() [][2]string {
	return [][2]string{{"Boston", "MA"}, {"Cambridge", "MA"}, {"Worcester", "MA"}, {"Tulsa", "OK"}, {"Bixby", "OK"}, {"Austin", "TX"}, {"Dallas", "TX"}, {"Seattle", "WA"}, {"Portland", "OR"}, {"Denver", "CO"}, {"Chicago", "IL"}, {"Madison", "WI"}}
}
