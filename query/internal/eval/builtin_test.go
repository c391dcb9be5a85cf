package eval

import (
	"testing"

	"github.com/trivet-rdf/trivet/query/internal/batch"
	"github.com/trivet-rdf/trivet/query/internal/value"
)

// exprCase is a constant expression with its value, in the form fixture.show gives.
type exprCase struct{ expr, want string }

// check evaluates constant expressions; the examples of the specification are
// among them.
func check(t *testing.T, tests []exprCase) {
	t.Helper()
	f := newFixture(t)
	for _, tt := range tests {
		if got := f.eval(tt.expr); got != tt.want {
			t.Errorf("%s = %s, want %s", tt.expr, got, tt.want)
		}
	}
}

// TestTermFunctions checks the functions on RDF terms.
func TestTermFunctions(t *testing.T) {
	check(t, []exprCase{
		{`STR(<http://e/x>)`, `"http://e/x"`}, {`STR(1.50)`, `"1.50"`}, {`STR("a"@en)`, `"a"`}, {`STR(BNODE())`, "error"},
		{`STR(TRIPLE(:a,:b,:c))`, "error"},
		{`LANG("a"@en-GB)`, `"en-GB"`}, {`LANG("a")`, `""`}, {`LANG(1)`, `""`}, {`LANG(:x)`, "error"},
		{`LANGDIR("a"@en--ltr)`, `"ltr"`}, {`LANGDIR("a"@en)`, `""`}, {`LANGDIR(1)`, `""`}, {`LANGDIR(:x)`, "error"},
		{`hasLANG("a"@en)`, "true"}, {`hasLANG("a")`, "false"}, {`hasLANG(:x)`, "false"},
		{`hasLANGDIR("a"@en--rtl)`, "true"}, {`hasLANGDIR("a"@en)`, "false"}, {`hasLANGDIR(:x)`, "false"},
		{`DATATYPE("a")`, "xsd:string"}, {`DATATYPE(:x)`, "error"},
		{`STR(DATATYPE("a"@en))`, `"http://www.w3.org/1999/02/22-rdf-syntax-ns#langString"`},
		{`STR(DATATYPE("a"@en--ltr))`, `"http://www.w3.org/1999/02/22-rdf-syntax-ns#dirLangString"`},
		{`DATATYPE("x"^^:t)`, `<t>`},
		{`isIRI(:x)`, "true"}, {`isURI("x")`, "false"}, {`isBLANK(BNODE())`, "true"}, {`isLITERAL(1)`, "true"}, {`isLITERAL(:x)`, "false"},
		{`isNUMERIC(1.5)`, "true"}, {`isNUMERIC("1")`, "false"}, {`isNUMERIC("x"^^xsd:integer)`, "false"}, {`isNUMERIC("300"^^xsd:byte)`, "false"},
		{`IRI("x")`, `<base/x>`}, {`URI("http://a/b")`, `<http://a/b>`}, {`IRI(:x)`, `<x>`}, {`IRI("a b")`, "error"}, {`IRI(1)`, "error"},
		{`IRI("x"@en)`, "error"}, {`IRI("../y")`, `<y>`},
		{`STRDT("123", xsd:integer)`, "123"}, {`STRDT("iiii", :roman)`, `"iiii"^^<roman>`}, {`STRDT("a"@en, xsd:string)`, "error"}, {`STRDT("a", "b")`, "error"},
		{`STRDT("a", <http://www.w3.org/1999/02/22-rdf-syntax-ns#langString>)`, "error"},
		{`STRLANG("chat","fr")`, `"chat"@fr`}, {`STRLANG("abc","")`, "error"}, {`STRLANG(123,"en")`, "error"}, {`STRLANG(:x,"en")`, "error"}, {`STRLANG("a","e n")`, "error"},
		{`STRLANGDIR("abc","en","ltr")`, `"abc"@en--ltr`}, {`STRLANGDIR("abc","en","LTR")`, "error"}, {`STRLANGDIR("abc","en","")`, "error"},
		{`STRLANGDIR("abc","","ltr")`, "error"}, {`STRLANGDIR(123,"en","ltr")`, "error"},
		{`sameTerm(2, "2"^^xsd:integer)`, "true"}, {`sameTerm(2, 2.0)`, "false"}, {`sameTerm(2, "02"^^xsd:integer)`, "false"},
		{`sameTerm("abc"@en, "abc"@EN)`, "true"}, {`sameTerm("abc"@en--rtl, "abc"@en)`, "false"}, {`sameTerm(1/0, 1)`, "error"},
		{`TRIPLE(:a, :b, 1)`, `<<( <a> <b> 1 )>>`}, {`TRIPLE("a", :b, 1)`, "error"}, {`TRIPLE(:a, "b", 1)`, "error"},
		{`TRIPLE(TRIPLE(:a,:b,:c), :b, 1)`, "error"}, {`SUBJECT(TRIPLE(:a,:b,:c))`, `<a>`}, {`PREDICATE(<<(:a :b :c)>>)`, `<b>`},
		{`OBJECT(TRIPLE(:a,:b,TRIPLE(:a,:b,2)))`, `<<( <a> <b> 2 )>>`}, {`SUBJECT(:a)`, "error"}, {`isTRIPLE(TRIPLE(:a,:b,:c))`, "true"}, {`isTRIPLE(:a)`, "false"},
	})
}

