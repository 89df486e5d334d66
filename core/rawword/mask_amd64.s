#include "textflag.h"

DATA bits<>+0(SB)/8, $0x8040201008040201 // by high half of an ASCII byte
DATA bits<>+8(SB)/8, $0
DATA low<>+0(SB)/8, $0x0F0F0F0F0F0F0F0F
GLOBL bits<>(SB), RODATA, $16
GLOBL low<>(SB), RODATA, $8

// AX becomes the mask of a set, whose complement it is first.
#define SET(set) \
	VBROADCASTI128 (16*set)(SI), Y6 \
	VPSHUFB Y2, Y6, Y7 \
	VPSHUFB Y3, Y6, Y8 \
	VPAND Y4, Y7, Y7 \
	VPAND Y5, Y8, Y8 \
	VPCMPEQB Y9, Y7, Y7 \
	VPCMPEQB Y9, Y8, Y8 \
	VPMOVMSKB Y7, AX \
	VPMOVMSKB Y8, BX \
	SHLQ $32, BX \
	ORQ BX, AX \
	NOTQ AX

// func masksAVX2(sets *sets, b *[block]byte) (first, second, other uint64)
TEXT ·masksAVX2(SB), NOSPLIT, $0-40
	MOVQ sets+0(FP), SI
	MOVQ b+8(FP), DI
	VMOVDQU (DI), Y0
	VMOVDQU 32(DI), Y1
	VPBROADCASTQ low<>(SB), Y6
	VBROADCASTI128 bits<>(SB), Y7
	VPXOR Y9, Y9, Y9

	// The low halves of bytes, and a bit for the high ones, none beyond ASCII.
	VPAND Y6, Y0, Y2
	VPAND Y6, Y1, Y3
	VPSRLW $4, Y0, Y4
	VPSRLW $4, Y1, Y5
	VPAND Y6, Y4, Y4
	VPAND Y6, Y5, Y5
	VPSHUFB Y4, Y7, Y4
	VPSHUFB Y5, Y7, Y5

	SET(0)
	MOVQ AX, first+16(FP)
	SET(1)
	MOVQ AX, second+24(FP)
	SET(2)
	VPMOVMSKB Y0, CX // beyond ASCII
	VPMOVMSKB Y1, BX
	SHLQ $32, BX
	ORQ BX, CX
	ORQ CX, AX
	MOVQ AX, other+32(FP)
	VZEROUPPER
	RET
