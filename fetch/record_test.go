package fetch_test

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/fetch"
	"github.com/trivet-rdf/trivet/fetch/oauth"
	"github.com/trivet-rdf/trivet/fetch/sandbox"
	"github.com/trivet-rdf/trivet/graph"
)

// count is how many nodes of an sp: type a graph has.
func count(g *graph.Graph, class string) int {
	n := 0
	for range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsSP+class)) {
		n++
	}
	return n
}

// TestRecord: the whole record is the union of its collections, whatever the
// number in flight.
func TestRecord(t *testing.T) {
	_, c := ready(t)
	var told []fetch.RecordProgress
	g, err := c.Record(t.Context(), rich, fetch.WithRecordProgress(func(p fetch.RecordProgress) { told = append(told, p) }))
	if err != nil {
		t.Fatal(err)
	}
	if len(told) != len(fetch.Collections()) || told[len(told)-1].Done != len(told) || told[0].Total != len(told) {
		t.Errorf("progress %+v", told)
	}
	for class, want := range map[string]int{"Demographics": 1, "Medication": 7, "Encounter": 19, "Problem": 4, "Allergy": 2} {
		if n := count(g, class); n != want {
			t.Errorf("%d of %s, want %d", n, class, want)
		}
	}
	one, err := c.Record(t.Context(), rich, fetch.WithParallel(1))
	if err != nil || one.Len() != g.Len() {
		t.Errorf("one at a time: %d triples, %d before; %v", one.Len(), g.Len(), err)
	}
	named, err := c.Record(t.Context(), rich, fetch.WithNamedGraphs(), fetch.WithCollections("demographics", "medications/"))
	if err != nil {
		t.Fatal(err)
	}
	graphs := map[string]bool{}
	for q := range named.MatchQuads(graph.Any, graph.Any, graph.Any, graph.Any) {
		graphs[q.G.Value()] = true
	}
	if len(graphs) != 2 || !graphs[c.APIBase()+"/records/"+rich+"/medications/"] {
		t.Errorf("named graphs %v", graphs)
	}
}

// TestRecordPartial: a container without some collections still has a record;
// one failing collection fails it, and the graph stays empty.
func TestRecordPartial(t *testing.T) {
	srv, c := ready(t)
	srv.Inject(sandbox.Fault{Path: "/records/*/imaging_studies/", Status: 404}, sandbox.Fault{Path: "/records/*/medical_images/", Status: 404})
	if g, err := c.Record(t.Context(), rich); err != nil || count(g, "Medication") != 7 {
		t.Errorf("%v", err)
	}
	srv.Inject(sandbox.Fault{Path: "/records/*/problems/", Truncate: 500})
	if g, err := c.Record(t.Context(), rich); !errors.Is(err, fetch.ErrContent) || g == nil {
		t.Errorf("%v", err)
	}
	srv.ClearFaults()
	srv.Inject(sandbox.Fault{Path: "/records/*/*", Status: 404}, sandbox.Fault{Path: "/records/*/*/", Status: 404})
	if _, err := c.Record(t.Context(), rich); !errors.Is(err, fetch.ErrNotFound) {
		t.Errorf("nothing there: %v", err)
	}
	for _, bad := range []string{"", "1/2", "1?x", "#"} {
		if _, err := c.Record(t.Context(), bad); err == nil {
			t.Errorf("record id %q", bad)
		}
	}
}

func TestPages(t *testing.T) {
	_, c := ready(t)
	sizes, total, order := []int{}, 0, []string{}
	for p, err := range c.Pages(t.Context(), "/records/"+rich+"/lab_results/?limit=20&loinc=13457-7|2089-1|2093-3|2085-9|2571-8") {
		if err != nil {
			t.Fatal(err)
		}
		sizes, total, order = append(sizes, p.Summary.Returned), p.Summary.Total, append(order, p.Summary.Order...)
		if count(p.Graph, "LabResult") != p.Summary.Returned {
			t.Errorf("%d results in a page of %d", count(p.Graph, "LabResult"), p.Summary.Returned)
		}
	}
	if !slices.Equal(sizes, []int{20, 8}) || total != 28 || len(order) != 28 {
		t.Errorf("pages of %v, %d in all, %d in order", sizes, total, len(order))
	}
	slices.Sort(order)
	if len(slices.Compact(order)) != 28 {
		t.Error("a result came twice")
	}
	for p, err := range c.Pages(t.Context(), "/records/"+rich+"/imaging_studies/?limit=5") {
		if err != nil || p.Summary.Total != 0 || p.Graph.Len() != 0 {
			t.Errorf("empty collection: %+v, %v", p, err)
		}
	}
	for range c.Pages(t.Context(), "/records/"+rich+"/lab_results/?limit=1") {
		break // leaving early is fine
	}
}

