#include "textflag.h"

DATA low<>+0(SB)/1, $0x0F
GLOBL low<>(SB), RODATA, $1

// The groups that each byte of x may belong to, by tables for its low and high half, come into x.
#define GROUPS(x, lows, highs) \
	VPAND Y15, x, Y6 \
	VPSRLW $4, x, x \
	VPAND Y15, x, x \
	VPSHUFB Y6, lows, Y6 \
	VPSHUFB x, highs, x \
	VPAND Y6, x, x

// func skipAVX2(halves *[3][2][16]uint8, text *byte, blocks int) int
TEXT ·skipAVX2(SB), NOSPLIT, $0-32
	MOVQ halves+0(FP), AX
	MOVQ text+8(FP), SI
	MOVQ blocks+16(FP), CX
	VBROADCASTI128 (AX), Y9
	VBROADCASTI128 16(AX), Y10
	VBROADCASTI128 32(AX), Y11
	VBROADCASTI128 48(AX), Y12
	VBROADCASTI128 64(AX), Y13
	VBROADCASTI128 80(AX), Y14
	VPBROADCASTB low<>(SB), Y15
	VPXOR Y8, Y8, Y8

next:
	VMOVDQU (SI), Y0
	VMOVDQU 1(SI), Y1
	VMOVDQU 2(SI), Y2
	GROUPS(Y0, Y9, Y10)
	GROUPS(Y1, Y11, Y12)
	GROUPS(Y2, Y13, Y14)
	VPAND Y1, Y0, Y0
	VPAND Y2, Y0, Y0
	VPCMPEQB Y8, Y0, Y0
	VPMOVMSKB Y0, AX
	XORL $-1, AX
	JNE  found
	ADDQ $32, SI
	DECQ CX
	JNE  next
	XORL AX, AX
	JMP  done

found:
	BSFL AX, AX

done:
	SUBQ text+8(FP), SI
	ADDQ SI, AX
	MOVQ AX, ret+24(FP)
	VZEROUPPER
	RET
