package repl

import (
	"regexp"
	"sync"
)

// clockTimes finds the times in what the shell prints.
var clockTimes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`\d+(\.\d+)? (µs|ms|s)\b|\d\d:\d\d:\d\d`)
})

// shellEscapes finds the escape sequences that the shell itself writes: colours
// and links.
var shellEscapes = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile("\x1b\\[[0-9;?]*[A-Za-z]|\x1b\\]8;[^\x1b\x07]*(\x1b\\\\|\x07)|\r")
})
