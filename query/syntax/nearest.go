package syntax

// Nearest is the candidate that word is most likely a misspelling of: at most a
// few letters away, in any case. It is "" when none is near or two are equally
// near.
func Nearest(word string, candidates []string) string { return nearest(word, candidates) }
