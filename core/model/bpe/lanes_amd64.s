#include "go_asm.h"
#include "textflag.h"

// The pair in DX is kept at PAIR; DX becomes the address where it is looked for first: see pairTable.home.
#define HOME(PAIR) \
	MOVQ DX, PAIR \
	XORQ R12, DX \
	MULXQ R13, AX, DX \
	XORQ AX, DX \
	MULXQ R9, AX, DX \
	SHLQ $6, DX \
	ADDQ R8, DX

// The rank of PAIR, which is looked for from SLOT on, comes into AX.
#define LOOK(PAIR, SLOT, probe, more, out) \
	VPBROADCASTQ PAIR, Y0 \
	MOVQ SLOT, DX \
probe: \
	VMOVDQU (DX), Y1 \
	VMOVDQU 32(DX), Y2 \
	VPSRLQ $const_rankBits, Y1, Y3 \
	VPSRLQ $const_rankBits, Y2, Y4 \
	VPCMPEQQ Y0, Y3, Y3 \
	VPCMPEQQ Y0, Y4, Y4 \
	VPCMPEQQ Y7, Y1, Y1 \
	VPCMPEQQ Y7, Y2, Y2 \
	VPOR Y1, Y3, Y3 \
	VPOR Y2, Y4, Y4 \
	VMOVMSKPD Y3, AX \
	VMOVMSKPD Y4, BX \
	SHLL $4, BX \
	ORL BX, AX \
	JEQ more \
	TZCNTL AX, AX \
	MOVL (DX)(AX*8), AX \
	JMP out \
more: \
	ADDQ $64, DX \
	CMPQ DX, R11 \
	CMOVQEQ R8, DX \
	JMP probe \
out: \
	ANDL $const_maxRank, AX \
	DECL AX

// The least of the eight ranks in Y2 comes into R14 and, eight times, into Y3.
#define LEAST \
	VEXTRACTI128 $1, Y2, X3 \
	VPMINUD X2, X3, X2 \
	VPSHUFD $0x4E, X2, X3 \
	VPMINUD X2, X3, X2 \
	VPSHUFD $0xB1, X2, X3 \
	VPMINUD X2, X3, X2 \
	VMOVD X2, R14 \
	VPBROADCASTD X2, Y3

// The least rank of the word at DX comes into R14, and where that is first into R15: of 16 ranks, or of 32.
#define CHOOSE16 \
	VMOVDQU lane_ranks(DX), Y0 \
	VMOVDQU (lane_ranks+32)(DX), Y1 \
	VPMINUD Y0, Y1, Y2 \
	LEAST \
	VPCMPEQD Y0, Y3, Y0 \
	VPCMPEQD Y1, Y3, Y1 \
	VPACKSSDW Y1, Y0, Y0 \
	VPERMQ $0xD8, Y0, Y0 \
	VPMOVMSKB Y0, R15 \
	TZCNTL R15, R15 \
	SHRL $1, R15

#define CHOOSE32 \
	VMOVDQU lane_ranks(DX), Y0 \
	VMOVDQU (lane_ranks+32)(DX), Y1 \
	VMOVDQU (lane_ranks+64)(DX), Y4 \
	VMOVDQU (lane_ranks+96)(DX), Y5 \
	VPMINUD Y0, Y1, Y2 \
	VPMINUD Y4, Y5, Y3 \
	VPMINUD Y2, Y3, Y2 \
	LEAST \
	VPCMPEQD Y0, Y3, Y0 \
	VPCMPEQD Y1, Y3, Y1 \
	VPCMPEQD Y4, Y3, Y4 \
	VPCMPEQD Y5, Y3, Y5 \
	VPACKSSDW Y1, Y0, Y0 \
	VPACKSSDW Y5, Y4, Y4 \
	VPACKSSWB Y4, Y0, Y0 \
	VPERMD Y0, Y6, Y0 \
	VPMOVMSKB Y0, R15 \
	TZCNTL R15, R15

// What follows the pair whose first symbol is at AX moves up, and so do its ranks. The id after the pair comes into X0.
#define SHIFT16 \
	VMOVDQU 8(AX), Y0 \
	VMOVDQU 40(AX), Y1 \
	VMOVDQU (lane_ranks-lane_ids+8)(AX), Y2 \
	VMOVDQU (lane_ranks-lane_ids+40)(AX), Y3 \
	VMOVDQU Y0, 4(AX) \
	VMOVDQU Y1, 36(AX) \
	VMOVDQU Y2, (lane_ranks-lane_ids+4)(AX) \
	VMOVDQU Y3, (lane_ranks-lane_ids+36)(AX)

#define SHIFT32 \
	VMOVDQU 72(AX), Y4 \
	VMOVDQU 104(AX), Y5 \
	VMOVDQU (lane_ranks-lane_ids+72)(AX), Y8 \
	VMOVDQU (lane_ranks-lane_ids+104)(AX), Y9 \
	SHIFT16 \
	VMOVDQU Y4, 68(AX) \
	VMOVDQU Y5, 100(AX) \
	VMOVDQU Y8, (lane_ranks-lane_ids+68)(AX) \
	VMOVDQU Y9, (lane_ranks-lane_ids+100)(AX)

