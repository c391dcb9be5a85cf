package serve

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/query/results"
)

// maxAccept is how many media ranges of a header are looked at.
const maxAccept = 100

// acceptItem is one element of an Accept or Accept-Encoding header.
type acceptItem struct {
	value string // lower case, parameters but q left out
	q     float64
}

// acceptList reads Accept-like headers (RFC 9110, section 12.4.2).
func acceptList(headers []string) []acceptItem {
	var out []acceptItem
	for _, item := range strings.Split(strings.Join(headers, ","), ",") {
		parts := strings.Split(item, ";")
		value := strings.ToLower(strings.TrimSpace(parts[0]))
		if value == "" {
			continue
		}
		q := 1.0
		for _, p := range parts[1:] {
			name, v, _ := strings.Cut(strings.TrimSpace(p), "=")
			if strings.EqualFold(strings.TrimSpace(name), "q") {
				if f, err := strconv.ParseFloat(strings.TrimSpace(v), 64); err == nil && f >= 0 && f <= 1 {
					q = f
				}
			}
		}
		if out = append(out, acceptItem{value, q}); len(out) == maxAccept {
			break
		}
	}
	return out
}

// offer is a media type that can be served, and what to call it inside.
type offer[F any] struct {
	media  string // without parameters
	format F
}

// negotiate chooses the offer that the Accept headers like best; of equally liked
// ones the earlier. Without a header it is the first. ok is false when none is
// acceptable.
func negotiate[F any](headers []string, offers []offer[F]) (best offer[F], ok bool) {
	list := acceptList(headers)
	if len(list) == 0 {
		return offers[0], true
	}
	liked := 0.0
	for _, o := range offers {
		if q := quality(list, o.media); q > liked {
			best, liked, ok = o, q, true
		}
	}
	return best, ok
}

// quality is what the most specific range that matches a media type says of it.
func quality(list []acceptItem, media string) float64 {
	q, specific := 0.0, 0
	major, _, _ := strings.Cut(media, "/")
	for _, item := range list {
		level := 0
		switch item.value {
		case media:
			level = 3
		case major + "/*":
			level = 2
		case "*/*":
			level = 1
		}
		if level > specific {
			q, specific = item.q, level
		}
	}
	return q
}

// tableOffers are the formats for rows and booleans, the preferred first.
func tableOffers() []offer[results.Format] {
	return []offer[results.Format]{
		{"application/sparql-results+json", results.JSON},
		{"application/sparql-results+xml", results.XML},
		{"text/tab-separated-values", results.TSV},
		{"text/csv", results.CSV},
		{"application/json", results.JSON},
		{"application/xml", results.XML},
		{"text/html", results.HTML},
	}
}

// graphOffers are the formats for triples, the preferred first.
func graphOffers() []offer[rdfio.Format] {
	return []offer[rdfio.Format]{
		{"text/turtle", rdfio.Turtle},
		{"application/n-triples", rdfio.NTriples},
		{"application/rdf+xml", rdfio.RDFXML},
		{"application/ld+json", rdfio.JSONLD},
		{"application/trig", rdfio.TriG},
		{"application/n-quads", rdfio.NQuads},
		{"text/plain", rdfio.NTriples},
		{"application/xml", rdfio.RDFXML},
		{"application/json", rdfio.JSONLD},
		{"text/html", rdfio.Turtle}, // a browser shows it as text
	}
}

// datasetOffers are the formats for all graphs together.
func datasetOffers() []offer[rdfio.Format] {
	return []offer[rdfio.Format]{
		{"application/trig", rdfio.TriG},
		{"application/n-quads", rdfio.NQuads},
		{"application/ld+json", rdfio.JSONLD},
	}
}

// contentType is the Content-Type for an offer: text has its encoding named. What
// browsers would run is declared as text.
func contentType(media string) string {
	switch {
	case media == "text/html":
		return "text/html; charset=utf-8"
	case strings.HasPrefix(media, "text/"):
		return media + "; charset=utf-8"
	}
	return media
}

// notAcceptable is the error of a request whose Accept leaves nothing that can be
// given; it names what could be.
func notAcceptable[F any](what string, offers []offer[F]) error {
	var media []string
	for _, o := range offers {
		media = append(media, o.media)
	}
	return &httpError{status: http.StatusNotAcceptable, msg: what + " can be given as " + strings.Join(media, ", ") + ", and Accept takes none of them"}
}
