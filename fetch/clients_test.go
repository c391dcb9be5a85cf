package fetch

import (
	"context"
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/graph"
)

// TestClients48: every http.Client that this package makes has a timeout and a
// redirect rule, whatever the configuration (security.md item 48).
func TestClients48(t *testing.T) {
	config := Config{APIBase: "http://localhost:7000", ConsumerKey: "a@b", ConsumerSecret: "c"}
	other := config
	other.Transport, other.Method = &http.Transport{}, "HMAC-SHA256"
	for _, o := range []Config{config, other} {
		c, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		if c.c.MaxBody <= 0 || c.c.Timeout <= 0 {
			t.Errorf("%v: body cap %d, timeout %v", o, c.c.MaxBody, c.c.Timeout)
		}
		roots := map[string]any{
			"Client": c, "signed by the app": c.signer(t.Context(), nil), "signed by a token": c.signer(t.Context(), &Token{Key: "k", Secret: "s"}),
			"Open": (&OpenOptions{}).newHTTP(o.Transport), "Loader": (&OpenOptions{SameOrigin: true}).newHTTP(nil),
		}
		for name, root := range roots {
			found := 0
			clients(reflect.ValueOf(root), map[uintptr]bool{}, func(v reflect.Value) {
				found++
				if v.FieldByName("Timeout").Int() <= 0 || v.FieldByName("CheckRedirect").IsNil() {
					t.Errorf("%s: an http.Client without timeout or redirect rule", name)
				}
			})
			if found == 0 {
				t.Errorf("%s: no http.Client found", name)
			}
		}
	}
}

// clients calls f for every http.Client that can be reached.
func clients(v reflect.Value, seen map[uintptr]bool, f func(reflect.Value)) {
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() || seen[v.Pointer()] {
			return
		}
		seen[v.Pointer()] = true
		clients(v.Elem(), seen, f)
	case reflect.Interface:
		if !v.IsNil() {
			clients(v.Elem(), seen, f)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[http.Client]() {
			f(v)
		}
		if v.Type() == reflect.TypeFor[http.Transport]() {
			return // net/http's own
		}
		for i := range v.NumField() {
			clients(v.Field(i), seen, f)
		}
	}
}

// TestClientsKnown48: no other function makes an http.Client, and none uses
// those that a program shares.
func TestClientsKnown48(t *testing.T) {
	want := []string{
		"Client.library", // carries the transport to dghubble/oauth1 and sends nothing
		"Client.newHTTP", "OpenOptions.newHTTP",
	}
	makers := map[string]bool{}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") || name == "gen.go" {
			continue
		}
		tree, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range tree.Decls {
			ast.Inspect(d, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.CompositeLit:
					if isHTTP(n.Type, "Client") {
						makers[funcName(d)] = true
					}
				case *ast.SelectorExpr:
					for _, shared := range []string{"DefaultClient", "DefaultTransport", "Get", "Head", "Post", "PostForm"} {
						if isHTTP(n, shared) {
							t.Errorf("%s uses http.%s", funcName(d), shared)
						}
					}
				}
				return true
			})
		}
	}
	if got := slices.Sorted(maps.Keys(makers)); !slices.Equal(got, want) {
		t.Errorf("http.Clients are made in %v, not %v", got, want)
	}
}

func isHTTP(e ast.Expr, name string) bool {
	s, ok := e.(*ast.SelectorExpr)
	if !ok || s.Sel.Name != name {
		return false
	}
	pkg, ok := s.X.(*ast.Ident)
	return ok && pkg.Name == "http"
}

func funcName(d ast.Decl) string {
	f, ok := d.(*ast.FuncDecl)
	if !ok {
		return "a declaration"
	}
	if f.Recv == nil {
		return f.Name.Name
	}
	recv := f.Recv.List[0].Type
	if star, ok := recv.(*ast.StarExpr); ok {
		recv = star.X
	}
	return recv.(*ast.Ident).Name + "." + f.Name.Name
}

// TestCaps48: every way to read a reply stops at its cap, redirects to another
// origin are refused, and the program's shared client stays as it was.
func TestCaps48(t *testing.T) {
	before := *http.DefaultClient
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/away") {
			http.Redirect(w, r, "http://192.0.2.1/", http.StatusFound)
			return
		}
		w.Header().Set("Content-Type", "text/turtle")
		w.Write([]byte(strings.Repeat("<urn:a> <urn:b> <urn:c> .\n", 100)))
	}))
	defer srv.Close()
	c, err := New(Config{APIBase: srv.URL, ConsumerKey: "a@b", ConsumerSecret: "c", MaxBody: 1000, Retries: -1})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	c.Use(&Token{Key: "k", Secret: "s"})
	load := c.Loader()
	ways := map[string]func(ctx context.Context, path string) error{
		"Get":    func(ctx context.Context, path string) error { _, err := c.Get(ctx, path); return err },
		"Graph":  func(ctx context.Context, path string) error { _, err := c.Graph(ctx, path); return err },
		"Loader": func(ctx context.Context, path string) error { _, err := load(ctx, srv.URL+path); return err },
		"into":   func(ctx context.Context, path string) error { return c.GraphInto(ctx, graph.New(), path) },
		"Open": func(ctx context.Context, path string) error {
			_, err := Open(ctx, srv.URL+path, OpenOptions{MaxBody: 1000, SameOrigin: true})
			return err
		},
	}
	for name, way := range ways {
		if err := way(t.Context(), "/large"); !errors.Is(err, ErrTooLarge) {
			t.Errorf("%s of a large reply: %v", name, err)
		}
		if err := way(t.Context(), "/away"); !errors.Is(err, ErrRedirect) {
			t.Errorf("%s of a redirect: %v", name, err)
		}
	}
	if !reflect.DeepEqual(before, *http.DefaultClient) {
		t.Error("http.DefaultClient was changed")
	}
}
