package syntax

// Role is a set of parts that the next thing in a text may play.
type Role uint16

// The roles.
const (
	RoleVariable  Role = 1 << iota // a variable
	RoleIRI                        // an IRI or prefixed name as subject, object or value
	RolePredicate                  // a property
	RoleClass                      // a class: the object of a
	RoleFunction                   // a built-in function or a function by IRI
	RoleGraph                      // the IRI of a graph
	RoleService                    // the IRI of a SPARQL service
	RoleDatatype                   // the IRI of a datatype
	RolePrefix                     // the label of a prefix to declare
	RolePrefixIRI                  // the IRI of a prefix to declare
)

func (p *parser) noteVerb(subject Term)                     {}
func (p *parser) noteObject(prop *Property)                 {}
func (p *parser) noteTriple(s Term, prop *Property, o Term) {}
