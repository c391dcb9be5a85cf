package rdfio

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

const rdfOpen = `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:e="http://e/">`

// describing is an RDF/XML document with one property whose content is given.
func describing(content string) string {
	return rdfOpen + `<rdf:Description rdf:about="http://e/s"><e:p>` + content + `</e:p></rdf:Description></rdf:RDF>`
}

// Character data, references, CDATA, comments and line ends, and what literal
// they make.
func TestXMLText(t *testing.T) {
	const dtd = `<!DOCTYPE rdf:RDF [ <!-- c --> <?pi x?> <!ENTITY a "A&#66;C"> <!ENTITY b '&a;"&a;'> <!ENTITY % p "unused"> <!ELEMENT e:p ANY> <!ENTITY lt "&#38;#60;"> ]>`
	for _, test := range []struct{ in, want string }{
		{"", ""}, {"text", "text"}, {" a\tb ", " a\tb "}, {"é😀", "é😀"},
		{"&lt;&gt;&amp;&quot;&apos;", "<>&\"'"}, {"&#65;&#x42;&#x1F600;", "AB😀"},
		{"a<!-- c -->b", "ab"}, {"a<?pi d?>b", "ab"}, {"a<![CDATA[<b>&amp;]]]]>c", "a<b>&amp;]]c"}, {"<![CDATA[]]>", ""},
		{"a\r\nb\rc\n", "a\nb\nc\n"}, {"&#13;&#10;", "\r\n"}, {"]]", "]]"}, {"a]]b]>", "a]]b]>"}, {">", ">"},
		{"&a;", "ABC"}, {"x&b;y", `xABC"ABCy`}, {"&lt;", "<"},
	} {
		doc := "<?xml version='1.0' encoding='UTF-8' standalone=\"yes\"?>\n" + dtd + describing(test.in)
		quads, err := parse([]byte(doc), RDFXML, Options{})
		if err != nil || len(quads) != 1 || quads[0].O.Value != test.want {
			t.Errorf("%q: got %+v, %v", test.in, quads, err)
		}
	}
}

// What is no well-formed XML with namespaces is refused, with its place.
func TestXMLNotWellFormed(t *testing.T) {
	for _, doc := range []string{
		"", "   ", "text", "<a", "<a>", "<a></b>", "</a>", "<a/><b/>", "<a/>text", "x<a/>", "<a b/>", "<a b=c/>", "<a b='x/>", "<a b='<'/>",
		"<a b='1' b='2'/>", "<a b='1'c='2'/>", "<1a/>", "<a:b/>", "<a:/>", "<:a/>", "<a:b:c xmlns:a='x:'/>", "<a xmlns:p='x:' xmlns:q='x:' p:b='' q:b=''/>",
		"<a xmlns:p=''/>", "<a xmlns:p='x:' xmlns:p='y:'/>", "<a xmlns:xmlns='x:'/>", "<a xmlns:xml='x:'/>", "<a xmlns:p='http://www.w3.org/XML/1998/namespace'/>",
		"<!-- -- --><a/>", "<!-- a --", "<!-->--><a/>", "<?xml version='1.0'?", "<?xml version='2.0'?><a/>", " <?xml version='1.0'?><a/>", "<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "<?XmL x?><a/>", "<? x?><a/>",
		"<![CDATA[x]]><a/>", "<!ELEMENT a ANY><a/>", "<!DOCTYPE a><!DOCTYPE a><a/>", "<!DOCTYPE a [", "<!DOCTYPE a [ x ]><a/>",
		"\xff\xfe<\x00a\x00", describing("]]>"), describing("&"), describing("&x"), describing("&nope;"), describing("&#0;"), describing("&#xD800;"), describing("&#x110000;"),
		describing("&#xFFFE;"), describing("\x01"), describing("\xff"), describing("\uFFFE"), describing("&#-1;"), describing("&#x;"), describing("<![CDATA[x"), describing("<![CDAT[x]]>"),
	} {
		_, err := parse([]byte(doc), RDFXML, Options{})
		var e *Error
		if !errors.As(err, &e) || e.Line < 1 || e.Column < 1 {
			t.Errorf("%.80q: %v", doc, err)
		}
	}
}

