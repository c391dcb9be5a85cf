package sandbox

import (
	"net/http"
)

// routes registers every path of the container.
func (s *Server) routes() {
	s.mux = http.NewServeMux()
	s.containerRoutes()
	s.recordRoutes()
	s.pageRoutes()
}

func (s *Server) containerRoutes() {
	s.handle("GET /manifest", s.containerManifest)
	s.handle("GET /ontology", s.getOntology)
	s.handle("GET /apps/{$}", s.appsXML)
	s.handle("GET /apps/manifests", s.appManifests)
	s.handle("GET /apps/manifests/{$}", s.appManifests)
	s.handle("GET /apps/{app}/manifest", s.appManifest)
	s.handle("PUT /apps/{app}/manifest", s.withMachine(s.putManifest))
	s.handle("DELETE /apps/{app}/manifest", s.withMachine(s.deleteManifest))
	s.handle("GET /apps/{app}/credentials", s.withMachine(s.getCredentials))
	s.handle("GET /users/search", s.withToken(s.searchUsers))
	s.handle("GET /users/{user}", s.withToken(s.getUser))
	s.handle("POST /oauth/request_token", s.requestToken)
	s.handle("POST /oauth/access_token", s.accessToken)
	s.handle("/oauth/debug", s.debugSignature)
	const background = "/apps/{app}/tokens/records/"
	s.handle(background+"first", s.backgroundToken(firstRecord))
	s.handle(background+"{record}", s.backgroundToken(thisRecord))
	s.handle(background+"{record}/next", s.backgroundToken(nextRecord))
}

func (s *Server) recordRoutes() {
	s.handle("GET /records/search", s.searchRecords)
	s.handle("GET /record_by_token/", s.withToken(s.recordByToken))
	s.handle("GET /records/{record}", s.withRecord(s.recordXML))
	s.handle("GET /records/{record}/{collection}", s.withRecord(s.single))
	s.handle("GET /records/{record}/{collection}/{$}", s.withRecord(s.collection))
	s.handle("GET /records/{record}/{collection}/{item}", s.withRecord(s.item))
	s.handle("POST /records/{record}/clinical_notes/{$}", s.withRecord(s.postNote))
	const pad, prefs = "/records/{record}/apps/{app}/scratchpad", "/users/{user}/apps/{app}/preferences"
	s.handle("GET "+pad, s.scratchpad(false, s.getBlob))
	s.handle("PUT "+pad, s.scratchpad(true, s.putBlob))
	s.handle("DELETE "+pad, s.scratchpad(true, s.deleteBlob))
	s.handle("GET "+prefs, s.preferences(s.getBlob))
	s.handle("PUT "+prefs, s.preferences(s.putBlob))
	s.handle("DELETE "+prefs, s.preferences(s.deleteBlob))
	for _, path := range []string{pad, prefs, "/users/search", "/users/{user}", "/apps/{app}/manifest", "/manifest"} {
		s.handle("OPTIONS "+path, allowMethods)
	}
}

// allowMethods answers a preflight as the reference does. The one origin
// allowed is the container's own, so other web pages stay out.
func allowMethods(x *exchange) {
	h := x.w.Header()
	h.Set("Access-Control-Allow-Methods", "POST, GET, PUT, DELETE")
	h.Set("Access-Control-Allow-Headers", "authorization,x-requested-with,content-type")
	h.Set("Access-Control-Max-Age", "60")
}

func (s *Server) pageRoutes() {
	s.handle("GET /{$}", s.indexPage)
	s.handle("GET /style.css", s.stylesheet)
	s.handle("GET /login", s.loginPage)
	s.handle("POST /login", s.login)
	s.handle("GET /login/did_logout", s.loggedOut)
	s.handle("GET /logout", s.logout)
	s.handle("GET /apps/{app}/launch", s.launchPage)
	s.handle("GET /oauth/authorize", s.authorizePage)
	s.handle("POST /oauth/authorize", s.authorize)
}
