// Package sandbox is a SMART Classic container in one process: the tokens and
// signatures, the pages a person logs in and consents on, and the health
// records themselves, for development, tests and the demo.
//
// One line gives a test a running container with sample patients and one
// registered app:
//
//	srv := sandbox.New(t)      // srv.URL() is the api base
//
// and a program has its own with [Open], [Server.Start] and [Server.Close]; a
// Server is also an http.Handler.
//
// What it models is the reference container of 2014, as its clients see it:
// the same paths, statuses, manifests and RDF, with the known defects of that
// server repaired (a token lives for 60 minutes and is checked, nonces belong
// to a token, the user's id is the one its own routes take). A record is a list
// of statements, each with its own triples and those of the blank and code
// nodes it reaches; a reply is the union of the statements asked for, of those
// one hop away, and of a summary, written as RDF/XML.
//
// It is for loopback. It answers only to host names it knows, checks every
// signature in constant time, remembers nonces, binds a token to one record,
// protects its forms, and keeps a list of recent requests that says why a
// signature failed. Its data is invented and its default secrets are public: it
// is no place for real records.
package sandbox
