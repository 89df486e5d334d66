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
DATA masks<>+544(SB)/8, $16 // the length that stands for all that are too long
GLOBL masks<>(SB), RODATA, $552

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

// What the word at R13 in the text at SI is looked up by is stored at R10, and its slot is fetched. R14 has the masks.
#define PREPARE \
	MOVL (R13), AX \
	MOVL 4(R13), DX \
	SUBL AX, DX \
	CMPL DX, $16 \
	CMOVLHI 544(R14), DX \
	SHLQ $5, DX \
	VMOVDQU (SI)(AX*1), X0 \
	VPAND (R14)(DX*1), X0, X0 \
	VPOR 16(R14)(DX*1), X0, X0 \
	HASH \
	VMOVDQU X0, (R10) \
	MOVQ AX, 16(R10) \
	ANDQ R9, AX \
	PREFETCHT0 (R8)(AX*1) \
	ADDQ $24, R10 \
	ADDQ $8, R13

// The key in X0 is compared with the slot at AX; X6 has the bits that count.
#define COMPARE \
	VPXOR (AX), X0, X1 \
	VPTEST X6, X1

// The loop of takeFast and of countFast. FIRST is what is done for each word, NOTE what is done with the number of its ids,
// which is in DX, LISTED what is done with a word whose ids are in a list, ABSENT with one that is in no slot.
#define TAKE(FIRST, NOTE, LISTED, ABSENT) \
next: \
	FIRST \
	MOVQ 16(BX), AX \
	VMOVDQU (BX), X0 \
	ANDQ R9, AX \
	ADDQ R8, AX \
	MOVQ (BX), DX \
	CMPQ DX, (AX) \ // tells the two slots apart, but for words that begin alike
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
	JHI  inList \
	NOTE \
	LEAQ (DI)(DX*4), DI \
further: \
	ADDQ $24, BX \
	DECQ CX \
	JNE  next \
	JMP  out \
elsewhere: \
	MOVQ 16(BX), DX \
	MOVQ DX, AX \
	ANDQ R9, AX \
	ADDQ R8, AX \
	CMPQ 40(AX), $0 \ // the second pair is used only if the first is full
	JEQ  absent \
	ADDQ $32, AX \
	COMPARE \
	JEQ  found \
	SHRQ $32, DX \
	ANDQ R9, DX \
	LEAQ (R8)(DX*1), AX \
	COMPARE \
	JEQ  found \
	ADDQ $32, AX \
	COMPARE \
	JEQ  found \
absent: \
	ABSENT \
	JMP  out \
inList: \
	LISTED \
out:

#define NOTHING
#define STORE \
	MOVB DX, (R11) \
	INCQ R11

// While a word is taken, one of the next block is prepared, so that the processor has something to do as it waits.
#define AHEAD \
	DECQ R12 \
	JLT  prepared \
	PREPARE \
prepared:

// The word becomes a gap, where those are wanted.
#define GAP \
	TESTQ R11, R11 \
	JEQ   out \
	MOVQ  t+0(FP), DX \
	MOVQ  DI, AX \
	SUBQ  taking_ids(DX), AX \
	SHRQ  $2, AX \
	MOVL  CX, gap_rest(R11) \
	MOVL  AX, gap_at(R11) \
	ADDQ  $gap__size, R11 \
	JMP   further

// The ids of the slot at AX are copied from the list, four at a time: there are more than that. SI is the text's again then.
#define COPY \
	MOVQ  t+0(FP), SI \
	MOVL  (slot_ids+8)(AX), DX \
	CMPL  DX, taking_list(SI) \
	JNE   out \
	MOVL  (slot_ids+4)(AX), DX \
	MOVL  slot_ids(AX), AX \
	SUBL  AX, DX \
	SHLQ  $2, AX \
	ADDQ  taking_lists(SI), AX \
	VMOVQ R13, X3 \
	MOVQ  CX, R13 \
	SHLQ  $4, R13 \ // the room that this and the other words need besides
	ADDQ  DI, R13 \
	LEAQ  (R13)(DX*4), R13 \
	SUBQ  taking_ids(SI), R13 \
	SHRQ  $2, R13 \
	CMPQ  R13, taking_room(SI) \
	VMOVQ X3, R13 \
	JHI   out \
	LEAQ  (DI)(DX*4), SI \
four: \
	VMOVDQU (AX), X2 \
	VMOVDQU X2, (DI) \
	ADDQ $16, AX \
	ADDQ $16, DI \
	SUBL $4, DX \
	CMPL DX, $4 \
	JHS  four \
	VMOVDQU -16(AX)(DX*4), X2 \
	VMOVDQU X2, -16(SI) \
	MOVQ SI, DI \
	MOVQ t+0(FP), SI \
	MOVQ taking_text(SI), SI \
	JMP  further

// func hashFast(lo, hi uint64) uint64
TEXT ·hashFast(SB), NOSPLIT, $0-24
	VMOVDQU constants<>+0(SB), X7
	VMOVQ lo+0(FP), X0 // both at once would wait until they are stored
	VPINSRQ $1, hi+8(FP), X0, X0
	HASH
	MOVQ AX, ret+16(FP)
	RET

// func prepareFast(into *word, slots *slot, pairs uint64, text *byte, words *model.Span, count int)
TEXT ·prepareFast(SB), NOSPLIT, $0-48
	MOVQ into+0(FP), R10
	MOVQ slots+8(FP), R8
	MOVQ pairs+16(FP), R9
	MOVQ text+24(FP), SI
	MOVQ words+32(FP), R13
	MOVQ count+40(FP), CX
	LEAQ masks<>(SB), R14
	VMOVDQU constants<>+0(SB), X7

each:
	PREPARE
	DECQ CX
	JNE  each
	RET

// func takeFast(t *taking) (done, n, gapped int)
TEXT ·takeFast(SB), NOSPLIT, $0-32
	MOVQ t+0(FP), AX
	MOVQ taking_words(AX), BX
	MOVQ taking_count(AX), CX
	MOVQ taking_slots(AX), R8
	MOVQ taking_pairs(AX), R9
	MOVQ taking_ids(AX), DI
	MOVQ taking_gaps(AX), R11
	MOVQ taking_into(AX), R10
	MOVQ taking_text(AX), SI
	MOVQ taking_coming(AX), R13
	MOVQ taking_ahead(AX), R12
	LEAQ masks<>(SB), R14
	VMOVDQU constants<>+0(SB), X7
	VMOVDQU constants<>+16(SB), X6
	TAKE(AHEAD, NOTHING, COPY, GAP)
	MOVQ t+0(FP), DX
	MOVQ taking_count(DX), AX
	SUBQ CX, AX
	MOVQ AX, done+8(FP)
	SUBQ taking_ids(DX), DI
	SHRQ $2, DI
	MOVQ DI, n+16(FP)
	SUBQ taking_gaps(DX), R11
	SHRQ $3, R11
	MOVQ R11, gapped+24(FP)
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
	TAKE(NOTHING, STORE, NOTHING, NOTHING)
	MOVQ count+8(FP), AX
	SUBQ CX, AX
	MOVQ AX, done+48(FP)
	RET
