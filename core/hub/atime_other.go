//go:build !linux

package hub

import "os"

// accessTime is when a file was last written, where what else is known has no portable name.
func accessTime(info os.FileInfo) float64 { return seconds(info.ModTime()) }
