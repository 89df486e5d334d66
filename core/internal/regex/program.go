package regex

type opcode uint8

const (
	opMatch opcode = iota
	opFail
	opString    // str
	opClass     // one character of class
	opLoop      // class, min…max times, see loopKind
	opRun       // class, as often as it matches, and at least min, 0 or 1 times; x is its number
	opOne       // class, if it matches
	opAlt       // targets, the first that leads to a match
	opJump      // x
	opNextIs    // class tests the next character; not
	opPrevIs    // class tests the previous character; not
	opAnchor    // anchor
	opMark      // registers[x] = height of the stack; remembers the position
	opCut       // drops the alternatives above mark x; not: goes back to the position of the mark
	opNot       // alternative y, then as opMark
	opNotEnd    // drops all above mark x and the alternative below it, and fails; the text ends at registers[y], if y is set
	opSet       // registers[x] = position
	opOpen      // a group begins: registers[x] = position, the next one is unset
	opCopy      // registers[x] = registers[y]
	opKeep      // \K
	opBackref   // groups; not: ignoring case
	opMatched   // groups: one of them has matched
	opCount     // registers[x] = 0
	opRepeat    // one turn more of the loop that counts in x; body at y; min…max, lazy
	opEmptyTest // jumps to y if nothing was matched since registers[x] was set
	opStepBack  // min characters back, or up to max
	opEndHere   // registers[x] = the end of the text; it ends at the position
	opAtEnd     // the position is the end
	opEndIs     // the text ends at registers[x]
	opEndWas    // registers[x] = end
	opEndReset  // the text ends where it does
	opGoBack    // the position is registers[x]
	opCall      // subroutine at x
	opReturn
)

type loopKind uint8

const (
	loopGreedy loopKind = iota
	loopLazy
	loopPossessive // what follows cannot begin with a character of the loop, or takes anything
)

// maxTargets is how many alternatives one opAlt tells apart.
const maxTargets = 32

// inst is one instruction. What its fields mean is said at the opcodes.
type inst struct {
	op      opcode
	loop    loopKind
	not     bool
	sticky  bool // opAlt: a cut does not drop its alternatives
	lazy    bool
	anchor  anchor
	x, y    int32
	min     int32
	max     int32 // infinite or not
	memo    int32 // index of the instruction's states in the memory of failures, or -1
	class   *charClass
	str     []byte
	targets []int32
	viable  *[257]uint32 // which targets can match, by next byte; the last is for the end of the text
	groups  []int32      // registers of starts; the ends are in the next ones
	words   bool         // opAnchor: word boundaries as segments
	ascii   bool
}

// program is the code of a pattern. It is immutable.
type program struct {
	code     []inst
	size     int  // of the registers
	saved    int  // registers from this one on belong to a call
	states   int  // instructions whose failures can be remembered; 0 if some state is more than a position
	runLoops int  // opRun
	start    bool // \G is used
	canStart *[256]bool
	caseMode
	word, asciiWord *charClass
}

// Registers that every program has.
const (
	regKeep = iota
	regCall
	regDepth
	firstFree
)