// TestStringFunctions checks the functions on strings.
func TestStringFunctions(t *testing.T) {
	check(t, []exprCase{
		{`STRLEN("chat"@en)`, "4"}, {`STRLEN("食べ物")`, "3"}, {`STRLEN("\U0001F46A")`, "1"}, {`STRLEN(1)`, "error"}, {`STRLEN("")`, "0"},
		{`SUBSTR("foobar", 4)`, `"bar"`}, {`SUBSTR("foobar"@en, 4, 1)`, `"b"@en`}, {`SUBSTR("foobar", 0)`, `"foobar"`}, {`SUBSTR("foobar", -1, 3)`, `"f"`},
		{`SUBSTR("foobar", 1.5, 2.6)`, `"oob"`}, {`SUBSTR("foobar", 7)`, `""`}, {`SUBSTR("foobar", 2, 0)`, `""`}, {`SUBSTR("foobar", 2, -1)`, `""`},
		{`SUBSTR("食べ物", 2, 1)`, `"べ"`}, {`SUBSTR("abc", "NaN"^^xsd:double)`, `""`}, {`SUBSTR("abc", "-INF"^^xsd:double, "INF"^^xsd:double)`, `""`},
		{`SUBSTR("abc", 2, "INF"^^xsd:double)`, `"bc"`}, {`SUBSTR("abc", "x")`, "error"}, {`SUBSTR(1, 1)`, "error"}, {`SUBSTR("12345", 99999999999999999999)`, `""`},
		{`UCASE("foo"@en)`, `"FOO"@en`}, {`UCASE("straße")`, `"STRASSE"`}, {`UCASE("ﬁx")`, `"FIX"`}, {`LCASE("BAR"@en--ltr)`, `"bar"@en--ltr`}, {`LCASE("İ")`, `"i̇"`}, {`UCASE(1)`, "error"},
		{`STRSTARTS("foobar","foo")`, "true"}, {`STRSTARTS("foobar"@en,"foo"@en)`, "true"}, {`STRSTARTS("foobar"@en,"foo"@fr)`, "error"}, {`STRSTARTS("foobar","foo"@en)`, "error"},
		{`STRENDS("foobar","bar")`, "true"}, {`STRENDS("foobar","")`, "true"}, {`CONTAINS("foobar"@en,"oob")`, "true"}, {`CONTAINS("a"@en--ltr,"a"@en)`, "error"}, {`CONTAINS(1,"1")`, "error"},
		{`STRBEFORE("abc","b")`, `"a"`}, {`STRBEFORE("abc"@en,"bc")`, `"a"@en`}, {`STRBEFORE("abc"@en,"b"@cy)`, "error"}, {`STRBEFORE("abc","")`, `""`},
		{`STRBEFORE("abc","xyz")`, `""`}, {`STRBEFORE("abc"@en,"z"@en)`, `""`}, {`STRBEFORE("abc"@en,"")`, `""@en`},
		{`STRAFTER("abc","b")`, `"c"`}, {`STRAFTER("abc"@en,"ab")`, `"c"@en`}, {`STRAFTER("abc"@en,"z")`, `""`}, {`STRAFTER("abc"@en,""@en)`, `"abc"@en`},
		{`CONCAT("foo","bar")`, `"foobar"`}, {`CONCAT("foo"@en,"bar"@EN)`, `"foobar"@en`}, {`CONCAT("foo"@en,"bar")`, `"foobar"`}, {`CONCAT("foo"@en,"bar"@es)`, `"foobar"`},
		{`CONCAT()`, `""`}, {`CONCAT("abc"@en)`, `"abc"@en`}, {`CONCAT("a",1)`, "error"}, {`CONCAT("a"@en--ltr,"b"@en--ltr)`, `"ab"@en--ltr`}, {`CONCAT("a"@en--ltr,"b"@en)`, `"ab"`},
		{`ENCODE_FOR_URI("Los Angeles"@en)`, `"Los%20Angeles"`}, {`ENCODE_FOR_URI("100%")`, `"100%25"`}, {`ENCODE_FOR_URI("食-_.~")`, `"%E9%A3%9F-_.~"`}, {`ENCODE_FOR_URI(1)`, "error"},
		{`langMATCHES("de-latn-de","de-de")`, "false"}, {`langMATCHES("en-GB","en")`, "true"}, {`langMATCHES("en","EN-gb")`, "false"}, {`langMATCHES("eng","en")`, "false"},
		{`langMATCHES("","*")`, "false"}, {`langMATCHES("fr","*")`, "true"}, {`langMATCHES("fr","")`, "false"}, {`langMATCHES(:x,"*")`, "error"},
	})
}

