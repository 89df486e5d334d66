#include "textflag.h"
#include "go_asm.h"

// MASK is the size of a Mask; the masks of asciibits.Masks that characters beyond ASCII are added to, by offset.
#define MASK 136
#define LETTER (0*MASK)
#define UPPER (1*MASK)
#define HIGH (7*MASK)
#define OTHER (8*MASK)

// The masks that have nothing else, from Buffer.inner on.
#define INNER (0*MASK)
#define CASELESS (1*MASK)
#define HAN (2*MASK)
#define MARK (3*MASK)
#define HARD (4*MASK)

// BYTES fills z with a byte, WORDS with a word.
#define BYTES(c, z) \
	MOVL $(c), AX \
	VPBROADCASTB AX, z

#define WORDS(c, z) \
	MOVL $(c), AX \
	VPBROADCASTW AX, z

// The words of Z0 from first to first+more become first.
#define SAME(first, more) \
	VPSUBW first, Z0, Z1 \
	VPCMPUW $2, more, Z1, K2 \
	VMOVDQU16 first, K2, Z0

// PUTASCII adds the bytes of characters of some classes to a mask that has ASCII too, PUT makes a mask of them.
#define PUTASCII(set, mask) \
	VPTESTMB set, Z3, K1 \
	KMOVQ K1, AX \
	ORQ AX, mask(DI)

#define PUT(set, mask) \
	VPTESTMB set, Z3, K1 \
	KMOVQ K1, mask(R8)

// func decodeAVX512(letters, inner *byte, bmp *class, text *byte, size, blocks int, long *uint64) uint64
TEXT ·decodeAVX512(SB), NOSPLIT, $0-64
	MOVQ letters+0(FP), DI
	MOVQ inner+8(FP), R8
	MOVQ bmp+16(FP), BX
	MOVQ text+24(FP), SI
	MOVQ size+32(FP), CX
	MOVQ blocks+40(FP), DX
	MOVQ long+48(FP), R9
	XORL R10, R10 // all of long

	BYTES(0xC0, Z16)
	BYTES(0xE0, Z17)
	BYTES(0xF0, Z18)
	WORDS(0x4E00, Z21) // Han: to U+9FA5
	WORDS(0x51A5, Z22)
	WORDS(0xAC00, Z23) // Hangul: to U+D7A3
	WORDS(0x2BA3, Z24)
	WORDS(const_number, Z25)
	BYTES(const_upper+const_lower+const_caseless+const_han, Z26)
	BYTES(const_upper, Z27)
	BYTES(const_other, Z28)
	BYTES(const_caseless+const_han, Z29)
	BYTES(const_han, Z30)
	BYTES(const_mark, Z31)
	BYTES(const_number, Z15)
	MOVL $0xAAAAAAAA, AX
	KMOVD AX, K7
	VPXORQ Z13, Z13, Z13 // the classes in the block before, at the first bytes of characters
	VPXORQ Z14, Z14, Z14

block:
	CMPQ HIGH(DI), $0
	JEQ none
	CMPQ CX, $66
	JLT last
	VMOVDQU64 (SI), Z0
	VMOVDQU64 1(SI), Z1
	VMOVDQU64 2(SI), Z2

