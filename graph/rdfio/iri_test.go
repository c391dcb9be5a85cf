package rdfio

import (
	"errors"
	"testing"
)

// All examples of RFC 3986, section 5.4: 23 normal and 19 abnormal ones.
func TestResolveIRIExamples(t *testing.T) {
	const base = "http://a/b/c/d;p?q"
	examples := [][2]string{
		// 5.4.1 normal examples
		{"g:h", "g:h"}, {"g", "http://a/b/c/g"}, {"./g", "http://a/b/c/g"}, {"g/", "http://a/b/c/g/"},
		{"/g", "http://a/g"}, {"//g", "http://g"}, {"?y", "http://a/b/c/d;p?y"}, {"g?y", "http://a/b/c/g?y"},
		{"#s", "http://a/b/c/d;p?q#s"}, {"g#s", "http://a/b/c/g#s"}, {"g?y#s", "http://a/b/c/g?y#s"},
		{";x", "http://a/b/c/;x"}, {"g;x", "http://a/b/c/g;x"}, {"g;x?y#s", "http://a/b/c/g;x?y#s"},
		{"", "http://a/b/c/d;p?q"}, {".", "http://a/b/c/"}, {"./", "http://a/b/c/"}, {"..", "http://a/b/"},
		{"../", "http://a/b/"}, {"../g", "http://a/b/g"}, {"../..", "http://a/"}, {"../../", "http://a/"},
		{"../../g", "http://a/g"},
		// 5.4.2 abnormal examples
		{"../../../g", "http://a/g"}, {"../../../../g", "http://a/g"},
		{"/./g", "http://a/g"}, {"/../g", "http://a/g"}, {"g.", "http://a/b/c/g."}, {".g", "http://a/b/c/.g"},
		{"g..", "http://a/b/c/g.."}, {"..g", "http://a/b/c/..g"},
		{"./../g", "http://a/b/g"}, {"./g/.", "http://a/b/c/g/"}, {"g/./h", "http://a/b/c/g/h"},
		{"g/../h", "http://a/b/c/h"}, {"g;x=1/./y", "http://a/b/c/g;x=1/y"}, {"g;x=1/../y", "http://a/b/c/y"},
		{"g?y/./x", "http://a/b/c/g?y/./x"}, {"g?y/../x", "http://a/b/c/g?y/../x"},
		{"g#s/./x", "http://a/b/c/g#s/./x"}, {"g#s/../x", "http://a/b/c/g#s/../x"},
		{"http:g", "http:g"},
	}
	if len(examples) != 42 {
		t.Fatalf("%d examples", len(examples))
	}
	for _, e := range examples {
		if got, err := ResolveIRI(base, e[0]); err != nil || got != e[1] {
			t.Errorf("%q: got %q, %v; want %q", e[0], got, err, e[1])
		}
	}
}

func TestResolveIRIOther(t *testing.T) {
	for _, e := range [][3]string{
		{"http://h", "x", "http://h/x"},
		{"http://h?q", "x", "http://h/x"},
		{"http://h", "", "http://h"},
		{"http://h#f", "#g", "http://h#g"},
		{"http://h/a#f", "", "http://h/a"},
		{"urn:a:b", "#f", "urn:a:b#f"},
		{"urn:a:b", "c", "urn:c"},
		{"file:///a/b", "../c", "file:///c"},
		{"http://h/a/", "//é/x?ü#ö", "http://é/x?ü#ö"},
		{"http://h/a//b", "../c", "http://h/a/c"},
		{"http://h/a", "..//b", "http://h//b"},
		{"", "http://h/a/../b", "http://h/a/../b"},
	} {
		if got, err := ResolveIRI(e[0], e[1]); err != nil || got != e[2] {
			t.Errorf("%q with %q: got %q, %v; want %q", e[0], e[1], got, err, e[2])
		}
	}
	for _, e := range [][2]string{{"", "x"}, {"a/b", "x"}, {"1:", "x"}} {
		if got, err := ResolveIRI(e[0], e[1]); !errors.Is(err, ErrRelativeIRI) {
			t.Errorf("%q with %q: got %q, %v", e[0], e[1], got, err)
		}
	}
}
