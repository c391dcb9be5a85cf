package sandbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// kept is what Options.Data keeps across restarts.
type kept struct {
	Tokens map[string]*token
	Shares []share
	Blobs  map[string]blob
	Notes  map[string][]savedNote
}

const stateFile = "state.json"

// save writes the kept state, if there is a folder for it: the old file
// or the new one is there after a crash. A failure is written to the log of requests, the container goes on.
func (s *Server) save() {
	if s.o.Data == "" {
		return
	}
	if err := s.trySave(); err != nil {
		s.log.add(Request{Time: s.o.Clock(), Method: "save", Path: s.o.Data, Why: err.Error()})
	}
}

func (s *Server) trySave() error {
	st := s.state
	st.mu.Lock() // for the whole write: two saves must not overtake each other
	defer st.mu.Unlock()
	k := kept{Tokens: map[string]*token{}, Blobs: st.blobs, Notes: st.notes}
	for key, t := range st.tokens {
		if t.Access {
			k.Tokens[key] = t
		}
	}
	for sh := range st.shares {
		k.Shares = append(k.Shares, sh)
	}
	data, err := json.Marshal(k)
	if err != nil {
		return err
	}
	return writeFile(s.o.Data, stateFile, data)
}

// writeFile writes to a new file of mode 0600 and renames it, so that a crash
// leaves the old content or the new one. A folder it makes has mode 0700.
func writeFile(dir, name string, data []byte) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, name+".*")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	err = errors.Join(err, tmp.Sync(), tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), filepath.Join(dir, name))
	}
	if err != nil {
		os.Remove(tmp.Name())
	}
	return err
}

// restore reads the kept state; none yet is fine.
func (s *Server) restore(ctx context.Context) error {
	if err := s.readApps(); err != nil {
		return err
	}
	name := filepath.Join(s.o.Data, stateFile)
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	var k kept
	if err := json.Unmarshal(data, &k); err != nil {
		return fmt.Errorf("%s is damaged: %w; remove it to start afresh", name, err)
	}
	for key, t := range k.Tokens {
		s.state.tokens[key] = t
	}
	for _, sh := range k.Shares {
		s.state.shares[sh] = true
	}
	for path, b := range k.Blobs {
		s.state.blobs[path] = b
	}
	for id, list := range k.Notes {
		for _, note := range list {
			if _, err := s.addNote(ctx, id, note); err != nil {
				return fmt.Errorf("%s: a note of record %s: %w", name, id, err)
			}
		}
	}
	return nil
}
