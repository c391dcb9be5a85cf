// Package fetch is the client of SMART Classic containers: it discovers where
// a container's endpoints are, takes the user through the three steps of OAuth
// 1.0a, signs every call, and brings records into a [graph.Graph].
//
// The shortest way from nothing to a record:
//
//	c, err := fetch.New(fetch.Config{APIBase: "http://localhost:7000", ConsumerKey: id, ConsumerSecret: secret})
//	token, err := c.Login(ctx, fetch.LoginOptions{Record: "1000001", Open: openBrowser})
//	g, err := c.Record(ctx, token.RecordID)
//
// and the same step by step, for a web application: [Client.RequestToken] with
// the record, the user's browser sent to the Authorization's URL,
// [Authorization.Verifier] on the callback, [Client.Exchange]. A background
// application walks through all records with [Client.Records], or has
// [Client.LoadAll] bring them into one graph. With [Client.Loader] a query's FROM
// and an update's LOAD name the container's URLs themselves.
//
// # Model
//
// A [Client] is one app at one container; it is safe for many goroutines. A
// [Token] is the right of that app to one record for one hour. Tokens live in a
// [TokenStore]; a call for /records/R/... takes the token of record R by itself.
//
// # Statements as Go values
//
// [MedicationsOf] and its like read the statements of a graph into structs, which
// are generated from the ontology with the queries that fill them:
// [MedicationSelect] for query.Collect, and others for properties of many values.
// What a record does not say stays zero; dates and numbers keep their text, since
// records write "2010-05" and worse. Of several values where the data model has
// one, one is taken; a record with many such has as many rows as they combine to,
// so give a context with a deadline for records of strangers.
//
// # Safety
//
// Secrets are never printed: Config, Client, Token, Authorization and every
// error hide them in fmt, log/slog and JSON. Credentials go to one origin only:
// redirects to another scheme, host or port are refused, plain http is refused
// beyond loopback, and so is the consumer secret of the tutorials. Every call
// has a timeout, a context and a size limit. http.DefaultClient and
// http.DefaultTransport are neither used nor changed.
//
// # Signing
//
// Requests without a body and without repeated parameters are signed by
// github.com/dghubble/oauth1; what it does not sign correctly (repeated
// parameters, IPv6 hosts, forms with a charset, body hashes, a port that only
// looks like the default one, RSA-SHA1 and PLAINTEXT) is signed by [fetch/oauth],
// which the sandbox verifies with. Both give the same signature where both can.
//
// # Errors
//
// Ask with errors.Is: [ErrUnauthorized], [ErrForbidden], [ErrNotFound],
// [ErrUnavailable], [ErrServer], [ErrContent], [ErrTooLarge], [ErrRedirect],
// [ErrNoToken], [ErrTooMany]; with errors.As: *[StatusError], *[ContentError].
//
// [fetch/oauth]: https://pkg.go.dev/github.com/trivet-rdf/trivet/fetch/oauth
package fetch
