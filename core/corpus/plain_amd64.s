#include "textflag.h"

DATA sought<>+0(SB)/4, $0x001F5C22 // quote, backslash, the last control character
GLOBL sought<>(SB), RODATA, $4

// func plainAVX2(s *byte, n int) int
TEXT ·plainAVX2(SB), NOSPLIT, $0-24
	MOVQ s+0(FP), SI
	MOVQ n+8(FP), CX
	VPBROADCASTB sought<>+0(SB), Y1
	VPBROADCASTB sought<>+1(SB), Y2
	VPBROADCASTB sought<>+2(SB), Y3
	XORQ AX, AX

next:
	VMOVDQU (SI)(AX*1), Y0
	VPCMPEQB Y0, Y1, Y4
	VPCMPEQB Y0, Y2, Y5
	VPMINUB Y0, Y3, Y6
	VPCMPEQB Y0, Y6, Y6
	VPOR Y4, Y5, Y4
	VPOR Y4, Y6, Y4
	VPMOVMSKB Y4, DX
	TESTL DX, DX
	JNZ  found
	ADDQ $32, AX
	CMPQ AX, CX
	JB   next
	VZEROUPPER
	MOVQ AX, ret+16(FP)
	RET

found:
	VZEROUPPER
	BSFL DX, DX
	ADDQ DX, AX
	MOVQ AX, ret+16(FP)
	RET
