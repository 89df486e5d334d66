#include "go_asm.h"
#include "textflag.h"

// By the length of a word: what to keep of its 16 bytes, and what to add. The last is for words that are too
// long.
DATA masks<>+0(SB)/8, $0x0000000000000000
DATA masks<>+8(SB)/8, $0x0000000000000000
DATA masks<>+16(SB)/8, $0x0000000000000000
DATA masks<>+24(SB)/8, $0x0000000000000000
DATA masks<>+32(SB)/8, $0x00000000000000FF
DATA masks<>+40(SB)/8, $0x0000000000000000
DATA masks<>+48(SB)/8, $0x0000000000000000
DATA masks<>+56(SB)/8, $0x0100000000000000
DATA masks<>+64(SB)/8, $0x000000000000FFFF
DATA masks<>+72(SB)/8, $0x0000000000000000
DATA masks<>+80(SB)/8, $0x0000000000000000
DATA masks<>+88(SB)/8, $0x0200000000000000
DATA masks<>+96(SB)/8, $0x0000000000FFFFFF
DATA masks<>+104(SB)/8, $0x0000000000000000
DATA masks<>+112(SB)/8, $0x0000000000000000
DATA masks<>+120(SB)/8, $0x0300000000000000
DATA masks<>+128(SB)/8, $0x00000000FFFFFFFF
DATA masks<>+136(SB)/8, $0x0000000000000000
DATA masks<>+144(SB)/8, $0x0000000000000000
DATA masks<>+152(SB)/8, $0x0400000000000000
DATA masks<>+160(SB)/8, $0x000000FFFFFFFFFF
DATA masks<>+168(SB)/8, $0x0000000000000000
DATA masks<>+176(SB)/8, $0x0000000000000000
DATA masks<>+184(SB)/8, $0x0500000000000000
DATA masks<>+192(SB)/8, $0x0000FFFFFFFFFFFF
DATA masks<>+200(SB)/8, $0x0000000000000000
DATA masks<>+208(SB)/8, $0x0000000000000000
DATA masks<>+216(SB)/8, $0x0600000000000000
DATA masks<>+224(SB)/8, $0x00FFFFFFFFFFFFFF
DATA masks<>+232(SB)/8, $0x0000000000000000
DATA masks<>+240(SB)/8, $0x0000000000000000
DATA masks<>+248(SB)/8, $0x0700000000000000
DATA masks<>+256(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+264(SB)/8, $0x0000000000000000
DATA masks<>+272(SB)/8, $0x0000000000000000
DATA masks<>+280(SB)/8, $0x0800000000000000
DATA masks<>+288(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+296(SB)/8, $0x00000000000000FF
DATA masks<>+304(SB)/8, $0x0000000000000000
DATA masks<>+312(SB)/8, $0x0900000000000000
DATA masks<>+320(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+328(SB)/8, $0x000000000000FFFF
DATA masks<>+336(SB)/8, $0x0000000000000000
DATA masks<>+344(SB)/8, $0x0A00000000000000
DATA masks<>+352(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+360(SB)/8, $0x0000000000FFFFFF
DATA masks<>+368(SB)/8, $0x0000000000000000
DATA masks<>+376(SB)/8, $0x0B00000000000000
DATA masks<>+384(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+392(SB)/8, $0x00000000FFFFFFFF
DATA masks<>+400(SB)/8, $0x0000000000000000
DATA masks<>+408(SB)/8, $0x0C00000000000000
DATA masks<>+416(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+424(SB)/8, $0x000000FFFFFFFFFF
DATA masks<>+432(SB)/8, $0x0000000000000000
DATA masks<>+440(SB)/8, $0x0D00000000000000
DATA masks<>+448(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+456(SB)/8, $0x0000FFFFFFFFFFFF
DATA masks<>+464(SB)/8, $0x0000000000000000
DATA masks<>+472(SB)/8, $0x0E00000000000000
DATA masks<>+480(SB)/8, $0xFFFFFFFFFFFFFFFF
DATA masks<>+488(SB)/8, $0x00FFFFFFFFFFFFFF
DATA masks<>+496(SB)/8, $0x0000000000000000
DATA masks<>+504(SB)/8, $0x0F00000000000000
DATA masks<>+512(SB)/8, $0x0000000000000000
DATA masks<>+520(SB)/8, $0x0000000000000000
DATA masks<>+528(SB)/8, $0x0000000000000000
DATA masks<>+536(SB)/8, $0x0000000000000001
GLOBL masks<>(SB), RODATA, $544

// Random bits, and all of a key but the number of ids.
DATA constants<>+0(SB)/8, $0x9E3779B97F4A7C15
DATA constants<>+8(SB)/8, $0xD6E8FEB86659FD93
DATA constants<>+16(SB)/8, $-1
DATA constants<>+24(SB)/8, $0x0FFFFFFFFFFFFFFF
GLOBL constants<>(SB), RODATA, $32

// The hash of the key in X0 comes into AX. X7 has random bits.
#define HASH \
	VAESENC X7, X0, X1 \
	VAESENC X7, X1, X1 \
	VMOVQ X1, AX

// func hashFast(lo, hi uint64) uint64
TEXT ·hashFast(SB), NOSPLIT, $0-24
	VMOVDQU constants<>+0(SB), X7
	VMOVDQU lo+0(FP), X0
	HASH
	MOVQ AX, ret+16(FP)
	RET

// func prepareFast(ahead *word, slots *slot, pairs uint64, text *byte, words *model.Span, count int)
TEXT ·prepareFast(SB), NOSPLIT, $0-48
	MOVQ ahead+0(FP), DI
	MOVQ slots+8(FP), R8
	MOVQ pairs+16(FP), R9
	MOVQ text+24(FP), SI
	MOVQ words+32(FP), BX
	MOVQ count+40(FP), CX
	LEAQ masks<>(SB), R12
	MOVL $16, R13
	VMOVDQU constants<>+0(SB), X7

each:
	MOVL (BX), AX
	MOVL 4(BX), DX
	SUBL AX, DX
	CMPL DX, R13
	CMOVLHI R13, DX
	SHLQ $5, DX
	VMOVDQU (SI)(AX*1), X0
	VPAND (R12)(DX*1), X0, X0
	VPOR 16(R12)(DX*1), X0, X0
	HASH
	VMOVDQU X0, (DI)
	MOVQ AX, 16(DI)
	ANDQ R9, AX
	PREFETCHT0 (R8)(AX*1)
	ADDQ $24, DI
	ADDQ $8, BX
	DECQ CX
	JNE  each
	RET

// The key in X0 is compared with the slot at AX; X6 has the bits that count.
#define COMPARE \
	VPXOR (AX), X0, X1 \
	VPTEST X6, X1

// The loop of takeFast and of countFast. NOTE is what is done with the number of a word's ids, which is in DX, ABSENT what
// is done with a word that is in no slot.
#define TAKE(NOTE, ABSENT) \
next: \
	MOVQ 16(BX), AX \
	VMOVDQU (BX), X0 \
	ANDQ R9, AX \
	ADDQ R8, AX \
	COMPARE \
	LEAQ 32(AX), DX \
	CMOVQNE DX, AX \ // no branch: which of the two it is can't be predicted
	COMPARE \
	JNE  elsewhere \
found: \
	VMOVDQU 16(AX), X2 \
	MOVBLZX 15(AX), DX \
	VMOVDQU X2, (DI) \
	SHRL $4, DX \
	CMPL DX, $4 \
	JHI  out \ // listed
	NOTE \
	LEAQ (DI)(DX*4), DI \
further: \
	ADDQ $24, BX \
	DECQ CX \
	JNE  next \
	JMP  out \
elsewhere: \
	MOVQ 16(BX), AX \
	MOVQ AX, DX \
	ANDQ R9, DX \
	CMPQ 40(R8)(DX*1), $0 \ // the second pair is used only if the first is full
	JEQ  absent \
	SHRQ $32, AX \
	ANDQ R9, AX \
	ADDQ R8, AX \
	COMPARE \
	JEQ  found \
	ADDQ $32, AX \
	COMPARE \
	JEQ  found \
absent: \
	ABSENT \
out:

#define NOTHING
#define STORE \
	MOVB DX, (R11) \
	INCQ R11

// A word that may be in a slot becomes a gap, where those are wanted.
#define GAP \
	TESTQ R11, R11 \
	JEQ   out \
	CMPB  15(BX), $0 \
	JEQ   out \
	MOVQ  DI, AX \
	SUBQ  R12, AX \
	SHRQ  $2, AX \
	MOVL  CX, gap_rest(R11) \
	MOVL  AX, gap_at(R11) \
	ADDQ  $gap__size, R11 \
	JMP   further

// func takeFast(words *word, count int, slots *slot, pairs uint64, ids *uint32, gaps *gap) (done, n, gapped int)
TEXT ·takeFast(SB), NOSPLIT, $0-72
	MOVQ words+0(FP), BX
	MOVQ count+8(FP), CX
	MOVQ slots+16(FP), R8
	MOVQ pairs+24(FP), R9
	MOVQ ids+32(FP), DI
	MOVQ DI, R12
	MOVQ gaps+40(FP), R11
	VMOVDQU constants<>+16(SB), X6
	TAKE(NOTHING, GAP)
	MOVQ count+8(FP), AX
	SUBQ CX, AX
	MOVQ AX, done+48(FP)
	SUBQ R12, DI
	SHRQ $2, DI
	MOVQ DI, n+56(FP)
	SUBQ gaps+40(FP), R11
	SHRQ $3, R11
	MOVQ R11, gapped+64(FP)
	RET

// func countFast(words *word, count int, slots *slot, pairs uint64, ids *uint32, counts *uint8) (done int)
TEXT ·countFast(SB), NOSPLIT, $0-56
	MOVQ words+0(FP), BX
	MOVQ count+8(FP), CX
	MOVQ slots+16(FP), R8
	MOVQ pairs+24(FP), R9
	MOVQ ids+32(FP), DI
	MOVQ counts+40(FP), R11
	VMOVDQU constants<>+16(SB), X6
	TAKE(STORE, NOTHING)
	MOVQ count+8(FP), AX
	SUBQ CX, AX
	MOVQ AX, done+48(FP)
	RET
