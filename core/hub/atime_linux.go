package hub

import (
	"os"
	"syscall"
	"time"
)

// accessTime is when a file was last read, as far as the file system notes it.
func accessTime(info os.FileInfo) float64 {
	if s, ok := info.Sys().(*syscall.Stat_t); ok {
		return seconds(time.Unix(s.Atim.Unix()))
	}
	return seconds(info.ModTime())
}
