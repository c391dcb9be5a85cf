package syntax

// Options say how to read a text. The zero value is fine for most.
type Options struct {
	// Base is the IRI that relative IRIs are resolved against until the text
	// has a BASE of its own. Without either, relative IRIs stay relative.
	Base string
	// Prefixes are prefixes that count as declared before the text, label
	// (without the colon) to IRI. Those that the text uses are added to the
	// tree's prologue, so that its print stands alone. The map is only read.
	Prefixes map[string]string
	// File is the name that errors give to the text; it may be empty.
	File string
	// Aggregate tells which functions, by IRI, are aggregates of the caller's.
	// Their arguments may use variables that are not grouped.
	Aggregate func(iri string) bool
	// Limits bound what a text may ask for; zero fields mean the defaults.
	Limits Limits

	anyPrefix bool // undeclared prefixes do not matter
}

// Limits bound the size of a text and of its parts. A zero field means the
// default. What is over a limit is refused with an *Error that wraps a
// *LimitError.
type Limits struct {
	MaxTextBytes  int // length of the text; default 1 MiB
	MaxDepth      int // nested groups, brackets, lists, terms; default 256
	MaxChain      int // operands of one chain, a || b || ... or p/q/...; default 100,000
	MaxListItems  int // items of an IN list; default 100,000
	MaxArgs       int // arguments of one function call; default 255
	MaxValuesRows int // rows of one VALUES block; default 1,000,000
}

// withDefaults fills the zero fields.
func (l Limits) withDefaults() Limits {
	fill := func(field *int, n int) {
		if *field == 0 {
			*field = n
		}
	}
	fill(&l.MaxTextBytes, 1<<20)
	fill(&l.MaxDepth, 256)
	fill(&l.MaxChain, 100_000)
	fill(&l.MaxListItems, 100_000)
	fill(&l.MaxArgs, 255)
	fill(&l.MaxValuesRows, 1_000_000)
	return l
}
