package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/trivet-rdf/trivet/graph/rdfio"
	"github.com/trivet-rdf/trivet/repl"
)

// checkCommand is `trivet check`.
func (a *app) checkCommand() *cobra.Command {
	var d dataFlags
	cmd := &cobra.Command{
		Use:   "check FILE...",
		Short: "Check that files are correct RDF, each on its own",
		Long: `Check that files are correct RDF, each on its own, and say how many triples each
has. Of N-Triples and N-Quads every bad line is told, of other formats the first
error. Files that are not there or cannot be read do not keep the others from
being checked.`,
		Args: argCount(1, -1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.runCheck(cmd.Context(), &d, args)
		},
	}
	d.addFormat(cmd)
	return cmd
}

// runCheck loads every file by itself and says which are wrong.
func (a *app) runCheck(ctx context.Context, d *dataFlags, patterns []string) error {
	files, err := expand(patterns)
	if err != nil {
		return err
	}
	result := &wrongFiles{of: len(files)}
	for _, name := range files {
		triples, err := a.checkFile(ctx, d, name)
		switch {
		case ctx.Err() != nil:
			return context.Cause(ctx)
		case err != nil && len(files) == 1:
			return err
		case err != nil:
			repl.PrintError(a.stderr, err, "", a.colorOn(a.stderr))
			result.add(err)
			continue
		}
		if err := a.say("%s: %d triples", name, triples); err != nil {
			return err
		}
	}
	if result.n == 0 {
		return nil
	}
	return result
}

// checkFile checks one file. Of several bad lines each is told at once, and the
// error says how many there were.
func (a *app) checkFile(ctx context.Context, d *dataFlags, name string) (triples int, err error) {
	one := *d
	one.files = []string{name}
	var first error
	bad := 0
	if !d.lenient {
		one.bad = func(e *rdfio.Error) {
			if bad++; bad == 1 {
				first = e
				return
			}
			if bad == 2 {
				repl.PrintError(a.stderr, first, "", a.colorOn(a.stderr))
			}
			repl.PrintError(a.stderr, e, "", a.colorOn(a.stderr))
		}
	}
	g, err := a.load(ctx, &one)
	switch {
	case err != nil:
		return 0, err
	case bad == 1:
		return 0, first
	case bad > 1:
		return 0, fmt.Errorf("%s: %d lines are wrong, %d triples are right", name, bad, g.Len())
	}
	return g.Len(), g.Check()
}

// wrongFiles is what check found in several files. Its exit status is that of an
// error in what a file holds, if there was one, else that of the first error.
type wrongFiles struct {
	n, of, status int
}

func (w *wrongFiles) add(err error) {
	w.n++
	if status := exitStatus(err); w.status == exitOK || status == exitError {
		w.status = status
	}
}

// Error implements error.
func (w *wrongFiles) Error() string { return fmt.Sprintf("%d of %d files are wrong", w.n, w.of) }
