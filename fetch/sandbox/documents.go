package sandbox

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
)

// content is a document's bytes and media type: the file its sp:fileName
// names, or the text it carries itself.
func (r *record) content(doc *statement) (data []byte, media string) {
	media = "application/octet-stream"
	if format := doc.follow("dcterms:format").Value; format != "" {
		media = strings.TrimPrefix(format, nsMedia)
		for _, t := range r.nodes[format] {
			if t.P.Value == nsRDFS+"label" {
				media = t.O.Value
			}
		}
	}
	if data, ok := r.files[doc.value("sp:fileName")]; ok {
		return data, media
	}
	inside := doc.follow("sp:resource", "sp:content", "sp:value").Value
	if doc.follow("sp:resource", "sp:content", "sp:encoding").Value == "Base64" {
		if raw, err := base64.StdEncoding.DecodeString(inside); err == nil {
			return raw, media
		}
	}
	return []byte(inside), media
}

// rawDocument answers with a document's bytes. The policy keeps a browser from
// running what a document may contain.
func (s *Server) rawDocument(x *exchange, rec *record, doc *statement) {
	data, media := rec.content(doc)
	h := x.w.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Length", strconv.Itoa(len(data)))
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox; frame-ancestors 'none'")
	x.w.WriteHeader(http.StatusOK)
	x.w.Write(data)
}

// document adds what a metadata reply says of a document beyond what is
// stored: size, place and hash, and for a combined reply the content.
func (r *reply) document(doc *statement, combined bool) {
	data, _ := r.rec.content(doc)
	sum := sha256.Sum256(data)
	at := local(doc.path)
	size, resource, hash := r.blank(), doc.follow("sp:resource"), r.blank()
	if resource.Kind == 0 {
		resource = r.blank()
		r.put(at, prop{"sp:resource", resource})
	}
	r.put(at, prop{"sp:fileSize", size})
	r.put(size, prop{"rdf:type", iri("sp:ValueAndUnit")}, prop{"sp:value", integer(strconv.Itoa(len(data)))}, p("sp:unit", "byte"))
	r.put(resource, prop{"rdf:type", iri("sp:Resource")}, p("sp:location", r.base+doc.path), prop{"sp:hash", hash})
	r.put(hash, prop{"rdf:type", iri("sp:Hash")}, p("sp:algorithm", "SHA-256"), p("sp:value", hex.EncodeToString(sum[:])))
	if !combined || doc.follow("sp:resource", "sp:content").Kind != 0 {
		return
	}
	content := r.blank()
	encoding, value := "Base64", base64.StdEncoding.EncodeToString(data)
	if strings.HasSuffix(doc.value("sp:fileName"), ".txt") {
		encoding, value = "UTF-8", string(data)
	}
	r.put(resource, prop{"sp:content", content})
	r.put(content, prop{"rdf:type", iri("sp:Content")}, p("sp:encoding", encoding), p("sp:value", value))
}
