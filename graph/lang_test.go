package graph

import "testing"

func TestLanguageTagsIgnoreCase(t *testing.T) {
	for in, want := range map[string]string{
		"en": "en", "EN": "en", "en-us": "en-US", "EN-US": "en-US", "zh-hant-tw": "zh-Hant-TW",
		"de-CH-1996": "de-CH-1996", "sl-ROZAJ-biske": "sl-rozaj-biske", "x-Foo-BA": "x-foo-ba", "en-a-BB-cc": "en-a-bb-cc",
	} {
		if got := NewLang("x", in).Lang(); got != want {
			t.Errorf("NewLang(x, %q).Lang() = %q, want %q", in, got, want)
		}
	}
	if NewLang("a", "en-GB") != NewLang("a", "EN-gb") {
		t.Error("tags that differ in case make different terms")
	}
}
