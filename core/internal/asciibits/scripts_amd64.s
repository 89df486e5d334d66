#include "textflag.h"

#define BROADCAST(c, y) \
	MOVL $c, AX \
	VMOVQ AX, X15 \
	VPBROADCASTB X15, y

// The bytes of Y0 and Y1 from first to first+more become masks in Y2 and Y3.
#define RANGE(first, more) \
	BROADCAST(first, Y4) \
	BROADCAST(more, Y5) \
	VPSUBB Y4, Y0, Y2 \
	VPSUBB Y4, Y1, Y3 \
	VPMINUB Y5, Y2, Y6 \
	VPCMPEQB Y6, Y2, Y2 \
	VPMINUB Y5, Y3, Y6 \
	VPCMPEQB Y6, Y3, Y3

// The masks in Y2 and Y3 become a word in AX.
#define WORD \
	VPMOVMSKB Y2, AX \
	VPMOVMSKB Y3, BX \
	SHLQ $32, BX \
	ORQ BX, AX

#define STORE(word) \
	WORD \
	MOVQ AX, (8*word)(DI)

// func scriptsAVX2(s *Scripts, block *[64]byte)
TEXT ·scriptsAVX2(SB), NOSPLIT, $0-16
	MOVQ s+0(FP), DI
	MOVQ block+8(FP), SI
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1

	RANGE(0xE5, 3)
	STORE(0) // Han
	RANGE(0xE9, 0)
	STORE(1) // E9
	RANGE(0xEB, 1)
	STORE(2) // Hangul
	RANGE(0xE3, 0)
	STORE(3) // Kana
	RANGE(0x81, 2)
	STORE(4) // Second

	RANGE(0x80, 0)
	WORD
	MOVQ AX, CX
	RANGE(0x97, 5)
	WORD
	ORQ AX, CX
	RANGE(0xA0, 0)
	WORD
	ORQ AX, CX
	RANGE(0xBB, 0)
	WORD
	ORQ AX, CX
	MOVQ CX, (8*5)(DI) // Rare

	RANGE(0xD0, 0)
	STORE(6) // D0
	RANGE(0xD1, 0)
	STORE(7) // D1
	RANGE(0xA0, 31)
	STORE(8) // A0
	RANGE(0xB0, 15)
	STORE(9) // B0
	VZEROUPPER
	RET