#define MERGE(CHOOSE, SHIFT) \
	MOVQ l+0(FP), DI \
	LEAQ lanes_running(DI), SI \
	MOVQ count+8(FP), CX \
	MOVQ slots+16(FP), R8 \
	MOVQ size+24(FP), R9 \
	MOVQ ids+32(FP), R10 \
	LEAQ (R8)(R9*8), R11 \
	SHRQ $3, R9 \ // lines
	MOVQ $0x9E3779B97F4A7C15, R12 \
	MOVQ $0xD6E8FEB86659FD93, R13 \
	VPXOR Y7, Y7, Y7 \
round: \ // of each word: which pair comes first?
	XORL AX, AX \
	XORL BX, BX \ // words that go on
choose: \
	MOVL (SI)(AX*4), DX \
	MOVL DX, (SI)(BX*4) \
	IMUL3Q $lane__size, DX, DX \
	LEAQ lanes_words(DI)(DX*1), DX \
	CHOOSE \
	MOVL R14, lane_rank(DX) \
	MOVL R15, lane_at(DX) \
	PREFETCHT0 (R10)(R14*4) \
	CMPL R14, $-1 \ // carry if there is a pair
	ADCL $0, BX \
	INCL AX \
	CMPL AX, CX \
	JNE choose \
	MOVL BX, CX \
	TESTL CX, CX \
	JEQ end \
	XORL BX, BX \
join: \ // it becomes one symbol, whose pairs are hashed
	MOVL (SI)(BX*4), R15 \
	IMUL3Q $lane__size, R15, R15 \
	LEAQ lanes_words(DI)(R15*1), R15 \
	MOVL lane_at(R15), DX \
	MOVL lane_rank(R15), R14 \
	MOVL (R10)(R14*4), R14 \
	LEAQ lane_ids(R15)(DX*4), AX \
	SHIFT \
	MOVL R14, (AX) \
	DECL lane_size(R15) \
	MOVL $2, AX \
	SHLXL DX, AX, AX \
	PDEPL lane_starts(R15), AX, AX \ // the start of the second symbol
	XORL AX, lane_starts(R15) \
	MOVQ R14, DX \
	SHLQ $const_idBits, DX \
	VMOVD X0, AX \
	ORQ AX, DX \
	HOME(lane_right(R15)) \
	MOVL lane_at(R15), AX \
	INCL AX \
	CMPL AX, lane_size(R15) \
	CMOVQCC DI, DX \ // it is the last symbol
	MOVQ DX, lane_rightSlot(R15) \
	PREFETCHT0 (DX) \
	MOVL lane_at(R15), AX \
	MOVL (lane_ids-4)(R15)(AX*4), DX \
	SHLQ $const_idBits, DX \
	ORQ R14, DX \
	HOME(lane_left(R15)) \
	CMPL lane_at(R15), $0 \
	CMOVQEQ DI, DX \ // it is the first symbol
	MOVQ DX, lane_leftSlot(R15) \
	PREFETCHT0 (DX) \
	INCL BX \
	CMPL BX, CX \
	JNE join \
	XORL R14, R14 \
rank: \ // the pairs' ranks
	MOVL (SI)(R14*4), R15 \
	IMUL3Q $lane__size, R15, R15 \
	LEAQ lanes_words(DI)(R15*1), R15 \
	LOOK(lane_right(R15), lane_rightSlot(R15), probeRight, moreRight, outRight) \
	MOVL lane_at(R15), DX \
	MOVL AX, lane_ranks(R15)(DX*4) \
	LOOK(lane_left(R15), lane_leftSlot(R15), probeLeft, moreLeft, outLeft) \
	MOVL lane_at(R15), DX \
	MOVL AX, (lane_ranks-4)(R15)(DX*4) \ // before the first is ids' end, of no meaning
	INCL R14 \
	CMPL R14, CX \
	JNE rank \
	JMP round \
end: \
	VZEROUPPER

// Where the ranks of CHOOSE32 are after packing.
DATA order<>+0(SB)/8, $0x0000000400000000
DATA order<>+8(SB)/8, $0x0000000500000001
DATA order<>+16(SB)/8, $0x0000000600000002
DATA order<>+24(SB)/8, $0x0000000700000003
GLOBL order<>(SB), RODATA, $32

// func merge16(l *lanes, count int, slots *uint64, size int, ids *uint32)
TEXT ·merge16(SB), NOSPLIT, $0-40
	MERGE(CHOOSE16, SHIFT16)
	RET

// func merge32(l *lanes, count int, slots *uint64, size int, ids *uint32)
TEXT ·merge32(SB), NOSPLIT, $0-40
	VMOVDQU order<>(SB), Y6
	MERGE(CHOOSE32, SHIFT32)
	RET
