package lubm

import (
	"strconv"

	"github.com/trivet-rdf/trivet/bench/workload"
)

// teacher writes a professor or lecturer with one or two courses of each level.
func (c *campus) teacher(rank string, i int) {
	iri := c.department + "/" + rank + strconv.Itoa(i)
	classes := []string{rank, "Professor", "Faculty", "Employee", "Person"}
	if rank == "Lecturer" {
		classes = []string{rank, "Faculty", "Employee", "Person"}
	}
	head := rank == "FullProfessor" && i == 0
	if head {
		classes = append(classes, "Chair")
	}
	n := c.person(c.node(iri, classes...), rank, i)
	n.Add(ub+"worksFor", workload.IRI(c.department)).Add(ub+"memberOf", workload.IRI(c.department))
	if head {
		n.Add(ub+"headOf", workload.IRI(c.department))
	}
	for _, degree := range []string{"undergraduateDegreeFrom", "mastersDegreeFrom", "doctoralDegreeFrom"} {
		c.degree(n, iri, degree)
	}
	n.Add(ub+"researchInterest", workload.Text("Research"+strconv.Itoa(c.IntN(30))))
	for range c.Between(1, 2) {
		n.Add(ub+"teacherOf", workload.IRI(c.course("Course", &c.courses)))
	}
	for range c.Between(1, 2) {
		n.Add(ub+"teacherOf", workload.IRI(c.course("GraduateCourse", &c.graduate)))
	}
	c.done(n)
	c.faculty = append(c.faculty, iri)
}

// course writes a new course and adds it to the list.
func (c *campus) course(class string, list *[]string) string {
	name := class + strconv.Itoa(len(*list))
	iri := c.department + "/" + name
	classes := []string{class}
	if class != "Course" {
		classes = append(classes, "Course")
	}
	*list = append(*list, iri)
	c.done(c.node(iri, classes...).Add(ub+"name", workload.Text(name)))
	return iri
}

// person gives name, mail and telephone.
func (c *campus) person(n *workload.Node, kind string, i int) *workload.Node {
	name := kind + strconv.Itoa(i)
	n.Add(ub+"name", workload.Text(name))
	n.Add(ub+"emailAddress", workload.Text(name+"@Department"+strconv.Itoa(c.number)+".University"+strconv.Itoa(c.of)+".edu"))
	return n.Add(ub+"telephone", workload.Text("xxx-xxx-xxxx"))
}

// degree is from any university; an alumnus is so once, however many degrees
// there are from the same.
func (c *campus) degree(n *workload.Node, iri, predicate string) {
	u := universityIRI(c.IntN(universities))
	n.Add(ub+predicate, workload.IRI(u))
	if key := u + " " + iri; !c.alumni[key] {
		c.alumni[key] = true
		n.Add(ub+"degreeFrom", workload.IRI(u))
		c.done(c.node(u).Add(ub+"hasAlumnus", workload.IRI(iri)))
	}
}

// publications writes so many by the author, with numbers of the author's own.
func (c *campus) publications(author string, count int) {
	for i := range count {
		name := "Publication" + strconv.Itoa(i)
		n := c.node(author+"/"+name, "Publication").Add(ub+"name", workload.Text(name))
		c.done(n.Add(ub+"publicationAuthor", workload.IRI(author)))
	}
}

func (c *campus) undergraduate(i int) {
	iri := c.department + "/UndergraduateStudent" + strconv.Itoa(i)
	n := c.person(c.node(iri, "UndergraduateStudent", "Student", "Person"), "UndergraduateStudent", i)
	n.Add(ub+"memberOf", workload.IRI(c.department))
	c.takes(n, c.courses, 2, 4)
	if c.Chance(0.2) {
		n.Add(ub+"advisor", workload.IRI(workload.Pick(c.Draw, c.faculty)))
	}
	c.done(n)
}

func (c *campus) graduateStudent(i int) {
	iri := c.department + "/GraduateStudent" + strconv.Itoa(i)
	classes := []string{"GraduateStudent", "Student", "Person"}
	assists := c.Chance(0.2)
	if assists {
		classes = append(classes, "TeachingAssistant")
	}
	if !assists && c.Chance(0.25) {
		classes = append(classes, "ResearchAssistant")
	}
	n := c.person(c.node(iri, classes...), "GraduateStudent", i)
	n.Add(ub+"memberOf", workload.IRI(c.department))
	c.degree(n, iri, "undergraduateDegreeFrom")
	c.takes(n, c.graduate, 1, 3)
	n.Add(ub+"advisor", workload.IRI(workload.Pick(c.Draw, c.faculty)))
	if assists {
		n.Add(ub+"teachingAssistantOf", workload.IRI(workload.Pick(c.Draw, c.courses)))
	}
	c.done(n)
	c.publications(iri, c.Between(0, 2))
}

// takes enrols a student in so many courses, each once.
func (c *campus) takes(n *workload.Node, courses []string, least, most int) {
	first := c.IntN(len(courses))
	for i := range min(c.Between(least, most), len(courses)) {
		// The step is a prime larger than the number of courses, so none comes twice.
		n.Add(ub+"takesCourse", workload.IRI(courses[(first+i*7919)%len(courses)]))
	}
}