// TestRegexFunctions checks REGEX and REPLACE.
func TestRegexFunctions(t *testing.T) {
	check(t, []exprCase{
		{`REGEX("Alice","^ali","i")`, "true"}, {`REGEX("Alice","^ali")`, "false"}, {`REGEX("abc"@en,"b")`, "true"}, {`REGEX("a\nb","a.b")`, "false"}, {`REGEX("a\nb","a.b","s")`, "true"},
		{`REGEX("a\nb","^b$")`, "false"}, {`REGEX("a\nb","^b$","m")`, "true"}, {`REGEX("ab","a b","x")`, "true"}, {`REGEX("a.b","a.b","q")`, "true"}, {`REGEX("axb","a.b","q")`, "false"},
		{`REGEX("a b","a[ ]b","x")`, "true"}, {`REGEX("A.B","a.b","qi")`, "true"}, {`REGEX("abc","(")`, "error"}, {`REGEX("abc","b","z")`, "error"}, {`REGEX("abc","(a)\\1")`, "error"},
		{`REGEX("abc","a{1001}")`, "error"}, {`REGEX(1,"1")`, "error"}, {`REGEX("1",1)`, "error"}, {`REGEX("x", 1/0)`, "error"}, {`REGEX("a\n","a$")`, "false"},
		{`REPLACE("abcd","b","Z")`, `"aZcd"`}, {`REPLACE("abab","B","Z","i")`, `"aZaZ"`}, {`REPLACE("abab","B.","Z","i")`, `"aZb"`}, {`REPLACE("banana","ana","*")`, `"b*na"`},
		{`REPLACE("abcd","(ab)|(a)","[1=$1][2=$2]")`, `"[1=ab][2=]cd"`}, {`REPLACE("aAbBaC","a","~/","i")`, `"~/~/bB~/C"`}, {`REPLACE("abc"@en,"b","")`, `"ac"@en`},
		{`REPLACE("abc","","x")`, "error"}, {`REPLACE("abc","x*","y")`, "error"}, {`REPLACE("abc","b","\\$")`, `"a$c"`}, {`REPLACE("abc","b","$")`, "error"}, {`REPLACE("abc","b","\\n")`, "error"},
		{`REPLACE("abc","(b)","$0$1$2")`, `"abbc"`}, {`REPLACE("abc","(b)","$12")`, `"ab2c"`}, {`REPLACE("a.c",".","$1","q")`, `"a$1c"`}, {`REPLACE("abab","^a","x")`, `"xbab"`},
	})
}

