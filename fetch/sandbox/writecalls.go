package sandbox

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

// savedNote is a posted clinical note as it is kept: the document, whose
// paths are made from its place in the list.
type savedNote struct {
	Format string
	Base   string // api base of that time, which the body may name
	Body   []byte
}

// errConflict marks a note that belongs to another record: 409.
var errConflict = errors.New("the note belongs to another record, or to several")

// postNote is POST /records/R/clinical_notes/: stores the note and answers
// with it, its IRI assigned.
func (s *Server) postNote(x *exchange, rec *record) {
	format := rdfio.FormatByMediaType(x.r.Header.Get("Content-Type"))
	if format == rdfio.Unknown {
		format = rdfio.Sniff(x.body)
	}
	note := savedNote{Format: format.String(), Base: s.apiBase(x.r), Body: x.body}
	stored, err := s.addNote(x.r.Context(), rec.id, note)
	switch {
	case errors.Is(err, errConflict):
		http.Error(x.w, err.Error(), http.StatusConflict)
		return
	case err != nil:
		http.Error(x.w, "The note cannot be taken: "+err.Error(), http.StatusBadRequest)
		return
	}
	s.save()
	rec = s.state.record(rec.id)
	out := newReply(s.apiBase(x.r), rec)
	out.statement(stored)
	out.put(local(rec.path()), prop{"rdf:type", iri("sp:MedicalRecord")}, prop{"sp:hasStatement", local(stored.path)})
	out.send(x.w)
}

// addNote parses a note and adds it to its record.
func (s *Server) addNote(ctx context.Context, id string, note savedNote) (*statement, error) {
	o := rdfio.Options{File: "note", Base: note.Base + "/records/" + id + "/", Limits: rdfio.Limits{MaxDepth: 128, MaxTokenBytes: 1 << 20}}
	triples, err := parse(ctx, bytes.NewReader(note.Body), rdfio.FormatByName(note.Format), o)
	if err != nil {
		return nil, err
	}
	if err := belongsHere(triples, note.Base+"/records/"+id); err != nil {
		return nil, err
	}
	s.state.mu.Lock()
	defer s.state.mu.Unlock()
	rec := s.state.records[id]
	if rec == nil {
		return nil, errors.New("no such record")
	}
	var noteKind *kind
	for _, k := range s.kinds {
		if k.class == "ClinicalNote" {
			noteKind = k
		}
	}
	serial := fmt.Sprintf("posted-%d-", len(s.state.notes[id]))
	for i := range triples { // this document's labels must not meet those of the record
		for _, t := range []*term{&triples[i].S, &triples[i].O} {
			if t.Kind == rdfio.Blank {
				t.Value = "n" + strings.ReplaceAll(serial, "-", "_") + t.Value
			}
		}
	}
	part, err := split(id, []*kind{noteKind}, triples)
	if err != nil {
		return nil, errors.New("there is no sp:ClinicalNote in it")
	}
	if len(part.list) > 1 {
		return nil, errors.New("there is more than one sp:ClinicalNote in it")
	}
	stored := part.list[0].renamed(itemPath(id, noteKind, serial))
	s.state.records[id] = rec.with(stored, part.nodes)
	s.state.notes[id] = append(s.state.notes[id], note)
	return stored, nil
}

// belongsHere checks that every sp:belongsTo, if there is any, names the
// record of the path. A blank node counts as it.
func belongsHere(triples []triple, record string) error {
	for _, t := range triples {
		if t.P.Value == nsSP+"belongsTo" && t.O.Kind != rdfio.Blank && t.O.Value != record {
			return errConflict
		}
	}
	return nil
}

// renamed is the statement under another path.
func (s *statement) renamed(path string) *statement {
	out := *s
	out.path = path
	out.triples = make([]triple, len(s.triples))
	for i, t := range s.triples {
		for _, at := range []*term{&t.S, &t.O} {
			if at.Kind == rdfio.IRI && at.Value == s.path {
				at.Value = path
			}
		}
		out.triples[i] = t
	}
	return &out
}

// getBlob, putBlob and deleteBlob serve scratchpads and preferences: bytes
// with a media type, kept as they came.
func (s *Server) getBlob(x *exchange) {
	s.state.mu.RLock()
	b, ok := s.state.blobs[x.r.URL.Path]
	s.state.mu.RUnlock()
	if !ok {
		b.MIME = "text/plain"
	}
	x.sendBlob(b)
}

func (x *exchange) sendBlob(b blob) {
	x.w.Header().Set("Content-Type", b.MIME)
	x.w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	x.w.Write(b.Data)
}

func (s *Server) putBlob(x *exchange) {
	b := blob{MIME: "text/plain", Data: x.body}
	if ct := x.r.Header.Get("Content-Type"); ct != "" {
		if media, _, err := mime.ParseMediaType(ct); err == nil {
			b.MIME = media
		}
	}
	s.state.mu.Lock()
	s.state.blobs[x.r.URL.Path] = b
	s.state.mu.Unlock()
	s.save()
	x.sendBlob(b)
}

func (s *Server) deleteBlob(x *exchange) {
	s.state.mu.Lock()
	delete(s.state.blobs, x.r.URL.Path)
	s.state.mu.Unlock()
	s.save()
	x.w.Header().Set("Content-Type", "text/plain")
	x.w.Write([]byte("ok"))
}

// scratchpad guards the scratchpad of a record: read by any app of the record,
// written by its own app only.
func (s *Server) scratchpad(own bool, f func(x *exchange)) func(x *exchange) {
	return s.withRecord(func(x *exchange, _ *record) {
		if own && x.r.PathValue("app") != x.who.app.Manifest.ID {
			s.deny(x)
			return
		}
		f(x)
	})
}

// preferences guards the preferences of a user: only for that user and app.
func (s *Server) preferences(f func(x *exchange)) func(x *exchange) {
	return s.withToken(func(x *exchange, t *token) {
		if t.User == "" || x.r.PathValue("user") != t.User || x.r.PathValue("app") != x.who.app.Manifest.ID {
			s.deny(x)
			return
		}
		f(x)
	})
}
