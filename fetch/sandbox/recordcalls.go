package sandbox

import (
	"net/http"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// collection is GET /records/R/<collection>/: filtered, paged, with what is
// one hop away and a summary. Allergies come with the exclusions, which are
// never filtered and have their own summary.
func (s *Server) collection(x *exchange, rec *record) {
	start := s.o.Clock()
	out := newReply(s.apiBase(x.r), rec)
	found := false
	for _, k := range s.kinds {
		if k.path != x.r.PathValue("collection") || k.single || k.class == "Photograph" {
			continue
		}
		found = true
		p := page{hits: rec.of(k)}
		p.total = len(p.hits)
		if k.class != "AllergyExclusion" {
			p = paginate(k, rec.filter(k, p.hits, x.r.URL.Query()), x.r.URL, out.base)
		}
		out.hits(p.hits)
		if format := x.r.URL.Query().Get("format"); k.file {
			for _, doc := range p.hits {
				out.document(doc, format == "combined")
			}
		}
		if len(p.hits) > 0 {
			out.summary(p, s.o.Clock().Sub(start).Milliseconds())
		}
	}
	if !found {
		http.NotFound(x.w, x.r)
		return
	}
	out.send(x.w)
}

// single is GET /records/R/demographics, /social_history and /photograph.
func (s *Server) single(x *exchange, rec *record) {
	start := s.o.Clock()
	for _, k := range s.kinds {
		if k.path != x.r.PathValue("collection") || !k.single && k.class != "Photograph" {
			continue
		}
		list := rec.of(k)
		if k.class == "Photograph" && len(list) > 0 {
			s.rawDocument(x, rec, list[0])
			return
		}
		out := newReply(s.apiBase(x.r), rec)
		if out.hits(list); len(list) > 0 {
			out.summary(page{hits: list, total: len(list)}, s.o.Clock().Sub(start).Milliseconds())
		}
		out.send(x.w)
		return
	}
	http.NotFound(x.w, x.r)
}

// item is GET /records/R/<collection>/<id>. An unknown item of a known
// collection is an empty document, unless Options.StrictItems.
func (s *Server) item(x *exchange, rec *record) {
	start := s.o.Clock()
	known := false
	for _, k := range s.kinds {
		if k.single || k.items() != x.r.PathValue("collection") {
			continue
		}
		known = true
		doc := rec.paths[x.r.URL.Path]
		if doc == nil || doc.kind != k {
			continue
		}
		format := x.r.URL.Query().Get("format")
		if k.file && format != "metadata" && format != "combined" {
			s.rawDocument(x, rec, doc)
			return
		}
		out := newReply(s.apiBase(x.r), rec)
		out.hits([]*statement{doc})
		if k.file {
			out.document(doc, format == "combined")
		}
		out.summary(page{hits: []*statement{doc}, total: 1}, s.o.Clock().Sub(start).Milliseconds())
		out.send(x.w)
		return
	}
	if !known || s.o.StrictItems {
		http.NotFound(x.w, x.r)
		return
	}
	newReply(s.apiBase(x.r), rec).send(x.w)
}

// recordXML is GET /records/R.
func (s *Server) recordXML(x *exchange, rec *record) {
	sendXML(x.w, `<Record id="%s" label="%s"/>`, escapeXML(rec.id), escapeXML(rec.name()))
}

// recordByToken is GET /record_by_token/.
func (s *Server) recordByToken(x *exchange, t *token) {
	rec := s.state.record(t.Record)
	if rec == nil {
		http.NotFound(x.w, x.r)
		return
	}
	s.recordXML(x, rec)
}

// searchRecords is GET /records/search: the demographics of matching records,
// for frame and background apps. Both spellings of the parameters count
// (reference.md section 7, item 11).
func (s *Server) searchRecords(x *exchange) {
	if !x.who.known || !x.who.background() && (x.who.access() == nil || x.who.app.Manifest.Mode != "frame_ui") {
		s.deny(x)
		return
	}
	q := x.r.URL.Query()
	either := func(a, b string) string {
		if v := q.Get(a); v != "" {
			return v
		}
		return q.Get(b)
	}
	prefix := func(have, want string) bool {
		return strings.HasPrefix(strings.ToLower(have), strings.ToLower(want))
	}
	whole := func(have, want string) bool { return want == "" || strings.EqualFold(have, want) }
	out := newReply(s.apiBase(x.r), nil)
	for _, id := range s.state.recordIDs() {
		rec := s.state.record(id)
		d := rec.paths[rec.path()+"/demographics"]
		if d == nil {
			continue
		}
		name := func(p string) string { return d.follow("v:n", p).Value }
		if prefix(name("v:family-name"), either("family_name", "familyName")) && prefix(name("v:given-name"), either("given_name", "givenName")) &&
			prefix(d.value("foaf:gender"), q.Get("gender")) && whole(d.value("v:bday"), either("birthday", "date_of_birth")) &&
			whole(d.follow("v:adr", "v:postal-code").Value, either("zipcode", "app_id")) &&
			whole(d.follow("sp:medicalRecordNumber", "dcterms:identifier").Value, q.Get("medical_record_number")) {
			out.rec = rec
			out.others(rec.id, d)
		}
	}
	out.send(x.w)
}

// others adds a statement of another record, its blank nodes kept apart from
// those of the records before it.
func (r *reply) others(id string, s *statement) {
	apart := func(t term) term {
		if t.Kind == rdfio.Blank {
			t.Value = "r" + strings.NewReplacer("-", "_", ".", "_").Replace(id) + "_" + t.Value
		}
		return t
	}
	for _, t := range s.triples {
		r.add(triple{S: apart(t.S), P: t.P, O: apart(t.O)})
	}
}

// escapeXML escapes text for the plain XML documents.
func escapeXML(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}
