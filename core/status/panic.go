package status

import (
	"fmt"
	"path"
	"runtime"
	"strings"
)

// Panicked describes a recovered panic. It must be called while the panic's stack is still there, that
// is from the deferred function that recovered it.
func Panicked(p any) *Error {
	return Errorf(Internal, "a bug in libhftok: %v, in %s", p, culprit())
}

// culprit returns the function and line that panicked.
func culprit() string {
	var pcs [32]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(0, pcs[:])])
	for seen := false; ; {
		frame, more := frames.Next()
		inRuntime := strings.HasPrefix(frame.Function, "runtime.")
		if seen && !inRuntime {
			return fmt.Sprintf("%s (%s:%d)", path.Base(frame.Function), path.Base(frame.File), frame.Line)
		}
		seen = seen || frame.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}
