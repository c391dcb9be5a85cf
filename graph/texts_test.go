package graph

import "testing"

func TestTexts(t *testing.T) {
	g := New()
	terms := map[Term]TextKind{
		NewIRI("http://e/a"): IRIText, NewIRI("urn:x"): IRIText, NewIRI("_:x"): NoText, NewIRI("<<( x )>>"): NoText, NewIRI(""): NoText, NewIRI("é"): NoText,
		NewBlank("b1"): BlankText, NewLiteral("x"): StringText, NewLiteral(""): StringText, NewLang("x", "en"): NoText,
		NewTyped("1", XSD+"integer"): NoText, NewTyped("x", XSD+"integer"): NoText,
		NewTripleTerm(NewIRI("http://e/a"), NewIRI("http://e/p"), NewLiteral("x")): NoText,
	}
	for term := range terms {
		g.Add(Triple{NewIRI("http://e/s"), NewIRI("http://e/p"), term})
	}
	s := g.Snapshot()
	ids := []ID{None, LocalID(3), idResource | 1<<29, idLiteral | 1<<29}
	for term := range terms {
		id, _ := s.Lookup(term)
		ids = append(ids, id)
	}
	texts, kinds := make([]string, len(ids)), make([]TextKind, len(ids))
	s.Texts(ids, texts, kinds)
	for i, id := range ids {
		term := s.Term(id)
		if kinds[i] != terms[term] {
			t.Errorf("%v: %v", term, kinds[i])
		}
		want := term.Value()
		if kinds[i] == BlankText {
			want = "_:" + want
		}
		if kinds[i] != NoText && texts[i] != want {
			t.Errorf("%v: %q", term, texts[i])
		}
		var twice [3]string
		again := [3]TextKind{AgainText, AgainText, AgainText}
		more := kinds[i]
		if more != NoText {
			more = AgainText
		}
		if s.Texts([]ID{id, id, id}, twice[:], again[:]); again != [3]TextKind{kinds[i], more, more} || twice[2] != texts[i] {
			t.Errorf("%v three times: %v", term, again)
		}
	}
}
