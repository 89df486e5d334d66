#include "textflag.h"

// Only instructions that every x86-64 processor has.

// By the length of a word: what to keep of its 16 bytes, and what to add. The last is for words that are too
// long.
DATA masks<>+0(SB)/8, $0x0000000000000000
DATA masks<>+8(SB)/8, $0x0000000000000000
DATA masks<>+16(SB)/8, $0x0000000000000000
DATA masks<>+24(SB)/8, $0
DATA masks<>+32(SB)/8, $0x00000000000000FF
DATA masks<>+40(SB)/8, $0x0000000000000000
DATA masks<>+48(SB)/8, $0x0100000000000000
DATA masks<>+56(SB)/8, $0
DATA masks<>+64(SB)/8, $0x000000000000FFFF
DATA masks<>+72(SB)/8, $0x0000000000000000
DATA masks<>+80(SB)/8, $0x0200000000000000
DATA masks<>+88(SB)/8, $0
DATA masks<>+96(SB)/8, $0x0000000000FFFFFF
DATA masks<>+104(SB)/8, $0x0000000000000000
DATA masks<>+112(SB)/8, $0x0300000000000000
DATA masks<>+120(SB)/8, $0
DATA masks<>+128(SB)/8, $0x00000000FFFFFFFF
DATA masks<>+136(SB)/8, $0x0000000000000000
DATA masks<>+144(SB)/8, $0x0400000000000000
DATA masks<>+152(SB)/8, $0
DATA masks<>+160(SB)/8, $0x000000FFFFFFFFFF
DATA masks<>+168(SB)/8, $0x0000000000000000
DATA masks<>+176(SB)/8, $0x0500000000000000
DATA masks<>+184(SB)/8, $0
DATA masks<>+192(SB)/8, $0x0000FFFFFFFFFFFF
DATA masks<>+200(SB)/8, $0x0000000000000000
DATA masks<>+208(SB)/8, $0x0600000000000000
DATA masks<>+216(SB)/8, $0
DATA masks<>+224(SB)/8, $0x00FFFFFFFFFFFFFF
DATA masks<>+232(SB)/8, $0x0000000000000000
DATA masks<>+240(SB)/8, $0x0700000000000000
DATA masks<>+248(SB)/8, $0
DATA masks<>+256(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+264(SB)/8, $0x0000000000000000
DATA masks<>+272(SB)/8, $0x0800000000000000
DATA masks<>+280(SB)/8, $0
DATA masks<>+288(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+296(SB)/8, $0x00000000000000FF
DATA masks<>+304(SB)/8, $0x0900000000000000
DATA masks<>+312(SB)/8, $0
DATA masks<>+320(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+328(SB)/8, $0x000000000000FFFF
DATA masks<>+336(SB)/8, $0x0A00000000000000
DATA masks<>+344(SB)/8, $0
DATA masks<>+352(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+360(SB)/8, $0x0000000000FFFFFF
DATA masks<>+368(SB)/8, $0x0B00000000000000
DATA masks<>+376(SB)/8, $0
DATA masks<>+384(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+392(SB)/8, $0x00000000FFFFFFFF
DATA masks<>+400(SB)/8, $0x0C00000000000000
DATA masks<>+408(SB)/8, $0
DATA masks<>+416(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+424(SB)/8, $0x000000FFFFFFFFFF
DATA masks<>+432(SB)/8, $0x0D00000000000000
DATA masks<>+440(SB)/8, $0
DATA masks<>+448(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+456(SB)/8, $0x0000FFFFFFFFFFFF
DATA masks<>+464(SB)/8, $0x0E00000000000000
DATA masks<>+472(SB)/8, $0
DATA masks<>+480(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+488(SB)/8, $0x00FFFFFFFFFFFFFF
DATA masks<>+496(SB)/8, $0x0F00000000000000
DATA masks<>+504(SB)/8, $0
DATA masks<>+512(SB)/8, $0x0000000000000000
DATA masks<>+520(SB)/8, $0x0000000000000000
DATA masks<>+528(SB)/8, $0x0000000000000001
DATA masks<>+536(SB)/8, $0
GLOBL masks<>(SB), RODATA, $544

// func prepareFast(ahead *word, slots *slot, pair uint64, text *byte, words *model.Span, count int)
TEXT ·prepareFast(SB), NOSPLIT, $0-48
	MOVQ ahead+0(FP), DI
	MOVQ slots+8(FP), R8
	MOVQ pair+16(FP), R9
	MOVQ text+24(FP), SI
	MOVQ words+32(FP), BX
	MOVQ count+40(FP), CX
	SHLQ $5, R9 // of numbers of slots to their offsets
	LEAQ masks<>(SB), R12
	MOVL $16, R13

each:
	MOVL (BX), AX
	MOVL 4(BX), DX
	SUBL AX, DX
	CMPL DX, R13
	CMOVLHI R13, DX
	SHLQ $5, DX
	MOVQ (SI)(AX*1), R10
	MOVQ 8(SI)(AX*1), R11
	ANDQ (R12)(DX*1), R10
	ANDQ 8(R12)(DX*1), R11
	ORQ  16(R12)(DX*1), R11
	MOVQ R10, (DI)
	MOVQ R11, 8(DI)

	// hash
	MOVQ $0x9E3779B97F4A7C15, AX
	MOVQ $0xD6E8FEB86659FD93, DX
	XORQ R10, AX
	XORQ R11, DX
	MULQ DX
	XORQ DX, AX
	MOVQ AX, 16(DI)

	SHLQ $5, AX
	ANDQ R9, AX
	PREFETCHT0 (R8)(AX*1)
	ADDQ $24, DI
	ADDQ $8, BX
	DECQ CX
	JNE  each
	RET

// The key in R10 and R11 is compared with the slot at AX, but for the number of ids: zero if equal. R13
// becomes the slot's hi.
#define COMPARE \
	MOVQ 8(AX), R13 \
	MOVQ (AX), DX \
	MOVQ R13, R14 \
	XORQ R11, R14 \
	SHLQ $4, R14 \
	XORQ R10, DX \
	ORQ R14, DX

// func takeFast(words *word, count int, slots *slot, pair uint64, ids *uint32) (done, n int)
TEXT ·takeFast(SB), NOSPLIT, $0-56
	MOVQ words+0(FP), BX
	MOVQ count+8(FP), CX
	MOVQ slots+16(FP), R8
	MOVQ pair+24(FP), R9
	MOVQ ids+32(FP), DI
	SHLQ $5, R9

next:
	MOVQ 16(BX), AX
	MOVQ (BX), R10
	MOVQ 8(BX), R11
	SHLQ $5, AX
	ANDQ R9, AX
	ADDQ R8, AX
	COMPARE
	JNE  second

found:
	MOVUPS 16(AX), X0
	MOVUPS X0, (DI)
	SHRQ $60, R13
	LEAQ (DI)(R13*4), DI
	ADDQ $24, BX
	DECQ CX
	JNE  next

out:
	MOVQ count+8(FP), AX
	SUBQ CX, AX
	MOVQ AX, done+40(FP)
	SUBQ ids+32(FP), DI
	SHRQ $2, DI
	MOVQ DI, n+48(FP)
	RET

second:
	ADDQ $32, AX
	COMPARE
	JNE  elsewhere

	// What is found comes first next time.
	MOVUPS (AX), X0
	MOVUPS 16(AX), X1
	MOVUPS -32(AX), X2
	MOVUPS -16(AX), X3
	MOVUPS X0, -32(AX)
	MOVUPS X1, -16(AX)
	MOVUPS X2, (AX)
	MOVUPS X3, 16(AX)
	SUBQ $32, AX
	JMP found

elsewhere:
	MOVQ 16(BX), AX
	SHRQ $32, AX
	SHLQ $5, AX
	ANDQ R9, AX
	ADDQ R8, AX
	COMPARE
	JEQ  found
	ADDQ $32, AX
	COMPARE
	JEQ  found
	JMP  out
