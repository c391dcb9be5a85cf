package oauth

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"
)

func encode64(b []byte) string { return base64.StdEncoding.EncodeToString(b) }

func TestParseHeader(t *testing.T) {
	tests := []struct {
		in   string
		want []Param
	}{
		{`OAuth a="1"`, []Param{{"a", "1"}}},
		{`oauth a="1",b="2"`, []Param{{"a", "1"}, {"b", "2"}}},
		{"OAuth  a = \"1\" ,\t b=\"2\"", []Param{{"a", "1"}, {"b", "2"}}},
		{`OAuth realm="http://x/?a,b=c", a="%2B+%20"`, []Param{{"realm", "http://x/?a,b=c"}, {"a", "++ "}}},
		{`OAuth a=1, b=2`, []Param{{"a", "1"}, {"b", "2"}}},
		{`OAuth a="", b=`, []Param{{"a", ""}, {"b", ""}}},
		{`OAuth a="1",`, []Param{{"a", "1"}}},
		{`OAuth %61="1"`, []Param{{"a", "1"}}},
		{`OAuth a="b=c"`, []Param{{"a", "b=c"}}},
		{`OAuth `, []Param{}},
	}
	for _, tt := range tests {
		if got, err := ParseHeader(tt.in); err != nil || !reflect.DeepEqual(got, tt.want) {
			t.Errorf("%s: %v, %v", tt.in, got, err)
		}
	}
	bad := []string{
		"", "OAuth", "Basic eDp5", `OAuthx a="1"`, `OAuth a`, `OAuth a,b="1"`, `OAuth a="1`, `OAuth a="1"b="2"`, `OAuth ="1"`, `OAuth a="%"`, `OAuth a="%zz"`,
		`OAuth ` + strings.Repeat("x", MaxHeaderBytes), `OAuth a="` + strings.Repeat("x", MaxParamBytes+1) + `"`,
		`OAuth ` + strings.Repeat(`a="1",`, MaxParams+1),
	}
	for _, in := range bad {
		if got, err := ParseHeader(in); err == nil {
			t.Errorf("%.60s: accepted as %v", in, got)
		}
	}
	if _, err := ParseHeader(`OAuth ` + strings.Repeat(`a="1",`, MaxParams)); err != nil {
		t.Errorf("64 parameters: %v", err)
	}
}

func TestHeaderAmongOthers(t *testing.T) {
	h := http.Header{"Authorization": {"Bearer x", `OAuth a="1"`}}
	if ps, err := Header(h); err != nil || get(ps, "a") != "1" || !HasHeader(h) {
		t.Errorf("%v, %v", ps, err)
	}
	if HasHeader(http.Header{"Authorization": {"Basic x"}}) {
		t.Error("Basic counts as OAuth")
	}
}

func FuzzHeader(f *testing.F) {
	f.Add(`OAuth realm="r", oauth_token="a%20b", c=d`)
	f.Add(`OAuth a="`)
	f.Fuzz(func(t *testing.T, in string) {
		ps, err := ParseHeader(in)
		if err != nil {
			return
		}
		out := FormatHeader(ps)
		if strings.ContainsAny(out, "\r\n") {
			t.Fatalf("a line break in %q", out)
		}
		for i, p := range ps {
			if p.Name == "realm" {
				ps[i].Value = string(appendQuotable(nil, p.Value))
			}
		}
		again, err := ParseHeader(out)
		if len(out) > MaxHeaderBytes || tooLong(ps) {
			return // escaping made it longer than we would read
		}
		if err != nil || !reflect.DeepEqual(ps, again) {
			t.Fatalf("%q -> %v -> %q -> %v, %v", in, ps, out, again, err)
		}
	})
}

func tooLong(ps []Param) bool {
	for _, p := range ps {
		if len(Escape(p.Name)) > MaxParamBytes || len(Escape(p.Value)) > MaxParamBytes {
			return true
		}
	}
	return false
}

// TestRedaction44 prints every type of this package that holds a secret in
// every way Go prints things.
func TestRedaction44(t *testing.T) {
	const canary = "CANARY-5f2a"
	keys := Keys{ConsumerSecret: canary, TokenSecret: canary}
	s := &Signer{Consumer: "app", Keys: keys, Method: Plaintext}
	r, _ := http.NewRequest("GET", "http://h/", nil)
	err := s.Sign(r, nil, Token{"t", canary})
	var log strings.Builder
	for _, v := range []any{keys, &keys, Token{"t", canary}, &Token{"t", canary}, s, *s, err, struct{ K Keys }{keys}} {
		j, _ := json.Marshal(v)
		fmt.Fprintf(&log, "%v %+v %#v %s %s\n", v, v, v, v, j)
		slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v)
		slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v)
	}
	if strings.Contains(log.String(), canary) {
		t.Errorf("a secret shows:\n%s", log.String())
	}
	var oe *Error
	if !errors.As(err, &oe) || oe.Problem != SignatureMethodRejected {
		t.Errorf("%v", err)
	}
}

func TestQuote(t *testing.T) {
	if got := quote("a\"\x1b[31m\n"); got != `"a\x22\x1B[31m\x0A"` {
		t.Error(got)
	}
	if got := quote(strings.Repeat("x", 100)); len(got) > 50 {
		t.Error(got)
	}
}
