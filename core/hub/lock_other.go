//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package hub

import (
	"errors"
	"os"
)

// tryLock has no lock that it shares with huggingface_hub on this system.
func tryLock(*os.File) (held bool, err error) { return false, errors.ErrUnsupported }

func releaseLock(*os.File) {}