// TestNumberFunctions checks the functions on numbers and arithmetic.
func TestNumberFunctions(t *testing.T) {
	check(t, []exprCase{
		{`ABS(-1.5)`, `"1.5"^^xsd:decimal`}, {`ABS("x")`, "error"}, {`CEIL(-10.5)`, `"-10"^^xsd:decimal`}, {`FLOOR(-10.5)`, `"-11"^^xsd:decimal`}, {`ROUND(-2.5)`, `"-2"^^xsd:decimal`},
		{`CEIL(2)`, "2"}, {`ROUND(2.5e0)`, `"3.0E0"^^xsd:double`}, {`RAND() >= 0 && RAND() < 1`, "true"}, {`DATATYPE(RAND()) = xsd:double`, "true"},
		{`1 + 2 - 4`, "-1"}, {`2 * 3 / 4`, `"1.5"^^xsd:decimal`}, {`7 / 0`, "error"}, {`7 / 0e0`, `"INF"^^xsd:double`}, {`-(2)`, "-2"}, {`+"a"`, "error"}, {`1 + "1"`, "error"},
		{`9223372036854775807 + 1`, "9223372036854775808"}, {`0.1 + 0.2 = 0.3`, "true"}, {`0.1e0 + 0.2e0 = 0.3e0`, "false"}, {`1 - 2 - 3`, "-4"}, {`16 / 4 / 2`, `"2"^^xsd:decimal`},
	})
}

// TestDateFunctions checks the functions on dates and times.
func TestDateFunctions(t *testing.T) {
	check(t, []exprCase{
		{`NOW()`, `"2026-11-23T12:00:00Z"^^xsd:dateTime`}, {`NOW() = NOW()`, "true"}, {`YEAR("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`, "2011"},
		{`SECONDS("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`, `"13.815"^^xsd:decimal`}, {`TZ("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`, `"-05:00"`},
		{`TIMEZONE("2011-01-10T14:45:13.815-05:00"^^xsd:dateTime)`, `"-PT5H"^^xsd:dayTimeDuration`}, {`TIMEZONE("2011-01-10T14:45:13.815"^^xsd:dateTime)`, "error"},
		{`MONTH("2011-01-10"^^xsd:date)`, "1"}, {`DAY(1)`, "error"}, {`HOURS(NOW()) + MINUTES(NOW())`, "12"},
		{`"2011-01-10T00:00:00"^^xsd:dateTime + "P1D"^^xsd:dayTimeDuration`, `"2011-01-11T00:00:00"^^xsd:dateTime`},
	})
}

// TestHashFunctions checks the hash functions.
func TestHashFunctions(t *testing.T) {
	check(t, []exprCase{
		{`MD5("abc")`, `"900150983cd24fb0d6963f7d28e17f72"`}, {`SHA1("abc")`, `"a9993e364706816aba3e25717850c26c9cd0d89d"`}, {`MD5("a"@en)`, "error"}, {`MD5(1)`, "error"},
		{`SHA256("abc")`, `"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"`},
		{`SHA384("abc")`, `"cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7"`},
		{`SHA512("abc")`, `"ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"`},
	})
}