// TestPagesCircle: a container whose next page is the same page.
func TestPagesCircle(t *testing.T) {
	srv, c := ready(t)
	path := "/records/" + rich + "/problems/"
	srv.Inject(sandbox.Fault{Path: path, Status: 200, ContentType: "text/turtle", Body: `@prefix api: <http://smartplatforms.org/terms/api#> . [] a api:ResponseSummary ; api:nextPageURL "` + srv.URL() + path + `?limit=1 1" .`})
	n := 0
	for _, err := range c.Pages(t.Context(), path) {
		if n++; n > 10 {
			t.Fatal("the circle goes on")
		}
		if err != nil && !errors.Is(err, fetch.ErrContent) {
			t.Error(err)
		}
	}
	srv.ClearFaults()
	srv.Inject(sandbox.Fault{Path: path, Status: 200, ContentType: "text/turtle", Body: `@prefix api: <http://smartplatforms.org/terms/api#> . [] a api:ResponseSummary ; api:nextPageURL "http://attacker.example/" .`})
	var last error
	for _, err := range c.Pages(t.Context(), path) {
		last = err
	}
	if !errors.Is(last, fetch.ErrOrigin) {
		t.Errorf("a next page elsewhere: %v", last)
	}
}

func TestClinicalNote(t *testing.T) {
	srv, c := ready(t)
	note := `@prefix sp: <http://smartplatforms.org/terms#> . @prefix dcterms: <http://purl.org/dc/terms/> .
		[] a sp:ClinicalNote ; dcterms:date "2014-05-01" ; dcterms:title "From a test" .`
	g, err := c.PostClinicalNote(t.Context(), rich, "text/turtle", []byte(note))
	if err != nil || count(g, "ClinicalNote") != 1 || count(g, "MedicalRecord") != 1 {
		t.Fatalf("%v", err)
	}
	notes, err := c.Graph(t.Context(), "/records/"+rich+"/clinical_notes/")
	if err != nil || count(notes, "ClinicalNote") != 2 {
		t.Errorf("%d notes, %v", count(notes, "ClinicalNote"), err)
	}
	xml := `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:sp="http://smartplatforms.org/terms#"><sp:ClinicalNote><sp:belongsTo rdf:resource="` +
		srv.URL() + `/records/` + rich + `"/></sp:ClinicalNote></rdf:RDF>`
	if _, err := c.PostClinicalNote(t.Context(), rich, "application/rdf+xml", []byte(xml)); err != nil {
		t.Error(err)
	}
	for name, tt := range map[string]struct {
		body   string
		status int
	}{
		"not RDF":        {"oops", 400},
		"no note":        {"<http://x> <http://y> <http://z> .", 400},
		"two notes":      {"@prefix sp: <http://smartplatforms.org/terms#> . [] a sp:ClinicalNote . [] a sp:ClinicalNote .", 400},
		"another record": {"@prefix sp: <http://smartplatforms.org/terms#> . [] a sp:ClinicalNote ; sp:belongsTo <" + srv.URL() + "/records/1> .", 409},
	} {
		var status *fetch.StatusError
		if _, err := c.PostClinicalNote(t.Context(), rich, "text/turtle", []byte(tt.body)); !errors.As(err, &status) || status.Status != tt.status {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestAppData(t *testing.T) {
	_, c := ready(t)
	for name, d := range map[string]fetch.AppData{"scratchpad": c.Scratchpad(rich, ""), "preferences": c.Preferences(sandbox.DefaultUser)} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			if r, err := d.Get(ctx); err != nil || len(r.Body) != 0 || r.ContentType != "text/plain" {
				t.Errorf("absent: %+v, %v", r, err)
			}
			data := []byte("\x00\xff{}")
			if r, err := d.Put(ctx, "Application/JSON; charset=utf-8", data); err != nil || !bytes.Equal(r.Body, data) || r.ContentType != "application/json" {
				t.Errorf("put: %+v, %v", r, err)
			}
			if r, err := d.Get(ctx); err != nil || !bytes.Equal(r.Body, data) {
				t.Errorf("get: %+v, %v", r, err)
			}
			if r, err := d.Put(ctx, "application/x-www-form-urlencoded; charset=utf-8", []byte("a=1&a=2+3")); err != nil || string(r.Body) != "a=1&a=2+3" {
				t.Errorf("form: %+v, %v", r, err)
			}
			if err := d.Delete(ctx); err != nil {
				t.Error(err)
			}
			if r, err := d.Get(ctx); err != nil || len(r.Body) != 0 {
				t.Errorf("deleted: %+v, %v", r, err)
			}
		})
	}
	if _, err := c.Scratchpad(rich, "other@apps.example").Get(t.Context()); err != nil {
		t.Errorf("reading another app's: %v", err)
	}
	if _, err := c.Scratchpad(rich, "other@apps.example").Put(t.Context(), "", []byte("x")); !errors.Is(err, fetch.ErrForbidden) {
		t.Errorf("writing another app's: %v", err)
	}
	if _, err := c.Preferences("nurse@sandbox.example").Get(t.Context()); !errors.Is(err, fetch.ErrForbidden) {
		t.Errorf("another user's: %v", err)
	}
}

