package sandbox

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"
)

// DefaultSecret is the consumer secret of apps that name none: the public one
// of the SMART tutorials. Clients refuse to use it beyond loopback.
const DefaultSecret = "smartapp-secret"

// App is one registered app. Its id is its consumer key.
type App struct {
	Manifest Manifest
	Secret   string // consumer secret; "" is DefaultSecret. Never printed.

	// Native lets the app name its own callback in the request token call, as
	// long as it is a loopback address such as http://127.0.0.1:41000/cb: what
	// RFC 8252 section 7.3 asks for programs that listen on a free port. Other
	// apps are always sent to the callback of their manifest.
	Native bool

	// Machine makes it a machine app: a program of the container's own people
	// that registers and removes apps and reads their credentials. It is not
	// listed, has no records, and needs a Secret: whoever knows it knows all
	// others.
	Machine bool
}

// String names the app and hides its secret.
func (a App) String() string { return "app " + a.Manifest.ID }

// GoString hides the secret.
func (a App) GoString() string { return a.String() }

// Format hides the secret from every verb of fmt.
func (a App) Format(w fmt.State, _ rune) { io.WriteString(w, a.String()) }

// Manifest is an app manifest (reference.md section 3.1).
type Manifest struct {
	ID          string                 `json:"id"`
	Name        string                 `json:"name"`
	Description string                 `json:"description"`
	Mode        string                 `json:"mode"` // ui, frame_ui or background
	Scope       string                 `json:"scope,omitempty"`
	Author      string                 `json:"author,omitempty"`
	Version     string                 `json:"version,omitempty"`
	Index       string                 `json:"index,omitempty"`
	Icon        string                 `json:"icon,omitempty"`
	Callback    string                 `json:"oauth_callback,omitempty"`
	Standalone  bool                   `json:"standalone,omitempty"`
	Smart       string                 `json:"smart_version,omitempty"`
	Optimal     []string               `json:"optimalBrowserEnvironments,omitempty"`
	Supported   []string               `json:"supportedBrowserEnvironments,omitempty"`
	Requires    map[string]Requirement `json:"requires,omitempty"`
}

// Requirement is what an app asks of one type.
type Requirement struct {
	Methods []string `json:"methods,omitempty"`
	Codes   []string `json:"codes,omitempty"`
}

// ParseManifest reads and checks an app manifest. The error names every rule
// that is broken.
func ParseManifest(data []byte) (Manifest, error) {
	var m Manifest
	dec := json.NewDecoder(strings.NewReader(string(data)))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m); err != nil {
		return m, fmt.Errorf("app manifest: %w", err)
	}
	if dec.More() {
		return m, errors.New("app manifest: more than one JSON value")
	}
	return m, m.check()
}

// check applies the rules of the reference's validator.
func (m *Manifest) check() error {
	var wrong []string
	bad := func(format string, args ...any) { wrong = append(wrong, fmt.Sprintf(format, args...)) }
	if !strings.Contains(m.ID, "@") || strings.ContainsAny(m.ID, "/?#% \t\r\n") {
		bad("id %q should look like name@domain", m.ID)
	}
	if m.Name == "" {
		bad("name is missing")
	}
	if m.Description == "" {
		bad("description is missing")
	}
	background := m.Mode == "background"
	switch {
	case m.Mode != "ui" && m.Mode != "frame_ui" && !background:
		bad("mode is %q: expected ui, frame_ui or background", m.Mode)
	case background && (m.Index != "" || m.Callback != "" || m.Optimal != nil || m.Supported != nil):
		bad("a background app has no index, oauth_callback or browser environments")
	case !background && (m.Index == "" || m.Icon == ""):
		bad("an app of mode %s needs index and icon", m.Mode)
	}
	if m.Scope != "" && m.Scope != "record" && m.Scope != "container" {
		bad("scope is %q: expected record or container", m.Scope)
	}
	for key, value := range map[string]string{"index": m.Index, "icon": m.Icon, "oauth_callback": m.Callback} {
		if value != "" && !absoluteURL(value) {
			bad("%s is not an absolute URL: %q", key, value)
		}
	}
	if !smartVersion(m.Smart) {
		bad("smart_version %q should be digits such as 1.0", m.Smart)
	}
	for _, env := range append(slices.Clip(m.Optimal), m.Supported...) {
		if env != "desktop" && env != "tablet" && env != "mobile" {
			bad("unknown browser environment %q", env)
		}
	}
	for _, req := range m.Requires {
		for _, method := range req.Methods {
			if !slices.Contains([]string{"GET", "PUT", "POST", "DELETE"}, method) {
				bad("requires has the unknown method %q", method)
			}
		}
	}
	if wrong == nil {
		return nil
	}
	return errors.New("app manifest: " + strings.Join(wrong, "; "))
}

// absoluteURL accepts any scheme, since mobile apps have their own, but no
// user info, fragment or control characters: the URL is where tokens are sent.
func absoluteURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.Scheme != "" && (u.Host != "" || u.Opaque != "" || u.Path != "") && u.User == nil && u.Fragment == "" &&
		!slices.Contains([]string{"javascript", "data", "vbscript", "file", "about"}, strings.ToLower(u.Scheme))
}

func smartVersion(s string) bool {
	if s == "" {
		return true
	}
	parts := strings.Split(s, ".")
	for _, part := range parts {
		if part == "" || strings.Trim(part, "0123456789") != "" {
			return false
		}
	}
	return len(parts) <= 3
}

// defaultApps are those of the reference's sandbox: the app of the tutorials,
// and a background app.
func defaultApps() []App {
	return []App{
		{
			Manifest: Manifest{
				ID: "my-app@apps.smartplatforms.org", Name: "My App", Description: "The app of the tutorials", Mode: "ui", Scope: "record", Version: "1.0",
				Index: "http://localhost:8000/smartapp/index.html", Icon: "http://localhost:8000/smartapp/icon.png", Callback: "http://localhost:8000/smartapp/authorize",
			},
			Native: true,
		},
		{
			Manifest: Manifest{
				ID: "background@apps.smartplatforms.org", Name: "Background App", Description: "Walks through every record without a user", Mode: "background", Scope: "container", Version: "1.0",
			},
		},
	}
}

// MarshalJSON hides the secret.
func (a App) MarshalJSON() ([]byte, error) { return json.Marshal(a.String()) }
