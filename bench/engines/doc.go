// Package engines starts SPARQL engines of others on loopback, for the tests beside
// it: that package remote works with them, that they answer the records workload as
// Trivet does, and that independent clients agree about Trivet's own server.
//
// install.sh puts engines and clients into a cache folder outside the repository;
// TRIVET_CLIENTS names it, or it is trivet-clients in the user's cache folder. An
// engine that is not there is skipped by name.
package engines