// TestCasts checks the constructor functions.
func TestCasts(t *testing.T) {
	check(t, []exprCase{
		{`xsd:integer("13")`, "13"}, {`xsd:integer("1.5")`, "error"}, {`xsd:double("-10.2E3")`, `"-1.02E4"^^xsd:double`}, {`xsd:boolean("0")`, "false"}, {`xsd:string(:x)`, `"http://e/x"`},
		{`xsd:dateTime("2002-10-10T17:00:00Z")`, `"2002-10-10T17:00:00Z"^^xsd:dateTime`}, {`xsd:decimal(2.50)`, `"2.5"^^xsd:decimal`}, {`xsd:byte(300)`, "error"}, {`xsd:integer(1/0)`, "error"},
	})
}

// TestFresh checks the functions that give something else each time.
func TestFresh(t *testing.T) {
	f := newFixture(t)
	b := &batch.Batch{N: 2}
	for _, text := range []string{`UUID()`, `STRUUID()`, `RAND()`, `BNODE()`} {
		x := f.compile(text, nil)
		one, _ := x.ID(b, 0)
		two, _ := x.ID(b, 0)
		if one == two {
			t.Errorf("%s gives %s twice", text, f.show(one))
		}
	}
	if got := f.eval(`REGEX(STR(UUID()), "^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$") && STRLEN(STRUUID()) = 36`); got != "true" {
		t.Errorf("form of UUID: %s", got)
	}
	n := uint64(0)
	f.env.Rand = func() uint64 { n++; return n }
	if got := f.eval(`STRUUID()`); got != `"00000000-0000-4001-8000-000000000002"` {
		t.Errorf("UUID from given bits: %s", got)
	}
}

// TestBuiltin checks the functions as the reference evaluator calls them.
func TestBuiltin(t *testing.T) {
	f := newFixture(t)
	fn, ok := Builtin("strlen")
	if !ok {
		t.Fatal("STRLEN is not found")
	}
	v, err := fn(f.env, []value.Value{value.NewString("abc")})
	if n, _ := v.Int64(); n != 3 || err != nil {
		t.Errorf("STRLEN: %v %v", v, err)
	}
	if _, err := fn(f.env, []value.Value{{}}); err != value.ErrUnbound {
		t.Errorf("STRLEN of unbound: %v", err)
	}
	if _, err := fn(f.env, nil); err == nil || value.IsExpression(err) {
		t.Errorf("STRLEN without argument: %v", err)
	}
	for _, name := range []string{"||", "IF", "COALESCE", "BOUND", "IN", "NOSUCH"} {
		if _, ok := Builtin(name); ok {
			t.Errorf("%s is found", name)
		}
	}
	for _, name := range []string{"=", "u-", "!", "sameTerm", "isNumeric", "langMatches", "ENCODE_FOR_URI", "NOW"} {
		if _, ok := Builtin(name); !ok {
			t.Errorf("%s is not found", name)
		}
	}
}

// TestUpper checks all characters whose upper case is longer than one character.
func TestUpper(t *testing.T) {
	n := 0
	for r := rune(0); r <= 0x10FFFF; r++ {
		if e := expandUpper(r); e != "" {
			n++
			if e == string(r) {
				t.Errorf("%U stays itself", r)
			}
		}
	}
	if n != 102 {
		t.Errorf("%d characters, want the 102 of SpecialCasing.txt", n)
	}
	for in, want := range map[string]string{
		"ß": "SS", "ŉ": "ʼN", "ᾳ": "ΑΙ", "ᾷ": "Α͂Ι", "ᾶ": "Α͂", "ῂ": "ῊΙ", "ῲ": "ῺΙ", "ᾲ": "ᾺΙ", "ᾀ": "ἈΙ", "ᾯ": "ὯΙ", "ὒ": "Υ̓̀", "ﬗ": "ՄԽ", "aßb": "ASSB", "é": "É",
	} {
		if got := toUpper(in); got != want {
			t.Errorf("toUpper(%q) = %q, want %q", in, got, want)
		}
	}
}
