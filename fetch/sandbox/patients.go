package sandbox

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/trivet-rdf/trivet/graph/rdfio"
)

//go:embed patients/*.ttl
var written embed.FS

// samplePatients makes the sandbox's own records: those written by hand under
// patients/ and those made by code, 13 in all.
func samplePatients(ctx context.Context, ks []*kind) ([]*record, error) {
	below, err := fs.Sub(written, "patients")
	if err != nil {
		return nil, err
	}
	out, err := readPatients(ctx, ks, below)
	if err != nil {
		return nil, err
	}
	for i, made := range []struct {
		id   string
		make func(*builder)
	}{
		{"1000001", richPatient}, {"1000007", childPatient}, {"1000008", allergicPatient},
		{"1000009", paperPatient}, {"1000012", largePatient},
	} {
		b := newBuilder(made.id, uint64(i))
		made.make(b)
		rec, err := split(made.id, ks, b.out)
		if err != nil {
			return nil, err
		}
		rec.files = sampleFiles()
		out = append(out, rec)
	}
	slices.SortFunc(out, func(a, b *record) int { return strings.Compare(a.id, b.id) })
	return out, nil
}

// sampleFiles are the contents of the documents of the made patients.
func sampleFiles() map[string][]byte {
	return map[string][]byte{
		"portrait.png": picture(1), "scan.png": picture(2), "view1.png": picture(3), "view2.png": picture(4),
		"summary.txt":  []byte("Two days of observation. No infarction. Discharged in good health.\n"),
		"referral.txt": []byte("Dear colleague,\n\nplease see this patient for her sinusitis.\n\nN. Haddad\n"),
	}
}

// readPatients reads every RDF file of a folder as one record each. The file's
// name without its extension is the record's id, without a "p" before digits:
// the SMART sample patients are called p1234567.xml. Files of documents are in
// documents/<id>/ beside them.
func readPatients(ctx context.Context, ks []*kind, dir fs.FS) ([]*record, error) {
	entries, err := fs.ReadDir(dir, ".")
	if err != nil {
		return nil, err
	}
	var out []*record
	for _, e := range entries {
		if f := rdfio.FormatByPath(e.Name()); !e.IsDir() && f != rdfio.Unknown {
			rec, err := readPatient(ctx, ks, dir, e.Name(), f)
			if err != nil {
				return nil, err
			}
			out = append(out, rec)
		}
	}
	return out, nil
}

func readPatient(ctx context.Context, ks []*kind, dir fs.FS, name string, f rdfio.Format) (*record, error) {
	data, err := fs.ReadFile(dir, name)
	if err != nil {
		return nil, err
	}
	triples, err := parse(ctx, bytes.NewReader(data), f, rdfio.Options{File: name, Base: "http://localhost/" + name})
	if err != nil {
		return nil, err
	}
	id := strings.TrimSuffix(path.Base(name), path.Ext(name))
	if digits := strings.TrimPrefix(id, "p"); digits != "" && strings.Trim(digits, "0123456789") == "" {
		id = digits
	}
	if !validID(id) {
		return nil, fmt.Errorf("%s: %q is no record id: letters, digits, '-', '_' and '.' only", name, id)
	}
	rec, err := split(id, ks, triples)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	rec.files, err = readFiles(dir, "documents/"+id)
	return rec, err
}

// validID reports whether a record id can stand in a path as it is.
func validID(id string) bool {
	const allowed = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_."
	return id != "" && len(id) <= 100 && strings.Trim(id, allowed) == "" && strings.Trim(id, ".") != ""
}

// readFiles reads the documents of one record, if it has any.
func readFiles(dir fs.FS, folder string) (map[string][]byte, error) {
	entries, err := fs.ReadDir(dir, folder)
	if err != nil { // most records have none
		return nil, nil
	}
	out := map[string][]byte{}
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		if out[e.Name()], err = fs.ReadFile(dir, folder+"/"+e.Name()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// parse reads the triples of one document.
func parse(ctx context.Context, r *bytes.Reader, f rdfio.Format, o rdfio.Options) ([]triple, error) {
	var out []triple
	err := rdfio.Read(ctx, r, f, o, func(q *rdfio.Quad) error {
		out = append(out, triple{S: q.S, P: q.P, O: q.O})
		return nil
	})
	return out, err
}

// patientsFrom reads a folder of the file system.
func patientsFrom(ctx context.Context, ks []*kind, folder string) ([]*record, error) {
	abs, err := filepath.Abs(folder)
	if err != nil {
		return nil, err
	}
	out, err := readPatients(ctx, ks, os.DirFS(abs))
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("%s has no RDF files: expected one per patient, such as p1234567.xml", folder)
	}
	return out, err
}