// TestRecords: the background app's walk.
func TestRecords(t *testing.T) {
	srv := sandbox.New(t)
	background := func(f *fetch.Config) { f.ConsumerKey = "background@apps.smartplatforms.org" }
	c := client(t, srv, background)
	var ids []string
	for token, err := range c.Records(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, token.RecordID)
		if g, err := c.Graph(t.Context(), "/records/"+token.RecordID+"/demographics"); err != nil || count(g, "Demographics") != 1 {
			t.Errorf("%s: %v", token.RecordID, err)
		}
	}
	if !slices.Equal(ids, srv.Records()) {
		t.Errorf("walked %v, there are %v", ids, srv.Records())
	}
	if _, err := c.Token(t.Context(), ids[0]); !errors.Is(err, fetch.ErrNoToken) {
		t.Errorf("a token outlived the walk: %v", err)
	}
	for range c.Records(t.Context()) {
		break
	}
	if token, err := c.RecordToken(t.Context(), tiny); err != nil || token.RecordID != tiny {
		t.Errorf("%v, %v", token, err)
	}
	for _, err := range client(t, srv).Records(t.Context()) { // a user app
		if !errors.Is(err, fetch.ErrForbidden) {
			t.Errorf("a user app walked: %v", err)
		}
	}
	srv.Inject(sandbox.Fault{Path: "/apps/*/tokens/records/*/next", Status: 500})
	var last error
	for _, err := range c.Records(t.Context()) {
		last = err
	}
	if !errors.Is(last, fetch.ErrServer) {
		t.Errorf("an error in the middle: %v", last)
	}
}

// TestDocuments: raw bytes, and described.
func TestDocuments(t *testing.T) {
	srv := sandbox.New(t)
	c := client(t, srv)
	dance(t, c, "1000009")
	photo, err := c.Get(t.Context(), "/records/1000009/photograph")
	if err != nil || photo.ContentType != "image/png" || !bytes.HasPrefix(photo.Body, []byte("\x89PNG")) {
		t.Fatalf("%v %v", photo, err)
	}
	g, err := c.Graph(t.Context(), "/records/1000009/documents/?format=combined")
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	for tr := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsSP+"Document")) {
		raw, err := c.Get(t.Context(), tr.S.Value())
		if err != nil {
			t.Fatal(err)
		}
		for size := range g.Match(tr.S, graph.NewIRI(nsSP+"fileSize"), graph.Any) {
			for v := range g.Match(size.O, graph.NewIRI(nsSP+"value"), graph.Any) {
				if v.O.Value() != strconv.Itoa(len(raw.Body)) {
					t.Errorf("size %s of %d bytes", v.O.Value(), len(raw.Body))
				}
				seen++
			}
		}
	}
	if seen != 2 || count(g, "Content") != 2 || count(g, "Hash") != 2 {
		t.Errorf("%d sizes, %d contents, %d hashes", seen, count(g, "Content"), count(g, "Hash"))
	}
}

