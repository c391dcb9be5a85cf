package sandbox

import (
	"cmp"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// page is one page of a collection.
type page struct {
	hits    []*statement
	total   int    // after the filters, before paging
	limited bool   // a limit was given
	next    string // URL of the next page, "" on the last
}

// The templates that shorter dates are filled up from (reference.md section 2.2).
const (
	earliest = "1900-01-01T00:00:00Z"
	latest   = "2999-12-31T23:59:59Z"
)

// pad fills a date up with the tail of a template.
func pad(date, template string) string {
	if len(date) >= len(template) {
		return date
	}
	return date + template[len(date):]
}

// dateFilter is one comparison of a date parameter.
type dateFilter struct {
	param       string
	value, data string // templates for the parameter and for the data
	keep        func(order int) bool
}

func dateFilters() []dateFilter {
	from := func(order int) bool { return order >= 0 }
	after := func(order int) bool { return order > 0 }
	to := func(order int) bool { return order <= 0 }
	before := func(order int) bool { return order < 0 }
	return []dateFilter{
		{"date_from", earliest, latest, from}, {"date_from_including", earliest, latest, from},
		{"date_from_excluding", latest, latest, after},
		{"date_to", latest, earliest, to}, {"date_to_including", latest, earliest, to},
		{"date_to_excluding", earliest, earliest, before},
	}
}

// filter keeps the statements that every given parameter accepts. Parameters a
// type does not have are ignored.
func (r *record) filter(k *kind, list []*statement, q url.Values) []*statement {
	if k.date != "" {
		for _, f := range dateFilters() {
			if value := q.Get(f.param); value != "" {
				bound := pad(value, f.value)
				list = keep(list, func(s *statement) bool {
					date := s.value(k.date)
					return date != "" && f.keep(cmp.Compare(pad(date, f.data), bound))
				})
			}
		}
	}
	if k.code != "" && q.Get(k.code) != "" {
		wanted := strings.Split(q.Get(k.code), "|")
		list = keep(list, func(s *statement) bool {
			id, ok := strings.CutPrefix(r.code(k, s), k.system)
			return ok && slices.Contains(wanted, id)
		})
	}
	return list
}

// code is the code's IRI the type's code filter looks at.
func (r *record) code(k *kind, s *statement) string {
	if k.code != "encounter_type" {
		return s.follow(k.coded, "sp:code").Value
	}
	if e := r.paths[s.follow(k.coded).Value]; e != nil {
		return e.follow("sp:encounterType", "sp:code").Value
	}
	return ""
}

func keep(list []*statement, ok func(*statement) bool) []*statement {
	var out []*statement
	for _, s := range list {
		if ok(s) {
			out = append(out, s)
		}
	}
	return out
}

// paginate cuts one page. Without a limit nothing is sorted or cut; with one,
// the newest come first, and items without the sort property are left out, as
// is everything of a type that has none.
func paginate(k *kind, list []*statement, target *url.URL, base string) page {
	q := target.Query()
	p := page{hits: list, total: len(list)}
	limit, err := strconv.Atoi(q.Get("limit"))
	if err != nil || limit < 0 {
		return p
	}
	p.limited = true
	if k.sort != "" {
		list = keep(list, func(s *statement) bool { return s.value(k.sort) != "" })
		slices.SortFunc(list, func(a, b *statement) int {
			return cmp.Or(-cmp.Compare(a.value(k.sort), b.value(k.sort)), cmp.Compare(a.path, b.path))
		})
	}
	offset, err := strconv.Atoi(q.Get("offset"))
	if err != nil || offset < 0 {
		offset = 0
	}
	offset = min(offset, len(list))
	end := min(offset+min(limit, len(list)), len(list))
	p.hits = list[offset:end]
	if end < len(list) && limit > 0 {
		p.next = nextPage(target, base, end, limit)
	}
	return p
}

// nextPage is the URL of the following page with all the parameters of this
// one but those of its signature. Their values are not escaped, as on the reference server: a client has
// to escape them before it signs the URL. What would change the structure of
// the URL is escaped all the same.
func nextPage(target *url.URL, base string, offset, limit int) string {
	var b strings.Builder
	b.WriteString(base + target.EscapedPath() + "?")
	q := target.Query()
	names := make([]string, 0, len(q))
	for name := range q {
		if name != "offset" && name != "limit" && !strings.HasPrefix(name, "oauth_") {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	structure := strings.NewReplacer("%", "%25", "&", "%26", "#", "%23", "+", "%2B")
	for _, name := range names {
		b.WriteString(structure.Replace(name) + "=" + structure.Replace(q.Get(name)) + "&")
	}
	b.WriteString("offset=" + strconv.Itoa(offset) + "&limit=" + strconv.Itoa(limit))
	return b.String()
}
