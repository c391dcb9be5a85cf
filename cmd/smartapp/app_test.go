package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
)

const rich, tiny = "1000001", "1000002"

// TestWholeWay: index, launch, login, consent, callback, the record; the next
// visit needs none of it; logging out ends it.
func TestWholeWay(t *testing.T) {
	at, srv := servers(t)
	b := newBrowser(t)
	b.open(at+"/", nil)
	if !strings.HasPrefix(b.at.String(), srv.URL()+"/login") {
		t.Fatalf("the app led to %s", b.at)
	}
	b.login()
	b.follow("record_id=" + rich)
	b.shows(200, "Small app", "1000001")
	b.submit(url.Values{"decision": {"authorize"}})
	if b.at.Path != indexPath || "http://"+b.at.Host != at {
		t.Fatalf("the way ended at %s", b.at)
	}
	b.shows(200, "Hello, Marisol", "Due for refill", "Atorvastatin 40 MG Oral Tablet")
	if n := strings.Count(b.page, `class="medication"`); n != 7 {
		t.Errorf("%d medications", n)
	}
	if n := strings.Count(b.page, `class="due"`); n == 0 {
		t.Error("no drug is due for refill")
	}
	before := b.page
	b.open(at+"/", nil)
	b.shows(200)
	if b.page != before {
		t.Error("the second visit shows another page")
	}
	b.submit(nil)
	b.shows(200, "Logged out")
	b.open(at+indexPath, nil)
	b.shows(200, "Choose the record")
}

// TestTwoBrowsers: sessions do not see each other's records.
func TestTwoBrowsers(t *testing.T) {
	at, _ := servers(t)
	one, two := newBrowser(t), newBrowser(t)
	one.agree(at, rich)
	one.shows(200, "Hello, Marisol")
	two.open(at+indexPath+"?record_id="+rich, nil)
	if strings.Contains(two.page, "Marisol") && strings.Contains(two.page, "Hello") || !strings.HasSuffix(two.at.Path, "/login") {
		t.Errorf("another browser reached %s:\n%s", two.at, two.page)
	}
	two.agree(at, tiny)
	two.shows(200, "Hello, ")
	one.open(at+"/", nil)
	one.shows(200, "Hello, Marisol")
}

// TestForeignLogin: a callback with somebody else's request token gives this
// browser nothing, and does not end its own login.
func TestForeignLogin(t *testing.T) {
	at, srv := servers(t)
	b := newBrowser(t)
	c, err := fetch.New(fetch.Config{APIBase: srv.URL(), ConsumerKey: testID, ConsumerSecret: testSecret})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	auth, err := c.RequestToken(t.Context(), rich)
	if err != nil {
		t.Fatal(err)
	}
	attack, err := sandbox.Visitor{}.Consent(t.Context(), auth.URL)
	if err != nil {
		t.Fatal(err)
	}
	b.open(attack, nil)
	b.shows(400, "Not your login")
	b.open(at+indexPath+"?record_id="+tiny, nil)
	b.login()
	victim := b.page
	own := b.at
	b.open(attack, nil)
	b.shows(400, "Not your login")
	b.open(at+callbackPath, nil)
	b.shows(400, "Not your login")
	b.page, b.at = victim, own
	b.submit(url.Values{"decision": {"authorize"}})
	b.shows(200, "Hello, ")
}

// TestRefusals: other containers, other hosts, forms without the session's
// number, and a user who refuses.
func TestRefusals(t *testing.T) {
	at, srv := servers(t)
	b := newBrowser(t)
	b.open(at+indexPath+"?record_id="+rich+"&api_base="+url.QueryEscape("http://192.0.2.1/"), nil)
	b.shows(400, "Another container")
	b.open(at+indexPath+"?record_id="+rich+"&api_base="+url.QueryEscape(strings.Replace(srv.URL(), "127.0.0.1", "localhost", 1)), nil)
	b.shows(200, "E-mail")
	b.agree(at, rich)
	b.open(logoutPath, url.Values{"csrf": {"guessed"}})
	b.shows(403, "Not your form")
	b.open(at+logoutPath, url.Values{})
	b.shows(403, "Not your form")
	b.open(at+"/", nil)
	b.shows(200, "Hello, Marisol")
	b.open(at+indexPath+"?record_id="+url.QueryEscape("../x"), nil)
	if b.status == 200 && strings.Contains(b.page, "Hello") {
		t.Errorf("a record that is none: %s", b.page)
	}

	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, at+indexPath, nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Host = "evil.example"
	resp, err := b.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusMisdirectedRequest {
		t.Errorf("another host name: %s", resp.Status)
	}
}