// Nothing outside of the document is ever named with success: each way of
// reaching out is refused, and the error says by which rule. (This package does
// not import os or net, so nothing could be opened either.)
func TestXMLExternal(t *testing.T) {
	for name, test := range map[string]struct{ dtd, body, want string }{
		"external entity":           {`<!DOCTYPE rdf:RDF [ <!ENTITY x SYSTEM "file:///etc/passwd"> ]>`, "&x;", "rule: nothing outside"},
		"public entity":             {`<!DOCTYPE rdf:RDF [ <!ENTITY x PUBLIC "-//x" "http://127.0.0.1/x"> ]>`, "&x;", "rule: nothing outside"},
		"external DTD":              {`<!DOCTYPE rdf:RDF SYSTEM "http://127.0.0.1/x.dtd">`, "", "rule: nothing outside"},
		"public DTD":                {`<!DOCTYPE rdf:RDF PUBLIC "-//x" "http://127.0.0.1/x.dtd" [ ]>`, "", "rule: nothing outside"},
		"parameter entity":          {`<!DOCTYPE rdf:RDF [ <!ENTITY % x SYSTEM "file:///etc/passwd"> %x; ]>`, "", "rule: nothing outside"},
		"internal parameter entity": {`<!DOCTYPE rdf:RDF [ <!ENTITY % x "<!ENTITY y 'z'>"> %x; ]>`, "&y;", "parameter entit"},
		"parameter in a value":      {`<!DOCTYPE rdf:RDF [ <!ENTITY y "%x;"> ]>`, "&y;", "parameter entit"},
		"unparsed entity":           {`<!DOCTYPE rdf:RDF [ <!ENTITY x SYSTEM "a.gif" NDATA gif> ]>`, "", "rule: nothing outside"},
		"attribute default":         {`<!DOCTYPE rdf:RDF [ <!ATTLIST rdf:Description rdf:about CDATA "http://evil/"> ]>`, "", "rule: only entities"},
		"markup in an entity":       {`<!DOCTYPE rdf:RDF [ <!ENTITY x "<e:q/>"> ]>`, "&x;", "rule: entities stand for text"},
		"entity loop":               {`<!DOCTYPE rdf:RDF [ <!ENTITY x "&y;"> <!ENTITY y "&x;"> ]>`, "&x;", "stands for itself"},
	} {
		_, err := parse([]byte(test.dtd+describing(test.body)), RDFXML, Options{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
	// XInclude is not followed: it is an element like any other, and here a
	// node where a node may stand.
	quads, err := parse([]byte(describing(`<xi:include xmlns:xi="http://www.w3.org/2001/XInclude#" xi:href="file:///etc/passwd"/>`)), RDFXML, Options{})
	if err != nil || len(quads) != 3 {
		t.Errorf("XInclude: %v, %v", quads, err)
	}
}

// Entities that expand into each other are cut off long before they fill the
// memory, and so are many of them.
func TestXMLEntityLimits(t *testing.T) {
	var laughs strings.Builder
	laughs.WriteString(`<!DOCTYPE rdf:RDF [ <!ENTITY l0 "lol">`)
	for i := 1; i <= 12; i++ {
		fmt.Fprintf(&laughs, `<!ENTITY l%d "%s">`, i, strings.Repeat(fmt.Sprintf("&l%d;", i-1), 10))
	}
	laughs.WriteString("]>")
	if _, err := parse([]byte(laughs.String()+describing("&l12;")), RDFXML, Options{}); limitName(err) != "MaxEntityBytes" {
		t.Errorf("billion laughs: %v", err)
	}
	big := `<!DOCTYPE rdf:RDF [ <!ENTITY b "` + strings.Repeat("b", 100_000) + `"> ]>`
	if _, err := parse([]byte(big+describing(strings.Repeat("&b;", 1000))), RDFXML, Options{}); limitName(err) != "MaxEntityBytes" {
		t.Errorf("quadratic blow-up: %v", err)
	}
	const most = 5
	for _, n := range []int{most - 1, most, most + 1} {
		var dtd strings.Builder
		dtd.WriteString("<!DOCTYPE rdf:RDF [")
		for i := range n {
			fmt.Fprintf(&dtd, "<!ENTITY e%d 'x'>", i)
		}
		_, err := parse([]byte(dtd.String()+"]>"+describing("x")), RDFXML, Options{Limits: Limits{MaxEntities: most}})
		if n <= most && err != nil || n > most && limitName(err) != "MaxEntities" {
			t.Errorf("%d entities: %v", n, err)
		}
		doc := "<!DOCTYPE rdf:RDF [<!ENTITY e '" + strings.Repeat("x", n) + "'>]>" + describing("&e;")
		_, err = parse([]byte(doc), RDFXML, Options{Limits: Limits{MaxEntityBytes: most}})
		if n <= most && err != nil || n > most && limitName(err) != "MaxEntityBytes" {
			t.Errorf("%d bytes in an entity: %v", n, err)
		}
	}
	// Ontologies write every IRI with an entity: that stays within the limit.
	many := "<!DOCTYPE rdf:RDF [<!ENTITY owl 'http://www.w3.org/2002/07/owl#'>]>" + rdfOpen +
		strings.Repeat(`<rdf:Description rdf:about="&owl;x"><e:p rdf:resource="&owl;Class"/></rdf:Description>`, 50_000) + "</rdf:RDF>"
	if _, err := parse([]byte(many), RDFXML, Options{}); err != nil {
		t.Errorf("many small entities: %v", err)
	}
}

// The mistakes that RDF/XML's grammar excludes, beyond those of the W3C suite.
func TestRDFXMLErrors(t *testing.T) {
	node := func(attrs, content string) string {
		return rdfOpen + "<rdf:Description " + attrs + ">" + content + "</rdf:Description></rdf:RDF>"
	}
	for name, test := range map[string]struct{ doc, want string }{
		"text in rdf:RDF":        {rdfOpen + "text</rdf:RDF>", "text where only a node element"},
		"text between":           {node("", "text"), "text where only property elements"},
		"text beside a node":     {describing("a<rdf:Description/>"), "text where only an element"},
		"text behind a node":     {describing("<rdf:Description/>a"), "text where only the end"},
		"two nodes":              {describing("<rdf:Description/><rdf:Description/>"), "a second element"},
		"content and resource":   {node("", "<e:p rdf:resource='http://e/'>x</e:p>"), "content in a property element"},
		"both":                   {node("", "<e:p rdf:resource='http://e/' rdf:nodeID='x'/>"), "excludes"},
		"about and nodeID":       {node("rdf:about='http://e/' rdf:nodeID='x'", ""), "exclude each other"},
		"unprefixed property":    {node("", "<p>x</p>"), "no namespace"},
		"unprefixed attribute":   {node("p='x'", ""), "no namespace"},
		"relative":               {node("rdf:about='x'", ""), "relative"},
		"space in IRI":           {node("rdf:about='http://e/a b'", ""), "cannot contain a space"},
		"bad nodeID":             {node("rdf:nodeID='1'", ""), "not a name"},
		"ID twice":               {rdfOpen + "<rdf:Description xml:base='http://e/' rdf:ID='a'/><rdf:Description xml:base='http://e/' rdf:ID='a'/></rdf:RDF>", "a second time"},
		"datatype and element":   {node("", "<e:p rdf:datatype='http://e/d'><e:T/></e:p>"), "text of a datatype"},
		"langString":             {node("", "<e:p rdf:datatype='"+rdfLangString+"'>x</e:p>"), "needs a language"},
		"attribute on rdf:RDF":   {`<rdf:RDF xmlns:rdf="` + rdfNS + `" rdf:about="http://e/"/>`, "cannot stand on rdf:RDF"},
		"rdf:li as a node":       {rdfOpen + "<rdf:li/></rdf:RDF>", "cannot be a node element"},
		"bad direction":          {node("", "<e:p xmlns:its='"+itsNS+"' its:dir='up'>x</e:p>"), "its:dir"},
		"relative namespace":     {"<p:a xmlns:p='x'/>", "not an absolute IRI"},
		"undeclared prefix":      {node("", "<foaf:name>x</foaf:name>"), `xmlns:foaf="http://xmlns.com/foaf/0.1/"`},
		"node without namespace": {"<a/>", "no namespace"},
	} {
		_, err := parse([]byte(test.doc), RDFXML, Options{})
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want %q", name, err, test.want)
		}
	}
}

// An xml:lang that is no language tag counts as none; a proper one is kept as
// written, and an empty one takes the outer one away.
func TestXMLLang(t *testing.T) {
	for in, want := range map[string]string{
		"en": "en", "de-AT": "de-AT", "": "", "not a tag": "", "en_GB": "", "a-very-long-subtagtag": "", "x-private": "x-private",
	} {
		doc := rdfOpen + `<rdf:Description xml:lang="fr"><e:p xml:lang="` + in + `">x</e:p></rdf:Description></rdf:RDF>`
		quads, err := parse([]byte(doc), RDFXML, Options{})
		if err != nil || len(quads) != 1 || quads[0].O.Lang != want {
			t.Errorf("%q: %+v, %v", in, quads, err)
		}
	}
}
