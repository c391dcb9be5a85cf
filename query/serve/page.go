package serve

import (
	"embed"
	"net/http"
	"path"
)

// files are the page's: small, and made here; nothing is loaded from elsewhere.
//
//go:embed page/index.html page/page.css page/page.js
var files embed.FS

// pageCSP allows the page its own script, style and questions, and nothing else.
const pageCSP = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src blob:; " +
	"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// page gives the page at / and its script and style.
func (x *exchange) page(name string) error {
	file, media := "", ""
	switch name {
	case "/":
		file, media = "index.html", "text/html; charset=utf-8"
	case "/page.css":
		file, media = "page.css", "text/css; charset=utf-8"
	case "/page.js":
		file, media = "page.js", "text/javascript; charset=utf-8"
	default:
		return &httpError{status: http.StatusNotFound, msg: "there is nothing here: queries go to /sparql, graphs to /graphs"}
	}
	if err := x.allow(http.MethodGet, http.MethodHead); err != nil {
		return err
	}
	text, err := files.ReadFile(path.Join("page", file))
	if err != nil {
		return err
	}
	h := x.reply.Header()
	h.Set("Content-Type", media)
	h.Set("Content-Security-Policy", pageCSP)
	h.Set("X-Frame-Options", "DENY")
	h.Set("Cache-Control", "no-cache")
	if _, err := x.reply.Write(text); err != nil {
		return err
	}
	x.reply.finish(http.StatusOK)
	return nil
}
