package batch

// Claim writes to fresh memory, zeros, before it is read at random. The system gives a page
// that is read first no memory of its own; to write to it later is a second fault, for
// which all cores must stop.
func Claim[T any](words []T) {
	var zero T
	for i := 0; i < len(words); i += claimStep {
		words[i] = zero
	}
}

// claimStep is how many words a page of the system's memory has, at least: the longest
// there are take sixteen bytes.
const claimStep = 4096 / 16
