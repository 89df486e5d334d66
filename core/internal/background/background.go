// Package background does what nobody waits for, on a thread that runs when no other wants the processor.
package background

import (
	"runtime"
	"sync"
	"time"
)

var running sync.Mutex

// After does work after a while, one at a time with what else was given to it. What panics is given up.
func After(d time.Duration, work func()) {
	time.AfterFunc(d, func() {
		running.Lock()
		defer running.Unlock()
		defer func() { _ = recover() }()
		runtime.LockOSThread() // for good: the thread ends with this goroutine, since its priority can't be raised again
		yieldToAll()
		work()
	})
}
