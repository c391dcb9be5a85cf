package sandbox

import (
	"cmp"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"
)

// describeUser adds one user (reference.md section 2.6), under both spellings
// of the class.
func (r *reply) user(u User) {
	at := local("/users/" + url.PathEscape(u.Email))
	r.put(at,
		prop{"rdf:type", iri("sp:user")}, prop{"rdf:type", iri("sp:User")},
		p("foaf:givenName", cmp.Or(u.GivenName, "?")), p("foaf:familyName", cmp.Or(u.FamilyName, "?")),
		p("sp:department", u.Department), p("sp:role", cmp.Or(u.Role, "any")), p("foaf:mbox", "mailto:"+u.Email))
}

// searchUsers is GET /users/search: case-insensitive substrings.
func (s *Server) searchUsers(x *exchange, _ *token) {
	q := x.r.URL.Query()
	has := func(have string, names ...string) bool {
		for _, name := range names {
			if want := q.Get(name); want != "" && !strings.Contains(strings.ToLower(have), strings.ToLower(want)) {
				return false
			}
		}
		return true
	}
	out := newReply(s.apiBase(x.r), nil)
	for _, u := range s.state.userList() {
		if has(u.GivenName, "givenName", "given_name") && has(u.FamilyName, "familyName", "family_name") &&
			has(u.Department, "department") && has(u.Role, "role") {
			out.user(u)
		}
	}
	out.send(x.w)
}

// getUser is GET /users/{user}.
func (s *Server) getUser(x *exchange, _ *token) {
	u, ok := s.state.user(x.r.PathValue("user"))
	if !ok {
		http.NotFound(x.w, x.r)
		return
	}
	out := newReply(s.apiBase(x.r), nil)
	out.user(u)
	out.send(x.w)
}

// sendJSON answers as the reference does: sorted keys, four blanks.
func sendJSON(w http.ResponseWriter, v any) {
	data, err := json.Marshal(v)
	if err == nil { // once more through a map, which sorts the keys
		var generic any
		if err = json.Unmarshal(data, &generic); err == nil {
			data, err = json.MarshalIndent(generic, "", "    ")
		}
	}
	if err != nil {
		http.Error(w, "cannot write the JSON", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Write(data)
}

// containerManifest is GET /manifest (reference.md section 3.2): these keys
// and no others.
func (s *Server) containerManifest(x *exchange) {
	base := s.apiBase(x.r)
	methods := map[string][]string{}
	for _, c := range s.calls {
		target := methods[c.target]
		if !strings.Contains(" "+strings.Join(target, " ")+" ", " "+c.method+" ") {
			methods[c.target] = append(target, c.method)
		}
	}
	capabilities := map[string]Requirement{}
	for target, list := range methods {
		capabilities[target] = Requirement{Methods: list}
	}
	sendJSON(x.w, map[string]any{
		"name": s.o.Name, "description": "A SMART Classic container with invented patients, for development", "admin": "admin@sandbox.example",
		"smart_version": "0.6.1", "api_base": base, "capabilities": capabilities,
		"launch_urls": map[string]string{
			"app_launch":      base + "/apps/{{app_id}}/launch",
			"request_token":   base + "/oauth/request_token",
			"authorize_token": base + "/oauth/authorize",
			"exchange_token":  base + "/oauth/access_token",
		},
	})
}

// appManifests is GET /apps/manifests/.
func (s *Server) appManifests(x *exchange) {
	list := []Manifest{}
	for _, a := range s.state.appList() {
		list = append(list, a.Manifest)
	}
	sendJSON(x.w, list)
}

// appManifest is GET /apps/{app}/manifest.
func (s *Server) appManifest(x *exchange) {
	a, ok := s.state.app(x.r.PathValue("app"))
	if !ok {
		http.NotFound(x.w, x.r)
		return
	}
	sendJSON(x.w, a.Manifest)
}

// appsXML is GET /apps/.
func (s *Server) appsXML(x *exchange) {
	var b strings.Builder
	b.WriteString("<Apps>")
	for _, a := range s.state.appList() {
		b.WriteString(`<App id="` + escapeXML(a.Manifest.ID) + `"><name>` + escapeXML(a.Manifest.Name) + `</name><description>` +
			escapeXML(a.Manifest.Description) + `</description></App>`)
	}
	sendXML(x.w, "%s</Apps>", b.String())
}

// getOntology is GET /ontology.
func (s *Server) getOntology(x *exchange) {
	x.w.Header().Set("Content-Type", "application/rdf+xml")
	x.w.Write(s.ontology)
}
