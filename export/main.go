// Package main is the C boundary of libhftok: what include/hftok.h declares, over package core.
//
// The public functions are written in C. Those that need Go pass through entry.c, which answers in a
// forked child before the Go runtime is entered, to the hftokgo_* functions here. Each of them takes
// its arguments, makes one core call and hands the result out; each recovers its panics.
//
// The library is built by build.sh.
package main

// #cgo CFLAGS: -std=c11 -I${SRCDIR}/../include -Wall -Wextra -Wno-unused-parameter
// #cgo CFLAGS: -Werror=incompatible-pointer-types -Werror=discarded-qualifiers -Werror=int-conversion
// #cgo LDFLAGS: -pthread
import "C"

func main() {}