loaded:
	VPCMPUB $5, Z16, Z0, K1 // first bytes of characters beyond ASCII
	VPCMPUB $5, Z17, Z0, K2 // of three bytes or four
	VPCMPUB $5, Z18, Z0, K3 // of four
	KMOVQ HIGH(DI), K5
	KANDNQ K5, K1, K5 // bytes that are not first
	KANDNQ K1, K3, K1
	KMOVQ K3, AX
	MOVQ AX, (R9)
	ORQ AX, R10

	// Their code points, in halves: from each character its first byte, if there are three, and its two last.
	VMOVDQU8.Z Z0, K2, Z3
	VPBLENDMB Z1, Z0, K2, Z4
	VPBLENDMB Z2, Z1, K2, Z5
	VPSLLW $6, Z4, Z6
	VPTERNLOGQ $0xE2, Z5, Z16, Z6 // of Z6 what Z16 has, else of Z5
	VPSLLW $4, Z3, Z7
	VPSRLW $2, Z4, Z4
	VPTERNLOGQ $0xE2, Z4, Z18, Z7
	VPCOMPRESSB.Z Z6, K1, Z6
	VPCOMPRESSB.Z Z7, K1, Z7
	VPMOVZXBW Y6, Z6
	VPMOVZXBW Y7, Z7
	VPSLLW $8, Z7, Z7
	VPORQ Z6, Z7, Z0

	// Their classes. All of a large script are looked up in one place, which stays in the nearest cache.
	SAME(Z21, Z22)
	SAME(Z23, Z24)
	VPBLENDMW Z14, Z0, K7, Z1
	VPSRLD $16, Z0, Z2
	VPXORQ Z3, Z3, Z3
	VPXORQ Z4, Z4, Z4
	KXNORW K0, K0, K2
	KXNORW K0, K0, K3
	VPGATHERDD (BX)(Z1*2), K2, Z3
	VPGATHERDD (BX)(Z2*2), K3, Z4
	VPSLLD $16, Z4, Z4
	VPBLENDMW Z4, Z3, K7, Z0
	VPMINUW Z25, Z0, Z0 // what is hard becomes a number
	VPMOVWB Z0, Y0
	VPEXPANDB.Z Z0, K1, Z0

put: // the classes at the first bytes of characters, for all their bytes
	VALIGND $15, Z13, Z0, Z1
	VPSHLDD $8, Z1, Z0, Z2
	VPSHLDD $16, Z1, Z0, Z3
	VMOVDQU8.Z Z3, K5, Z3
	VPTERNLOGQ $0xFE, Z0, Z2, Z3
	VMOVDQA64 Z0, Z13
	KMOVQ K5, INNER(R8)
	PUTASCII(Z26, LETTER)
	PUTASCII(Z27, UPPER)
	PUTASCII(Z28, OTHER)
	PUT(Z29, CASELESS)
	PUT(Z30, HAN)
	PUT(Z31, MARK)
	PUT(Z15, HARD)

next:
	ADDQ $64, SI
	SUBQ $64, CX
	ADDQ $8, DI
	ADDQ $8, R8
	ADDQ $8, R9
	DECQ DX
	JGT block
	JLT done

	// What the last character has of the block after the last one.
	XORL AX, AX
	MOVL $1, R12

more:
	TESTQ CX, CX
	JLE rest
	MOVBLZX (SI), R11
	SHRL $6, R11
	CMPL R11, $2
	JNE rest
	ORQ R12, AX
	SHLQ $1, R12
	INCQ SI
	DECQ CX
	JMP more

rest:
	KMOVQ AX, K5
	VPXORQ Z0, Z0, Z0
	JMP put

done:
	MOVQ R10, ret+56(FP)
	VZEROUPPER
	RET

none: // nor any character of the block before that goes on here
	XORL AX, AX
	MOVQ AX, (R9)
	MOVQ AX, INNER(R8)
	MOVQ AX, CASELESS(R8)
	MOVQ AX, HAN(R8)
	MOVQ AX, MARK(R8)
	MOVQ AX, HARD(R8)
	JMP next

last: // nothing is read beyond the text
	MOVQ $-1, R12
	XORL R11, R11
	BZHIQ CX, R12, AX
	KMOVQ AX, K1
	LEAQ -1(CX), R13
	BZHIQ R13, R12, AX
	KMOVQ AX, K2
	SUBQ $1, R13
	CMOVQCS R11, R13
	BZHIQ R13, R12, AX
	KMOVQ AX, K3
	VMOVDQU8.Z (SI), K1, Z0
	VMOVDQU8.Z 1(SI), K2, Z1
	VMOVDQU8.Z 2(SI), K3, Z2
	JMP loaded
