package repl

import (
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
)

// Programs are the programs of others that the shell may start: the pager and
// the editor. Each is an argument list, never a line for a system shell.
type Programs struct {
	Pager  []string // reads a result; nil: none
	Editor []string // edits a file given as last argument; nil: none
}

// FindPrograms looks at TRIVET_PAGER, PAGER, VISUAL and EDITOR and at what is
// installed. "less" is told to keep colours, to cut long lines, and to leave at
// once when everything fits.
func FindPrograms(getenv func(string) string) Programs {
	return Programs{
		Pager:  firstProgram([]string{getenv("TRIVET_PAGER"), getenv("PAGER"), "less"}),
		Editor: firstProgram([]string{getenv("VISUAL"), getenv("EDITOR"), "nano", "vim", "vi"}),
	}
}

// lessPrompt is what less says in its last line; %lt and %lb are line numbers.
const lessPrompt = `lines %lt-%lb - space goes on, / searches, q leaves`

// firstProgram gives the first of the command lines that is installed.
func firstProgram(lines []string) []string {
	for _, line := range lines {
		argv := strings.Fields(line)
		if len(argv) == 0 {
			continue
		}
		if argv[0] == "cat" {
			return nil // "no pager", as people write it
		}
		if _, err := exec.LookPath(argv[0]); err != nil {
			continue
		}
		if len(argv) == 1 && argv[0] == "less" {
			argv = append(argv, "-SRXF", "-Ps"+lessPrompt)
		}
		return argv
	}
	return nil
}

// page shows what write writes in the session's pager.
func (s *Session) page(ctx context.Context, write func(io.Writer) error) error {
	defer s.waiting.onProgram("the pager")()
	return page(ctx, s.cfg.Programs.Pager, s.out, write)
}

// page shows what write writes in the pager. When the pager cannot be started
// it is written to out; leaving the pager early is no error. Ctrl-C is the
// pager's own business: cancelling ctx stops what is written, not the pager.
func page(ctx context.Context, argv []string, out io.Writer, write func(io.Writer) error) error {
	cmd := exec.CommandContext(context.WithoutCancel(ctx), argv[0], argv[1:]...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return write(out)
	}
	if err := cmd.Start(); err != nil {
		return write(out)
	}
	werr := write(pipe)
	_ = pipe.Close()
	_ = cmd.Wait() // its exit status says how it was left, not whether it worked
	if errors.Is(werr, syscall.EPIPE) || errors.Is(werr, os.ErrClosed) {
		return nil
	}
	return werr
}

// editText lets the editor change text and gives the result. The file is the
// user's alone and removed afterwards.
func editText(ctx context.Context, argv []string, text string) (string, error) {
	f, err := os.CreateTemp("", "trivet-*.rq")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	_, werr := f.WriteString(text)
	if err := errors.Join(werr, f.Close()); err != nil {
		return "", err
	}
	args := append(append([]string{}, argv[1:]...), f.Name())
	cmd := exec.CommandContext(context.WithoutCancel(ctx), argv[0], args...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return "", err
	}
	data, err := os.ReadFile(f.Name())
	return string(data), err
}