// TestHandoff: the signed URL of old containers.
func TestHandoff(t *testing.T) {
	srv := sandbox.New(t)
	c := client(t, srv)
	handoff := func(secret string, more ...oauth.Param) string {
		r, err := http.NewRequest(http.MethodGet, "http://localhost:8000/index.html?x=1", nil)
		if err != nil {
			t.Fatal(err)
		}
		s := &oauth.Signer{Consumer: appID, Keys: oauth.Keys{ConsumerSecret: secret}}
		extra := append([]oauth.Param{{Name: "smart_oauth_token", Value: "k"}, {Name: "smart_oauth_token_secret", Value: "s"}, {Name: "smart_user_id", Value: "u@x"},
			{Name: "smart_app_id", Value: appID}, {Name: "smart_record_id", Value: tiny}}, more...)
		if err := s.Sign(r, nil, oauth.Token{}, extra...); err != nil {
			t.Fatal(err)
		}
		return r.URL.String() + "&oauth_header=" + url.QueryEscape(r.Header.Get("Authorization"))
	}
	here := oauth.Param{Name: "smart_container_api_base", Value: srv.URL()}
	once := handoff(secret, here)
	token, err := c.Handoff(once)
	if err != nil || token.Key != "k" || token.Secret != "s" || token.RecordID != tiny || token.UserID != "u@x" {
		t.Errorf("%v, %v", token, err)
	}
	for name, bad := range map[string]string{
		"wrong secret":      handoff("guess", here),
		"another container": handoff(secret, oauth.Param{Name: "smart_container_api_base", Value: "http://attacker.example"}),
		"no container":      handoff(secret),
		"tampered":          strings.Replace(handoff(secret, here), "x=1", "x=2", 1),
		"no header":         "http://localhost:8000/index.html",
		"no URL":            "x",
		"used before":       once,
	} {
		if token, err := c.Handoff(bad); err == nil {
			t.Errorf("%s: accepted as %v", name, token)
		}
	}
}

// TestSURL: the value of the Python client's formula, computed apart:
// base64(HMAC-SHA1("secret", "SURL-SECRET")).
func TestSURL(t *testing.T) {
	token, sig := (&fetch.Token{Key: "k", Secret: "secret"}).SURL()
	if token != "k" || string(sig) != "wy1qz0HJw1knkZI3SVz80JCawFc=" {
		t.Errorf("%s %s", token, string(sig))
	}
}

