package sandbox

import (
	"math/rand/v2"
	"strconv"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// builder writes the triples of one invented patient. Its methods nest the way
// the data does: the inner node is made first and given to the outer one.
type builder struct {
	id  string
	rng *rand.Rand // seeded by the record: the same patient every time
	n   int        // blank nodes made
	out []triple

	described map[string]bool // code nodes already described, by IRI and class
}

func newBuilder(id string, seed uint64) *builder {
	return &builder{id: id, rng: rand.New(rand.NewPCG(seed, 0x7472697665740a)), described: map[string]bool{}}
}

// prop is one property with its value, the name prefixed.
type prop struct {
	name string
	o    term
}

// p is a property with a plain literal. An empty one is left out.
func p(name, value string) prop { return prop{name, text(value)} }

// node makes a blank node of an sp: class, or of a prefixed one.
func (b *builder) node(class string, props ...prop) term {
	b.n++
	at := blank("b" + strconv.Itoa(b.n))
	b.describe(at, class, props)
	return at
}

func (b *builder) describe(at term, class string, props []prop) {
	b.out = append(b.out, triple{S: at, P: iri("rdf:type"), O: class2iri(class)})
	for _, pr := range props {
		if pr.o.Kind == 0 || pr.o.Kind == rdfio.Literal && pr.o.Value == "" {
			continue
		}
		b.out = append(b.out, triple{S: at, P: iri(pr.name), O: pr.o})
	}
}

// class2iri expands a class name, which is an sp: one without its prefix.
func class2iri(class string) term {
	if full := expand(class); full != class {
		return term{Kind: rdfio.IRI, Value: full}
	}
	return iri("sp:" + class)
}

// also gives a node one more class.
func (b *builder) also(at term, class string) term {
	b.out = append(b.out, triple{S: at, P: iri("rdf:type"), O: class2iri(class)})
	return at
}

// code is one code of a code system.
type code struct {
	class  string // spcode class
	system string // namespace of the code's IRI, and its sp:system
	id     string
	title  string
}

// coded makes an sp:CodedValue with its sp:Code node.
func (b *builder) coded(c code) term {
	node := iri(c.system + c.id)
	title := prop{"dcterms:title", text(c.title)}
	key := node.Value + " " + c.class
	if b.described[key] {
		return b.node("CodedValue", title, prop{"sp:code", node})
	}
	b.described[key] = true
	for _, class := range []string{"sp:Code", "spcode:" + c.class} {
		b.out = append(b.out, triple{S: node, P: iri("rdf:type"), O: iri(class)})
	}
	for _, pr := range []prop{title, p("dcterms:identifier", c.id), p("sp:system", c.system)} {
		b.out = append(b.out, triple{S: node, P: iri(pr.name), O: pr.o})
	}
	return b.node("CodedValue", title, prop{"sp:code", node})
}

// measure makes an sp:ValueAndUnit.
func (b *builder) measure(value, unit string) term {
	return b.node("ValueAndUnit", p("sp:value", value), p("sp:unit", unit))
}

// vital makes an sp:VitalSign named by a LOINC code.
func (b *builder) vital(value, unit, loincID, title string) term {
	return b.node("VitalSign", p("sp:value", value), p("sp:unit", unit),
		prop{"sp:vitalName", b.coded(code{"VitalSign", nsBio + "LNC/", loincID, title})})
}

// provider makes an sp:Provider.
func (b *builder) provider(given, family string) term {
	return b.node("Provider", prop{"v:n", b.node("v:Name", p("v:given-name", given), p("v:family-name", family))})
}

// The code systems by their usual short forms.

func snomed(id, title string) code { return code{"SNOMED", nsBio + "SNOMEDCT/", id, title} }
func loinc(id, title string) code  { return code{"LOINC", nsBio + "LNC/", id, title} }
func rxnorm(id, title string) code { return code{"RxNorm_Semantic", nsBio + "RXNORM/", id, title} }
func cvx(id, title string) code {
	return code{"ImmunizationProduct", nsVaccine + "cvx#", id, title}
}
func vaccineGroup(id string) code { return code{"ImmunizationClass", nsVaccine + "vg#", id, id} }

// snomedSet is a SNOMED code of one of the closed sets.
func snomedSet(set, id, title string) code { return code{set, nsBio + "SNOMEDCT/", id, title} }

// smartSet is a code of one of SMART's own sets.
func smartSet(set, id, title string) code { return code{set, nsCode + set + "#", id, title} }

// labStatus is the one SMART set whose codes have another name than its class.
func labStatus(id, title string) code {
	return code{"LabResultStatus", nsCode + "LabStatus#", id, title}
}
