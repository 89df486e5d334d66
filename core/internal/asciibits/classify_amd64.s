#include "textflag.h"

// What is compared or added, a byte each.
DATA constants<>+0(SB)/8, $0x04F709D0BF199F20 // 4, -'\t', 9, -'0', -'A', 25, -'a', 0x20
DATA constants<>+8(SB)/8, $0x7F1F270D0A       // 0x7F, 0x1F, '\'', '\r', '\n'
GLOBL constants<>(SB), RODATA, $16

// Byte masks in two registers become a word in AX.
#define WORD(y0, y1) \
	VPMOVMSKB y0, AX \
	VPMOVMSKB y1, BX \
	SHLQ $32, BX \
	ORQ BX, AX

// MASK is the size of a Mask.
#define MASK 136

// Byte masks in Y2 and Y3 become the word in the given mask.
#define STORE(mask) \
	WORD(Y2, Y3) \
	MOVQ AX, (mask*MASK)(DI)

// Y2 and Y3 become the masks of bytes in a range: x+add <= last, unsigned.
#define RANGE(x0, x1, add, last) \
	VPADDB add, x0, Y2 \
	VPADDB add, x1, Y3 \
	VPMINUB last, Y2, Y4 \
	VPCMPEQB Y4, Y2, Y2 \
	VPMINUB last, Y3, Y4 \
	VPCMPEQB Y4, Y3, Y3

#define EQUAL(c) \
	VPCMPEQB c, Y0, Y2 \
	VPCMPEQB c, Y1, Y3

// func classifyAVX2(letters *byte, text *byte, blocks int)
TEXT ·classifyAVX2(SB), NOSPLIT, $0-24
	MOVQ letters+0(FP), DI
	MOVQ text+8(FP), SI
	MOVQ blocks+16(FP), CX
	VPBROADCASTB constants<>+0(SB), Y15  // 0x20
	VPBROADCASTB constants<>+1(SB), Y14  // -'a'
	VPBROADCASTB constants<>+2(SB), Y13  // 25
	VPBROADCASTB constants<>+3(SB), Y12  // -'A'
	VPBROADCASTB constants<>+4(SB), Y11  // -'0'
	VPBROADCASTB constants<>+5(SB), Y10  // 9
	VPBROADCASTB constants<>+6(SB), Y9   // -'\t'
	VPBROADCASTB constants<>+7(SB), Y8   // 4
	VPBROADCASTB constants<>+8(SB), Y7   // '\n'
	VPBROADCASTB constants<>+9(SB), Y6   // '\r'
	VPBROADCASTB constants<>+10(SB), Y5  // '\''

loop:
	VMOVDQU (SI), Y0
	VMOVDQU 32(SI), Y1

	// High
	WORD(Y0, Y1)
	MOVQ AX, (7*MASK)(DI)
	MOVQ AX, R9 // R9: all that is not Other

	// Upper
	RANGE(Y0, Y1, Y12, Y13)
	STORE(1)

	// Number
	RANGE(Y0, Y1, Y11, Y10)
	STORE(2)
	ORQ AX, R9

	// Quote
	EQUAL(Y5)
	STORE(6)

	// Newline
	EQUAL(Y7)
	VPCMPEQB Y6, Y0, Y4
	VPOR Y4, Y2, Y2
	VPCMPEQB Y6, Y1, Y4
	VPOR Y4, Y3, Y3
	STORE(5)

	// Space, kept in R8
	EQUAL(Y15)
	STORE(3)
	MOVQ AX, R8

	// White: Space or a control character
	RANGE(Y0, Y1, Y9, Y8)
	WORD(Y2, Y3)
	ORQ R8, AX
	MOVQ AX, (4*MASK)(DI)
	ORQ AX, R9

	// Control: below 0x20 or 0x7F, but not White
	VPBROADCASTB constants<>+11(SB), Y4
	VPMINUB Y4, Y0, Y2
	VPMINUB Y4, Y1, Y3
	VPCMPEQB Y2, Y0, Y2
	VPCMPEQB Y3, Y1, Y3
	VPBROADCASTB constants<>+12(SB), Y4
	VPCMPEQB Y4, Y0, Y4
	VPOR Y4, Y2, Y2
	VPBROADCASTB constants<>+12(SB), Y4
	VPCMPEQB Y4, Y1, Y4
	VPOR Y4, Y3, Y3
	MOVQ AX, R8
	NOTQ R8
	WORD(Y2, Y3)
	ANDQ R8, AX
	MOVQ AX, (9*MASK)(DI)

	// Letter
	VPOR Y15, Y0, Y0
	VPOR Y15, Y1, Y1
	RANGE(Y0, Y1, Y14, Y13)
	STORE(0)

	// Other
	ORQ AX, R9
	NOTQ R9
	MOVQ R9, (8*MASK)(DI)

	ADDQ $64, SI
	ADDQ $8, DI
	DECQ CX
	JNZ loop
	VZEROUPPER
	RET