// TestExpiredToken: a token the container no longer takes starts the dance
// again; a new one that is refused is an error and no endless circle.
func TestExpiredToken(t *testing.T) {
	ahead := time.Duration(0)
	at, srv := servers(t, func(o *settings) { o.Now = func() time.Time { return clock().Add(ahead) } })
	b := newBrowser(t)
	b.agree(at, rich)
	srv.Inject(sandbox.Fault{Path: "/records/*/*", Status: 401})
	b.open(at+"/", nil)
	b.shows(502, "The record cannot be shown", "401 Unauthorized")
	srv.ClearFaults()
	srv.ExpireTokens()
	ahead = 5 * time.Minute
	b.open(at+"/", nil)
	b.shows(200, "Hello, Marisol")
}

// TestRefills: the last supply of each medication counts, and only what can be
// read.
func TestRefills(t *testing.T) {
	g, err := graph.Load(t.Context(), strings.NewReader(`
		@prefix sp: <http://smartplatforms.org/terms#> . @prefix dc: <http://purl.org/dc/terms/> .
		<urn:a> a sp:Medication ; sp:drugName [ dc:title "A" ] ; sp:fulfillment
			[ dc:date "2020-01-01" ; sp:dispenseDaysSupply "30" ], [ dc:date "2020-03-01T08:00:00Z" ; sp:dispenseDaysSupply "30.0" ], [ dc:date "soon" ; sp:dispenseDaysSupply "900" ] .
		<urn:b> a sp:Medication ; sp:drugName [ dc:title "B" ] ; sp:fulfillment [ dc:date "2020-01-01" ; sp:dispenseDaysSupply "10" ] .
		<urn:c> a sp:Medication ; sp:drugName [ dc:title "C" ] ; sp:fulfillment [ dc:date "2020-03-30" ; sp:dispenseDaysSupply "90" ] .
		<urn:d> a sp:Medication ; sp:drugName [ dc:title "D" ] ; sp:fulfillment [ dc:date "2020-01-01" ; sp:dispenseDaysSupply "-4" ] .
		<urn:e> a sp:Medication ; sp:drugName [ dc:title "E" ] .
		<urn:f> a sp:Medication ; sp:drugName [ dc:title "F" ] ; sp:endDate "2020-02" ; sp:fulfillment [ dc:date "2020-01-01" ; sp:dispenseDaysSupply "10" ] .
		<urn:g> a sp:Medication ; sp:drugName [ dc:title "G" ] ; sp:endDate "2020-05-01" ; sp:fulfillment [ dc:date "2020-01-02" ; sp:dispenseDaysSupply "10" ] .`))
	if err != nil {
		t.Fatal(err)
	}
	got, err := refills(t.Context(), g, time.Date(2020, 4, 1, 0, 0, 0, 0, time.UTC))
	if err != nil || len(got) != 3 || got[0].Drug != "B" || got[0].Days != 81 || got[1].Drug != "G" || got[2].Drug != "A" || got[2].Days != 0 {
		t.Errorf("%v, %v", got, err)
	}
}

// TestRun: the command's arguments, and an end by its context.
func TestRun(t *testing.T) {
	env := func(string) string { return "" }
	cases := []struct {
		args []string
		code int
		want string
	}{
		{[]string{"-h"}, 0, "-container"},
		{[]string{"-nothing"}, 2, "not defined"},
		{[]string{"more"}, 2, "unexpected argument"},
		{[]string{"-url", "nowhere"}, 2, "expected scheme and host"},
		{[]string{"-container", "https://smart.example.org"}, 2, "change the consumer secret"},
		{[]string{"-listen", "127.0.0.1:99999"}, 1, "port"},
	}
	for _, c := range cases {
		var out bytes.Buffer
		if code := run(t.Context(), c.args, env, &out); code != c.code || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v: %d %q, not %d %q", c.args, code, &out, c.code, c.want)
		}
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	var out bytes.Buffer
	if code := run(ended, []string{"-listen", "127.0.0.1:0"}, env, &out); code != 0 || !strings.Contains(out.String(), "listening on") {
		t.Errorf("an interrupt: %d %q", code, &out)
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ln.Close()
	if code := serve(t.Context(), ln, http.NotFoundHandler(), &out); code != 1 {
		t.Errorf("a listener that is closed: %d", code)
	}
}
