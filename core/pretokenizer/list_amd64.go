package pretokenizer

import (
	"golang.org/x/sys/cpu"

	"github.com/libhftok/libhftok/core/model"
)

var (
	hasAVX512 = cpu.X86.HasAVX512F && cpu.X86.HasAVX512BW && cpu.X86.HasAVX512VBMI2 && cpu.X86.HasPOPCNT
	hasBMI    = cpu.X86.HasBMI1 && cpu.X86.HasPOPCNT
)

// list stores the pieces of windows in spans, which must have room for slack more, and returns their number.
func list(spans []model.Span, windows []cuts) int {
	switch {
	case len(windows) == 0:
		return 0
	case hasAVX512:
		return listAVX512(&spans[0], &windows[0], len(windows))
	case hasBMI:
		return listBMI(&spans[0], &windows[0], len(windows))
	}
	return listGeneric(spans, windows)
}

//go:noescape
func listAVX512(spans *model.Span, windows *cuts, count int) int

//go:noescape
func listBMI(spans *model.Span, windows *cuts, count int) int
