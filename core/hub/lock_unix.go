//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package hub

import (
	"errors"
	"os"
	"syscall"
)

// tryLock takes the lock that Python's filelock takes, flock(2), if nobody holds it.
func tryLock(f *os.File) (held bool, err error) {
	for {
		err = syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		switch {
		case err == nil:
			return true, nil
		case errors.Is(err, syscall.EWOULDBLOCK):
			return false, nil
		case !errors.Is(err, syscall.EINTR):
			return false, err
		}
	}
}

// releaseLock unlocks explicitly: a process that was forked meanwhile shares the lock, and closing our
// descriptor alone would leave it held.
func releaseLock(f *os.File) { syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
