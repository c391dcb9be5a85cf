// Package lubm makes universities in the shape of the LUBM benchmark (Guo, Pan,
// Heflin: LUBM, a benchmark for OWL knowledge base systems, 2005), and holds its
// 14 queries.
//
// The benchmark asks for the inferences of its ontology. They are made by the
// generator here, so that the queries can be asked as they are of an engine
// without inference: a full professor is also a professor, of the faculty, an
// employee and a person; who works for or heads a department is a member; a
// degree makes an alumnus; and a group of a department is part of the university.
// Counts follow the published profile (15 to 25 departments, 7 to 10 full
// professors, 8 to 14 undergraduates a teacher, ...); a university is about
// 190,000 triples with what is inferred, and the row counts of one university have
// the published shape.
package lubm

import (
	"embed"
	"fmt"
	"io"
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed queries/*.rq answers.txt
var files embed.FS

// Workload is the generator with its queries and their pinned answers.
func Workload() (*workload.Workload, error) {
	return workload.New("lubm", files, Write)
}

const ub = "http://swat.cse.lehigh.edu/onto/univ-bench.owl#"

// universities is how many there are to have a degree from.
const universities = 1000

// Write makes whole departments until there are at least so many triples.
func Write(w io.Writer, f rdfio.Format, triples int) error {
	sink, err := workload.NewSink(w, f, []workload.Prefix{{Label: "ub", IRI: ub}})
	if err != nil {
		return err
	}
	c := &campus{sink: sink, want: triples, alumni: map[string]bool{}}
	for u := 0; !c.full(); u++ {
		c.university(u)
	}
	if c.err != nil {
		return c.err
	}
	return sink.Close()
}

// campus is the state of the generator.
type campus struct {
	workload.Draw
	sink    workload.Sink
	pool    workload.Pool
	want    int
	triples int
	err     error
	alumni  map[string]bool // university and person of this department

	home       string // the present university's IRI
	department string // the present department's
	number     int    // of the present department
	of         int    // of the present university
	faculty    []string
	courses    []string
	graduate   []string // courses of that level
}

func (c *campus) full() bool { return c.err != nil || c.triples >= c.want }

func (c *campus) done(n *workload.Node) {
	c.triples += n.Triples()
	if c.err == nil {
		c.err = c.sink.Node(n)
	}
}

// node begins a resource with its class and the classes above.
func (c *campus) node(iri string, classes ...string) *workload.Node {
	n := c.pool.New(workload.IRI(iri))
	for _, class := range classes {
		n.Type(ub + class)
	}
	return n
}

func universityIRI(u int) string { return "http://www.University" + strconv.Itoa(u) + ".edu" }

func (c *campus) university(u int) {
	c.Draw, c.of, c.home = workload.NewDraw(5, uint64(u)), u, universityIRI(u)
	c.done(c.node(c.home, "University", "Organization").Add(ub+"name", workload.Text("University"+strconv.Itoa(u))))
	for d := range c.Between(15, 25) {
		if c.full() {
			return
		}
		c.number, c.department = d, fmt.Sprintf("http://www.Department%d.University%d.edu", d, u)
		c.departmentOf()
		c.pool.Reset()
		clear(c.alumni)
	}
}

// departmentOf writes one department with its people.
func (c *campus) departmentOf() {
	n := c.node(c.department, "Department", "Organization").Add(ub+"name", workload.Text("Department"+strconv.Itoa(c.number)))
	c.done(n.Add(ub+"subOrganizationOf", workload.IRI(c.home)))
	c.faculty, c.courses, c.graduate = nil, nil, nil
	for _, r := range []struct {
		rank                  string
		from, to, least, most int
	}{{"FullProfessor", 7, 10, 15, 20}, {"AssociateProfessor", 10, 14, 10, 18}, {"AssistantProfessor", 8, 11, 5, 10}, {"Lecturer", 5, 7, 0, 5}} {
		for i := range c.Between(r.from, r.to) {
			c.teacher(r.rank, i)
			c.publications(c.faculty[len(c.faculty)-1], c.Between(r.least, r.most))
		}
	}
	size := len(c.faculty)
	for i := range size * c.Between(8, 14) {
		c.undergraduate(i)
	}
	for i := range size * c.Between(3, 4) {
		c.graduateStudent(i)
	}
	for i := range c.Between(10, 20) {
		g := c.node(c.department+"/ResearchGroup"+strconv.Itoa(i), "ResearchGroup", "Organization")
		c.done(g.Add(ub+"subOrganizationOf", workload.IRI(c.department)).Add(ub+"subOrganizationOf", workload.IRI(c.home)))
	}
}
