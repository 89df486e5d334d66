#include "textflag.h"

// The numbers from 0 to 63.
DATA numbers<>+0(SB)/8, $0x0706050403020100
DATA numbers<>+8(SB)/8, $0x0F0E0D0C0B0A0908
DATA numbers<>+16(SB)/8, $0x1716151413121110
DATA numbers<>+24(SB)/8, $0x1F1E1D1C1B1A1918
DATA numbers<>+32(SB)/8, $0x2726252423222120
DATA numbers<>+40(SB)/8, $0x2F2E2D2C2B2A2928
DATA numbers<>+48(SB)/8, $0x3736353433323130
DATA numbers<>+56(SB)/8, $0x3F3E3D3C3B3A3938
GLOBL numbers<>(SB), RODATA, $64

// Of 32 words, the first of each half, then the second of each and so on.
DATA pairs<>+0(SB)/8, $0x0000001000000000
DATA pairs<>+8(SB)/8, $0x0000001100000001
DATA pairs<>+16(SB)/8, $0x0000001200000002
DATA pairs<>+24(SB)/8, $0x0000001300000003
DATA pairs<>+32(SB)/8, $0x0000001400000004
DATA pairs<>+40(SB)/8, $0x0000001500000005
DATA pairs<>+48(SB)/8, $0x0000001600000006
DATA pairs<>+56(SB)/8, $0x0000001700000007
DATA pairs<>+64(SB)/8, $0x0000001800000008
DATA pairs<>+72(SB)/8, $0x0000001900000009
DATA pairs<>+80(SB)/8, $0x0000001A0000000A
DATA pairs<>+88(SB)/8, $0x0000001B0000000B
DATA pairs<>+96(SB)/8, $0x0000001C0000000C
DATA pairs<>+104(SB)/8, $0x0000001D0000000D
DATA pairs<>+112(SB)/8, $0x0000001E0000000E
DATA pairs<>+120(SB)/8, $0x0000001F0000000F
GLOBL pairs<>(SB), RODATA, $128

// func listAVX512(spans *model.Span, windows *cuts, count int) int
TEXT ·listAVX512(SB), NOSPLIT, $0-32
	MOVQ spans+0(FP), DI
	MOVQ windows+8(FP), SI
	MOVQ count+16(FP), CX
	VMOVDQU64 numbers<>+0(SB), Z16
	VMOVDQU64 pairs<>+0(SB), Z17
	VMOVDQU64 pairs<>+64(SB), Z18

window:
	MOVL (SI), AX
	MOVQ 8(SI), BX
	KMOVQ BX, K1
	POPCNTQ BX, R9
	VPCOMPRESSB.Z Z16, K1, Z0 // the numbers of the bits
	VPBROADCASTD AX, Z1
	VMOVDQA64 Z1, Z6

group: // of 16 pieces
	VPMOVZXBD X0, Z2
	VPADDD Z1, Z2, Z2 // ends
	VALIGND $15, Z6, Z2, Z3 // starts: the ends before
	VMOVDQA64 Z3, Z4
	VPERMT2D Z2, Z17, Z3
	VPERMT2D Z2, Z18, Z4
	VMOVDQU64 Z3, (DI)
	VMOVDQU64 Z4, 64(DI)
	CMPQ R9, $16
	JHI  more
	LEAQ (DI)(R9*8), DI
	ADDQ $16, SI
	DECQ CX
	JNE  window
	SUBQ spans+0(FP), DI
	SHRQ $3, DI
	MOVQ DI, ret+24(FP)
	VZEROUPPER
	RET

more:
	VMOVDQA64 Z2, Z6
	VALIGND $4, Z0, Z0, Z0
	SUBQ $16, R9
	ADDQ $128, DI
	JMP  group

// The lowest bit of BX is where a piece ends and the next begins.
#define PIECE(at) \
	TZCNTQ BX, R8 \
	BLSRQ BX, BX \
	ADDL AX, R8 \
	MOVL R8, (at+4)(R10) \
	MOVL R8, (at+8)(R10)

// func listBMI(spans *model.Span, windows *cuts, count int) int
TEXT ·listBMI(SB), NOSPLIT, $0-32
	MOVQ spans+0(FP), DI
	MOVQ windows+8(FP), SI
	MOVQ count+16(FP), CX

windowBMI:
	MOVL (SI), AX
	MOVQ 8(SI), BX
	MOVL AX, (DI)
	POPCNTQ BX, R9
	MOVQ DI, R10

eight: // pieces, even if there are fewer: how many there are can't be predicted
	PIECE(0)
	PIECE(8)
	PIECE(16)
	PIECE(24)
	PIECE(32)
	PIECE(40)
	PIECE(48)
	PIECE(56)
	ADDQ $64, R10
	TESTQ BX, BX
	JNE  eight
	LEAQ (DI)(R9*8), DI
	ADDQ $16, SI
	DECQ CX
	JNE  windowBMI
	SUBQ spans+0(FP), DI
	SHRQ $3, DI
	MOVQ DI, ret+24(FP)
	RET
