package main

import (
	"io"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"
)

// docsCommand is `trivet docs DIR`, which make docs runs. It is hidden, because
// it is of use to those who build or package the program only.
func (a *app) docsCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "docs DIR",
		Short:  "Write the manual pages and the completion scripts of shells",
		Hidden: true,
		Args:   argCount(1, 1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return writeDocs(cmd.Root(), args[0])
		},
	}
}

// writeDocs writes DIR/man/*.1 and DIR/completions/*. What it writes depends on
// the commands only, not on the day.
func writeDocs(root *cobra.Command, dir string) error {
	man, scripts := filepath.Join(dir, "man"), filepath.Join(dir, "completions")
	for _, d := range []string{man, scripts} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return err
		}
	}
	if err := manPages(root, man); err != nil {
		return err
	}
	for name, write := range map[string]func(io.Writer) error{
		"trivet.bash": func(w io.Writer) error { return root.GenBashCompletionV2(w, true) },
		"_trivet":     root.GenZshCompletion,
		"trivet.fish": func(w io.Writer) error { return root.GenFishCompletion(w, true) },
		"trivet.ps1":  root.GenPowerShellCompletionWithDesc,
	} {
		if err := writeFile(filepath.Join(scripts, name), write); err != nil {
			return err
		}
	}
	return nil
}

// manPages writes the manual page of a command and of those below it.
func manPages(cmd *cobra.Command, dir string) error {
	for _, c := range cmd.Commands() {
		if !c.IsAvailableCommand() && !c.IsAdditionalHelpTopicCommand() || c.Hidden {
			continue
		}
		if err := manPages(c, dir); err != nil {
			return err
		}
	}
	name := "trivet"
	if cmd.HasParent() {
		name += "-" + cmd.Name()
	}
	return writeFile(filepath.Join(dir, name+".1"), func(w io.Writer) error { return manPage(w, cmd) })
}

// writeFile writes a file by a function; its errors and the file's count.
func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer joined(&err, f.Close)
	return write(f)
}