// TestOpen: plain RDF from the web, with a bearer token.
func TestOpen(t *testing.T) {
	var got http.Header
	serve := roundTripper(func(r *http.Request) (*http.Response, error) {
		got = r.Header
		rec := &http.Response{StatusCode: 200, Header: http.Header{"Content-Type": {"text/turtle"}}, Request: r}
		body := `<#x> <http://www.w3.org/2006/vcard/ns#given-name> "Ada" .`
		switch r.URL.Path {
		case "/away":
			rec.StatusCode, rec.Header = 303, http.Header{"Location": {"https://data.example/doc"}}
		case "/down":
			rec.StatusCode, rec.Header = 302, http.Header{"Location": {"http://fhir.example/doc"}}
		}
		rec.Body = http.NoBody
		if rec.StatusCode == 200 {
			rec.Body, rec.ContentLength = nopCloser{strings.NewReader(body)}, int64(len(body))
		}
		return rec, nil
	})
	o := fetch.OpenOptions{Transport: serve}
	if g, err := fetch.Open(t.Context(), "https://fhir.example/Patient/1", o); err != nil || given(g) != "Ada" || !strings.Contains(got.Get("Accept"), "text/turtle") {
		t.Errorf("%v", err)
	}
	if g, err := fetch.Open(t.Context(), "https://fhir.example/away", o); err != nil || given(g) != "Ada" {
		t.Errorf("a redirect of linked data: %v", err)
	}
	if _, err := fetch.Open(t.Context(), "https://fhir.example/down", o); !errors.Is(err, fetch.ErrRedirect) {
		t.Errorf("https to http: %v", err)
	}
	o.Bearer, o.Accept = "CANARY", "text/turtle"
	if _, err := fetch.Open(t.Context(), "https://fhir.example/Patient/1", o); err != nil || got.Get("Authorization") != "Bearer CANARY" || got.Get("Accept") != "text/turtle" {
		t.Errorf("bearer: %v", err)
	}
	if _, err := fetch.Open(t.Context(), "https://fhir.example/away", o); !errors.Is(err, fetch.ErrRedirect) {
		t.Errorf("a bearer token to another origin: %v", err)
	}
	if _, err := fetch.Open(t.Context(), "http://fhir.example/", o); !errors.Is(err, fetch.ErrPlainHTTP) {
		t.Errorf("a bearer token in the clear: %v", err)
	}
	for _, bad := range []string{"", "ftp://x/", "file:///etc/passwd", "https://u:p@x/"} {
		if _, err := fetch.Open(t.Context(), bad, o); err == nil || strings.Contains(fmt.Sprint(err), "CANARY") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

type nopCloser struct{ *strings.Reader }

func (nopCloser) Close() error { return nil }

// TestRecordOnce: replies overlap, the merged record must not: every statement
// has one of each thing it can have one of.
func TestRecordOnce(t *testing.T) {
	srv := sandbox.New(t)
	c := client(t, srv)
	for _, id := range []string{rich, "1000009"} {
		dance(t, c, id)
		for _, opts := range [][]fetch.RecordOption{nil, {fetch.WithParallel(1)}} {
			g, err := c.Record(t.Context(), id, opts...)
			if err != nil {
				t.Fatal(err)
			}
			for class, property := range map[string]string{
				"LabResult": "labName", "Medication": "drugName", "Fulfillment": "quantityDispensed", "Encounter": "encounterType", "VitalSignSet": "bloodPressure",
				"Problem": "problemName", "ImagingStudy": "series", "Document": "fileSize", "MedicalImage": "fileSize", "ClinicalNote": "resource",
			} {
				for s := range g.Match(graph.Any, graph.NewIRI(nsRDF+"type"), graph.NewIRI(nsSP+class)) {
					n := 0
					for range g.Match(s.S, graph.NewIRI(nsSP+property), graph.Any) {
						n++
					}
					if n != 1 {
						t.Errorf("record %s: %s has %d %s", id, s.S.Value(), n, property)
					}
				}
			}
			for tr := range g.Match(graph.Any, graph.Any, graph.Any) { // no loose ends
				if tr.S.IsBlank() && !reached(g, tr.S) {
					t.Fatalf("record %s: %v is reached by nothing", id, tr)
				}
			}
			if len(fetch.Summaries(g)) != 0 || g.Prefixes().Len() == 0 {
				t.Errorf("%d summaries, %d prefixes", len(fetch.Summaries(g)), g.Prefixes().Len())
			}
		}
	}
}

func reached(g *graph.Graph, node graph.Term) bool {
	for range g.Match(graph.Any, graph.Any, node) {
		return true
	}
	return false
}

// TestRecordFiltered: what a filter leaves out of its own collection is taken from
// the reply that links to it; a second load adds to the first.
func TestRecordFiltered(t *testing.T) {
	_, c := ready(t)
	g, err := c.Record(t.Context(), rich, fetch.WithQuery(url.Values{"date_from": {"2013"}}), fetch.WithCollections("medications/", "fulfillments/", "lab_results/", "lab_panels/"))
	if err != nil {
		t.Fatal(err)
	}
	if n := count(g, "Medication"); n != 4 { // one started in 2013; three more are linked from fulfillments since
		t.Errorf("%d medications", n)
	}
	before := g.Len()
	if err := c.RecordInto(t.Context(), g, rich, fetch.WithCollections("nonsense/", "demographics")); err != nil || g.Len() <= before {
		t.Errorf("%d triples after %d, %v", g.Len(), before, err)
	}
}
