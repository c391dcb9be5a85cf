//go:build unix

package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// running is a program that has been started and may be sent signals.
type running struct {
	t      *testing.T
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	stdout *bufio.Reader
	stderr strings.Builder
}

// start starts the program in dir.
func start(t *testing.T, dir string, args ...string) *running {
	t.Helper()
	r := &running{t: t, cmd: exec.Command(binary, args...)}
	r.cmd.Dir = dir
	r.cmd.Env = append(os.Environ(), "HOME="+t.TempDir())
	r.cmd.Stderr = &r.stderr
	stdin, err := r.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	r.stdin, r.stdout = stdin, bufio.NewReader(stdout)
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.cmd.Process.Kill() })
	return r
}

// interrupt sends Ctrl-C and gives the status the program ends with.
func (r *running) interrupt() int {
	r.t.Helper()
	if err := r.cmd.Process.Signal(os.Interrupt); err != nil {
		r.t.Fatal(err)
	}
	watchdog := time.AfterFunc(20*time.Second, func() { _ = r.cmd.Process.Signal(syscall.SIGKILL) })
	defer watchdog.Stop()
	_, _ = io.Copy(io.Discard, r.stdout)
	_ = r.cmd.Wait()
	return r.cmd.ProcessState.ExitCode()
}

// TestInterrupt sends Ctrl-C at the places where a program waits or works.
func TestInterrupt(t *testing.T) {
	dir := folder(t)
	line := []byte("<http://example.org/a> <http://example.org/b> \"" + strings.Repeat("x", 1000) + "\" .\n")
	tests := []struct {
		name string
		args []string
		at   func(r *running) error // comes back when the program is there
	}{
		{"script that waits for a line", []string{"repl"}, func(r *running) error {
			if _, err := io.WriteString(r.stdin, "ASK {}\n\n"); err != nil {
				return err
			}
			_, err := r.stdout.ReadString('\n')
			return err
		}},
		{"load from a pipe", []string{"query", "-d", "-", "--data-format", "nt", "-e", "ASK {}"}, func(r *running) error {
			for range 1000 { // more than a pipe holds: the program reads
				if _, err := r.stdin.Write(line); err != nil {
					return err
				}
			}
			return nil
		}},
		{"query that writes", []string{"query", "-d", "many.nt", "-e", "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"}, func(r *running) error {
			_, err := r.stdout.ReadString('\n')
			return err
		}},
		{"sandbox", []string{"sandbox", "--addr", "127.0.0.1:0"}, func(r *running) error {
			_, err := r.stdout.ReadString('\n')
			return err
		}},
	}
	var many strings.Builder
	for i := range 500 {
		many.WriteString("<http://example.org/a> <http://example.org/b> \"" + strings.Repeat("y", i) + "\" .\n")
	}
	if err := os.WriteFile(filepath.Join(dir, "many.nt"), []byte(many.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := start(t, dir, tt.args...)
			if err := tt.at(r); err != nil {
				t.Fatalf("%v: %s", err, r.stderr.String())
			}
			want := exitInterrupted
			if tt.name == "sandbox" {
				want = exitOK // it is how a sandbox is ended
			}
			if got := r.interrupt(); got != want {
				t.Errorf("status %d, want %d: %s", got, want, r.stderr.String())
			}
		})
	}
}
