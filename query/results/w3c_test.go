package results

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/trivet-rdf/trivet/testdata/oracle"
)

// Every expected result of the W3C suites is read, and written and read again
// gives the same table.
func TestW3CResults(t *testing.T) {
	root := filepath.Join(oracle.W3C(t), "sparql")
	files := map[Format]int{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		f := FormatByName(filepath.Ext(path))
		if err != nil || d.IsDir() || !f.Readable() {
			return err
		}
		files[f]++
		r, err := os.Open(path)
		if err != nil {
			return err
		}
		defer r.Close()
		table, err := Read(r, f)
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return nil
		}
		if table.Boolean != nil {
			return nil
		}
		again, err := Read(strings.NewReader(write(t, f, table, Options{})), f)
		if err != nil || f != CSV && !sameTable(table, again) {
			t.Errorf("%s again: %v", path, err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if files[XML] < 400 || files[JSON] < 50 || files[CSV] != 3 || files[TSV] != 3 {
		t.Errorf("files read: %v", files)
	}
}
