#include "textflag.h"

// Keiser and Lemire, Validating UTF-8 In Less Than One Instruction Per Byte, 2021: what is wrong with two
// bytes in a row follows from three half bytes, by three tables with a bit for each kind of error.

// By the high half of the first byte, its low half, and the high half of the second.
DATA firstHigh<>+0(SB)/8, $0x0202020202020202
DATA firstHigh<>+8(SB)/8, $0x4915012180808080
GLOBL firstHigh<>(SB), RODATA, $16
DATA firstLow<>+0(SB)/8, $0xCBCBCB8B8383A3E7
DATA firstLow<>+8(SB)/8, $0xCBCBDBCBCBCBCBCB
GLOBL firstLow<>(SB), RODATA, $16
DATA secondHigh<>+0(SB)/8, $0x0101010101010101
DATA secondHigh<>+8(SB)/8, $0x01010101BABAAEE6
GLOBL secondHigh<>(SB), RODATA, $16

// The largest bytes that begin no character which ends beyond.
DATA complete<>+0(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA complete<>+8(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA complete<>+16(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA complete<>+24(SB)/8, $0xBFDFEFFFFFFFFFFF
GLOBL complete<>(SB), RODATA, $32

DATA constants<>+0(SB)/4, $0x8060700F
GLOBL constants<>(SB), RODATA, $8

// func validAVX2(text *byte, blocks int) bool
TEXT ·validAVX2(SB), NOSPLIT, $0-17
	MOVQ text+0(FP), SI
	MOVQ blocks+8(FP), CX
	VBROADCASTI128 firstHigh<>(SB), Y15
	VBROADCASTI128 firstLow<>(SB), Y14
	VBROADCASTI128 secondHigh<>(SB), Y13
	VMOVDQU complete<>(SB), Y12
	VPBROADCASTB constants<>+0(SB), Y11 // low half
	VPBROADCASTB constants<>+1(SB), Y10 // below the first bytes of four
	VPBROADCASTB constants<>+2(SB), Y9  // below the first bytes of three
	VPBROADCASTB constants<>+3(SB), Y8
	VPXOR Y7, Y7, Y7 // the block before
	VPXOR Y6, Y6, Y6 // not zero: an error
	VPXOR Y5, Y5, Y5 // not zero: the block before ends within a character

next:
	VMOVDQU (SI), Y0
	VPMOVMSKB Y0, AX
	TESTL AX, AX
	JNZ  high
	VPOR Y5, Y6, Y6
	VPXOR Y5, Y5, Y5
	JMP  done

high:
	VPERM2I128 $0x21, Y0, Y7, Y1
	VPALIGNR $15, Y1, Y0, Y2 // each byte's first
	VPALIGNR $14, Y1, Y0, Y3
	VPALIGNR $13, Y1, Y0, Y4
	VPSRLW $4, Y2, Y1
	VPAND Y11, Y1, Y1
	VPSHUFB Y1, Y15, Y1
	VPAND Y11, Y2, Y2
	VPSHUFB Y2, Y14, Y2
	VPAND Y2, Y1, Y1
	VPSRLW $4, Y0, Y2
	VPAND Y11, Y2, Y2
	VPSHUFB Y2, Y13, Y2
	VPAND Y2, Y1, Y1

	// Where a third or fourth byte belongs, two bytes that continue in a row are right.
	VPSUBUSB Y9, Y3, Y3
	VPSUBUSB Y10, Y4, Y4
	VPOR Y3, Y4, Y4
	VPAND Y8, Y4, Y4
	VPXOR Y4, Y1, Y1
	VPOR Y1, Y6, Y6
	VPSUBUSB Y12, Y0, Y5

done:
	VMOVDQA Y0, Y7
	ADDQ $32, SI
	DECQ CX
	JNE  next
	VPTEST Y6, Y6
	SETEQ ret+16(FP)
	VZEROUPPER
	RET
