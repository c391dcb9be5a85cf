package repl

import (
	"errors"

	"github.com/trivet-rdf/trivet/fetch"
)

// fetchHint is what may help against an error of fetching, "" for others.
func fetchHint(err error) string {
	var status *fetch.StatusError
	switch {
	case errors.Is(err, fetch.ErrNoToken):
		return "log in with trivet login, or .login in the shell"
	case errors.Is(err, fetch.ErrDefaultSecret):
		return "put the app's own secret into TRIVET_APP_SECRET"
	case errors.Is(err, fetch.ErrPlainHTTP):
		return "give the container's https address"
	case errors.Is(err, fetch.ErrUnauthorized):
		return "the app is the one of --app or TRIVET_APP, its secret is in TRIVET_APP_SECRET"
	case errors.Is(err, fetch.ErrUnavailable) && !errors.As(err, &status):
		return "is it running? trivet sandbox starts a container of your own"
	}
	return ""
}
