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

// The block after the last is of no class.
#define ZERO \
	XORL AX, AX \
	MOVQ AX, (0*MASK)(DI) \
	MOVQ AX, (1*MASK)(DI) \
	MOVQ AX, (2*MASK)(DI) \
	MOVQ AX, (3*MASK)(DI) \
	MOVQ AX, (4*MASK)(DI) \
	MOVQ AX, (5*MASK)(DI) \
	MOVQ AX, (6*MASK)(DI) \
	MOVQ AX, (7*MASK)(DI) \
	MOVQ AX, (8*MASK)(DI) \
	MOVQ AX, (9*MASK)(DI)

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
	ZERO
	VZEROUPPER
	RET

// The bytes of x from first on, as many as last says, become a word in mask.
#define RANGE512(x, first, last, mask) \
	VPSUBB first, x, Z1 \
	VPCMPUB $2, last, Z1, K1 \
	KMOVQ K1, AX \
	MOVQ AX, (mask*MASK)(DI)

#define BROADCAST512(c, z) \
	MOVL $c, AX \
	VPBROADCASTB AX, z

// func classifyAVX512(letters *byte, text *byte, blocks int)
TEXT ·classifyAVX512(SB), NOSPLIT, $0-24
	MOVQ letters+0(FP), DI
	MOVQ text+8(FP), SI
	MOVQ blocks+16(FP), CX
	BROADCAST512(0x20, Z31)
	BROADCAST512(0x61, Z30) // 'a'
	BROADCAST512(25, Z29)
	BROADCAST512(0x41, Z28) // 'A'
	BROADCAST512(0x30, Z27) // '0'
	BROADCAST512(9, Z26)
	BROADCAST512(4, Z25)
	BROADCAST512(10, Z24)
	BROADCAST512(13, Z23)
	BROADCAST512(0x27, Z22) // '\''
	BROADCAST512(0x7F, Z21)

loop512:
	VMOVDQU64 (SI), Z0
	VPMOVB2M Z0, K1
	KMOVQ K1, R9 // High, and then all that is not Other
	MOVQ R9, (7*MASK)(DI)
	RANGE512(Z0, Z28, Z29, 1) // Upper
	RANGE512(Z0, Z27, Z26, 2) // Number
	ORQ AX, R9
	VPCMPEQB Z22, Z0, K1
	KMOVQ K1, AX
	MOVQ AX, (6*MASK)(DI) // Quote
	VPCMPEQB Z24, Z0, K1
	VPCMPEQB Z23, Z0, K2
	KORQ K1, K2, K1
	KMOVQ K1, AX
	MOVQ AX, (5*MASK)(DI) // Newline
	VPCMPEQB Z31, Z0, K1
	KMOVQ K1, R8
	MOVQ R8, (3*MASK)(DI) // Space
	VPSUBB Z26, Z0, Z1
	VPCMPUB $2, Z25, Z1, K1
	KMOVQ K1, R10
	ORQ R8, R10
	MOVQ R10, (4*MASK)(DI) // White
	ORQ R10, R9
	VPCMPUB $1, Z31, Z0, K1
	VPCMPEQB Z21, Z0, K2
	KORQ K1, K2, K1
	KMOVQ K1, AX
	ANDNQ AX, R10, AX
	MOVQ AX, (9*MASK)(DI) // Control
	VPORQ Z31, Z0, Z0
	RANGE512(Z0, Z30, Z29, 0) // Letter
	ORQ AX, R9
	NOTQ R9
	MOVQ R9, (8*MASK)(DI) // Other
	ADDQ $64, SI
	ADDQ $8, DI
	DECQ CX
	JNZ loop512
	ZERO
	VZEROUPPER
	RET
