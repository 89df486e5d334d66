package regex

// frame is an entry of the backtracking stack: a place to go on from when the search fails, or something
// to undo on the way back.
type frame struct {
	kind frameKind
	pc   int32
	pos  int32
	x, y int32
}

type frameKind uint8

const (
	frameAlt    frameKind = iota // the targets of the opAlt at pc whose bits are in x
	frameSticky                  // the same; cuts do not drop it
	frameGo                      // goes on at pc
	frameGreedy                  // the opLoop at pc took the text up to pos; x is where it must stop; y where it ended first
	frameLazy                    // the opLoop at pc may take y characters more at pos; x is where it began to wait
	frameStep                    // the opStepBack at pc may step back x characters more
	frameUndo                    // registers[pc] was x
	frameMark                    // registers[pc], a mark, was x; pos is the position of the mark
)

// Scratch is the memory of searches. Its zero value is ready. It serves one search at a time; reusing it
// saves allocations.
type Scratch struct {
	stack     []frame
	registers []int32
	calls     []int32 // records of calls: return address, record of the caller, its registers
	failed    []uint64
	runs      []run // the last long run that each opRun went through
}

// run is a part of the text all of whose characters are in a class; behind it stands one that is not.
type run struct{ start, end int }

// Bounds of a search.
const (
	// maxRetries is how often Oniguruma backtracks from one start before it gives up.
	maxRetries = 10_000_000
	// Beyond these steps of backtracking per search and per byte of the text no search goes.
	maxWork        = 1 << 28
	maxWorkPerByte = 256
	// maxStack is how many choices a search may leave open.
	maxStack = 1 << 24
	// maxCallDepth is how deep calls of groups may nest; a deeper one fails.
	maxCallDepth = 20
	// A search that takes more steps than these begins to remember what failed, unless that would take more
	// than maxMemory bits.
	patience        = 1 << 12
	patiencePerByte = 8
	maxMemory       = 1 << 28
)

// matcher is one run over a text.
type matcher struct {
	*program
	*Scratch
	text    []byte
	end     int // where the text ends for the part of the pattern that runs
	start   int // of the search, for \G
	retries int // from this start of a match
	work    int // in all
	limit   int // of work
	// How much work may be done before failures are remembered.
	patience int
	memory   bool
	full     bool // the stack
}

func (p *program) matcher(s *Scratch, text []byte) matcher {
	m := matcher{program: p, Scratch: s, text: text, end: len(text)}
	m.limit = maxWork + maxWorkPerByte*len(text)
	m.patience = patience + patiencePerByte*len(text)
	if cap(s.registers) < p.size {
		s.registers = make([]int32, p.size)
	}
	s.registers = s.registers[:p.size]
	if cap(s.runs) < p.runLoops {
		s.runs = make([]run, p.runLoops)
	}
	s.runs = s.runs[:p.runLoops]
	clear(s.runs)
	return m
}

// search finds the first match at or behind from. ok is false if there is none.
func (m *matcher) search(from int) (start, end int, ok bool, err error) {
	m.start = from
	if m.program.start {
		m.forget()
	}
	for at := from; ; at++ {
		if can := m.canStart; can != nil {
			for at < len(m.text) && !can[m.text[at]] {
				at++
			}
			if at >= len(m.text) {
				return 0, 0, false, nil
			}
		}
		if at > from && at < len(m.text) && m.text[at]&0xC0 == 0x80 {
			continue
		}
		start, end, ok, err = m.matchAt(at)
		if ok || err != nil || at >= len(m.text) {
			return start, end, ok, err
		}
	}
}

// findAll is Regex.FindAll.
func (m *matcher) findAll(yield func(start, end int) bool) error {
	from, last := 0, -1
	for from <= len(m.text) {
		start, end, ok, err := m.search(from)
		switch {
		case err != nil:
			return err
		case !ok:
			return nil
		case start == end && end == last:
			if from == len(m.text) {
				return nil
			}
			from += int(charWidth[m.text[from]])
			continue
		case end == from && start < end:
			return ErrEndless
		}
		from, last = end, end
		if !yield(start, end) {
			return nil
		}
	}
	return nil
}

// matchAt runs the program at one position.
func (m *matcher) matchAt(at int) (start, end int, ok bool, err error) {
	m.stack = m.stack[:0]
	m.calls = m.calls[:0]
	m.retries = 0
	m.end = len(m.text)
	regs := m.registers
	for i := range regs {
		regs[i] = -1
	}
	regs[regKeep] = int32(at)
	regs[regDepth] = 0
	end, err = m.run(at)
	if end < 0 || err != nil {
		return 0, 0, false, err
	}
	return min(int(regs[regKeep]), end), end, true, nil
}

func (m *matcher) setRegister(r, v int32) {
	m.stack = append(m.stack, frame{kind: frameUndo, pc: r, x: m.registers[r]})
	m.registers[r] = v
}

func (m *matcher) undo(f *frame) {
	if f.pc == regCall {
		if record := m.registers[regCall]; record > f.x { // what is undone is a call, not a return
			m.calls = m.calls[:record]
		}
	}
	m.registers[f.pc] = f.x
}

// run returns the end of the match that begins at pos, or -1.
func (m *matcher) run(pos int) (int, error) {
	code, text := m.code, m.text
	pc := int32(0)
	for {
		i := &code[pc]
		ok := true
		switch i.op {
		case opMatch:
			return pos, nil
		case opString:
			if s := i.str; m.end-pos >= len(s) && string(text[pos:pos+len(s)]) == string(s) {
				pos += len(s)
				pc++
				continue
			}
			ok = false
		case opClass:
			if next := i.class.match(text, pos, m.end); next >= 0 {
				pos = next
				pc++
				continue
			}
			ok = false
		case opRun:
			if next := m.runEnd(i, pos); next > pos || i.min == 0 {
				pos = next
				pc++
				continue
			}
			ok = false
		case opOne:
			if next := i.class.match(text, pos, m.end); next >= 0 {
				pos = next
			}
			pc++
			continue
		case opLoop:
			if next := m.loop(i, pc, pos); next >= 0 {
				pos = next
				pc++
				continue
			}
			ok = false
		case opAlt:
			b := 256
			if pos < m.end {
				b = int(text[pos])
			}
			if next := m.choose(i, pc, pos, i.viable[b]); next >= 0 {
				pc = next
				continue
			}
			ok = false
		case opJump:
			pc = i.x
			continue
		case opNextIs:
			ok = (i.class.match(text, pos, m.end) >= 0) != i.not
		case opPrevIs:
			ok = (pos > 0 && i.class.match(text, previous(text, pos), pos) >= 0) != i.not
		case opAnchor:
			ok = m.holds(i, pos)
		case opMark:
			m.mark(i.x, pos)
		case opCut:
			at := m.cut(i.x)
			if i.not {
				pos = at
			}
		case opNot:
			m.stack = append(m.stack, frame{kind: frameGo, pc: i.y, pos: int32(pos)})
			m.mark(i.x, pos)
		case opNotEnd:
			m.unwind(i.x)
			if i.y > 0 {
				m.end = int(m.registers[i.y])
			}
			m.stack = m.stack[:len(m.stack)-1]
			ok = false
		case opSet:
			m.setRegister(i.x, int32(pos))
			for k, g := range i.groups {
				m.setRegister(i.x+1+int32(2*k), m.registers[g])
				m.setRegister(i.x+2+int32(2*k), m.registers[g+1])
			}
		case opOpen:
			m.setRegister(i.x, int32(pos))
			m.setRegister(i.x+1, -1)
		case opCopy:
			m.setRegister(i.x, m.registers[i.y])
		case opKeep:
			m.setRegister(regKeep, int32(pos))
		case opBackref:
			if next := m.backref(i, pos); next >= 0 {
				pos = next
			} else {
				ok = false
			}
		case opMatched:
			ok = false
			for _, g := range i.groups {
				ok = ok || m.registers[g] >= 0 && m.registers[g+1] >= 0
			}
		case opCount:
			m.setRegister(i.x, 0)
		case opRepeat:
			pc = m.repeat(i, pc, pos)
			ok = !m.full
			if ok {
				continue
			}
		case opEmptyTest:
			if m.emptyTurn(i, pos) {
				pc = i.y
				continue
			}
		case opStepBack:
			if next := m.stepBack(pos, int(i.min)); next >= 0 {
				pos = next
				if i.max != i.min {
					more := int32(infinite)
					if i.max != infinite {
						more = i.max - i.min
					}
					m.stack = append(m.stack, frame{kind: frameStep, pc: pc, pos: int32(pos), x: more})
				}
			} else {
				ok = false
			}
		case opEndHere:
			m.setRegister(i.x, int32(m.end))
			m.end = pos
		case opAtEnd:
			ok = pos == m.end
		case opEndIs:
			m.end = int(m.registers[i.x])
		case opEndWas:
			m.setRegister(i.x, int32(m.end))
		case opEndReset:
			m.end = len(text)
		case opGoBack:
			pos = int(m.registers[i.x])
		case opCall:
			if ok = m.registers[regDepth] < maxCallDepth && !m.full; ok {
				m.call(pc + 1)
				pc = i.x
				continue
			}
		case opReturn:
			pc = m.ret()
			continue
		default: // opFail
			ok = false
		}
		if ok {
			pc++
			continue
		}
		next, at, err := m.backtrack()
		if next < 0 || err != nil {
			return -1, err
		}
		pc, pos = next, at
	}
}

// longRun is the length from which on a run is kept, so that no search goes through it twice.
const longRun = 64

// runEnd returns the end of the run of an opRun at pos.
func (m *matcher) runEnd(i *inst, pos int) int {
	known := &m.runs[i.x]
	whole := m.end == len(m.text)
	if whole && pos >= known.start && pos < known.end {
		return known.end
	}
	stop := m.end
	if whole && pos < known.start {
		stop = known.start
	}
	end := i.class.run(m.text, pos, stop)
	m.work += (end - pos) / longRun
	switch {
	case end == stop && stop < m.end: // it joins the known one
		known.start, end = pos, known.end
	case whole && end-pos >= longRun:
		*known = run{pos, end}
	}
	return end
}

// choose takes the first viable target and keeps the others for later.
func (m *matcher) choose(i *inst, pc int32, pos int, viable uint32) int32 {
	if viable == 0 {
		return -1
	}
	rest := viable & (viable - 1)
	remember := m.memory && i.memo >= 0
	if remember && m.hasFailed(i, pos) {
		return -1
	}
	if rest != 0 || remember {
		if len(m.stack) >= maxStack {
			m.full = true
			return -1
		}
		kind := frameAlt
		if i.sticky {
			kind = frameSticky
		}
		m.stack = append(m.stack, frame{kind: kind, pc: pc, pos: int32(pos), x: int32(rest)})
	}
	return i.targets[trailingZeros(viable)]
}

// loop runs an opLoop and returns where the rest of the program goes on, or -1.
func (m *matcher) loop(i *inst, pc int32, pos int) int {
	for range i.min {
		if pos = i.class.match(m.text, pos, m.end); pos < 0 {
			return -1
		}
	}
	if i.max == i.min {
		return pos
	}
	remember := m.memory && i.memo >= 0
	if remember && i.max == infinite && m.hasFailed(i, pos) {
		return -1
	}
	if i.loop == loopLazy {
		more := int32(infinite)
		if i.max != infinite {
			more = i.max - i.min
		}
		m.stack = append(m.stack, frame{kind: frameLazy, pc: pc, pos: int32(pos), x: int32(pos), y: more})
		if remember && i.max != infinite && m.hasFailed(i, pos) {
			top := len(m.stack) - 1
			if pos = m.takeMore(&m.stack[top]); pos < 0 {
				m.stack = m.stack[:top]
			}
		}
		return pos
	}
	low := pos
	switch {
	case i.max != infinite:
		for range i.max - i.min {
			next := i.class.match(m.text, pos, m.end)
			if next < 0 {
				break
			}
			pos = next
		}
		for remember && m.hasFailed(i, pos) {
			if pos <= low {
				return -1
			}
			pos = previous(m.text, pos)
		}
	case remember:
		// From where the loop failed before, it fails again.
		for next := pos; next >= 0; next = i.class.match(m.text, pos, m.end) {
			if m.hasFailed(i, next) {
				break
			}
			pos = next
		}
	default:
		pos = i.class.run(m.text, pos, m.end)
	}
	m.work += (pos - low) >> 4
	if i.loop == loopGreedy && (pos > low || remember) {
		m.stack = append(m.stack, frame{kind: frameGreedy, pc: pc, pos: int32(pos), x: int32(low), y: int32(pos)})
	}
	return pos
}

// backtrack goes back to the last choice and returns where to go on: a negative pc if there is none.
func (m *matcher) backtrack() (pc int32, pos int, err error) {
	if m.full {
		return -1, 0, ErrLimit
	}
	for {
		top := len(m.stack) - 1
		if top < 0 {
			return -1, 0, nil
		}
		f := &m.stack[top]
		switch f.kind {
		case frameUndo, frameMark:
			m.undo(f)
			m.stack = m.stack[:top]
			continue
		case frameAlt, frameSticky:
			i := &m.code[f.pc]
			remember := m.memory && i.memo >= 0
			mask := uint32(f.x)
			if mask == 0 {
				m.remember(i, int(f.pos))
				m.stack = m.stack[:top]
				continue
			}
			pc, pos = i.targets[trailingZeros(mask)], int(f.pos)
			if f.x = int32(mask & (mask - 1)); f.x == 0 && !remember {
				m.stack = m.stack[:top]
			}
		case frameGo:
			pc, pos = f.pc, int(f.pos)
			m.stack = m.stack[:top]
		case frameGreedy:
			if pos = m.giveBack(f); pos < 0 {
				m.stack = m.stack[:top]
				continue
			}
			pc = f.pc + 1
			if f.pos == f.x && !m.memory {
				m.stack = m.stack[:top]
			}
		case frameLazy:
			if pos = m.takeMore(f); pos < 0 {
				m.stack = m.stack[:top]
				continue
			}
			pc = f.pc + 1
		case frameStep:
			if f.pos == 0 || f.x == 0 {
				m.stack = m.stack[:top]
				continue
			}
			f.pos = int32(previous(m.text, int(f.pos)))
			if f.x != infinite {
				f.x--
			}
			pc, pos = f.pc+1, int(f.pos)
		}
		m.retries++
		m.work++
		return pc, pos, m.checkLimits()
	}
}

// giveBack shortens a greedy loop by one character and returns where it then ends, or -1.
func (m *matcher) giveBack(f *frame) int {
	i := &m.code[f.pc]
	remember := m.memory && i.memo >= 0
	for {
		if remember && i.max != infinite {
			m.remember(i, int(f.pos))
		}
		if f.pos <= f.x {
			if remember && i.max == infinite {
				for p := int(f.x); p <= int(f.y); p++ {
					m.remember(i, p)
				}
			}
			return -1
		}
		f.pos = int32(previous(m.text, int(f.pos)))
		if !(remember && i.max != infinite && m.hasFailed(i, int(f.pos))) {
			return int(f.pos)
		}
	}
}

// takeMore lengthens a lazy loop by one character and returns where it then ends, or -1.
func (m *matcher) takeMore(f *frame) int {
	i := &m.code[f.pc]
	remember := m.memory && i.memo >= 0
	for {
		if remember && i.max != infinite {
			m.remember(i, int(f.pos))
		}
		next := -1
		if f.y != 0 {
			next = i.class.match(m.text, int(f.pos), m.end)
		}
		if next < 0 || remember && i.max == infinite && m.hasFailed(i, next) {
			if remember && i.max == infinite {
				for p := int(f.x); p <= int(f.pos); p++ {
					m.remember(i, p)
				}
			}
			return -1
		}
		f.pos = int32(next)
		if f.y != infinite {
			f.y--
		}
		if !(remember && i.max != infinite && m.hasFailed(i, next)) {
			return next
		}
	}
}

func (m *matcher) mark(x int32, pos int) {
	m.stack = append(m.stack, frame{kind: frameMark, pc: x, pos: int32(pos), x: m.registers[x]})
	m.registers[x] = int32(len(m.stack) - 1)
}

// cut drops the choices above the mark in register x, and returns the position of the mark.
func (m *matcher) cut(x int32) int {
	at := int(m.registers[x])
	mark := m.stack[at]
	kept := at + 1
	for _, f := range m.stack[at+1:] {
		if f.kind == frameUndo || f.kind == frameMark || f.kind == frameSticky {
			m.stack[kept] = f
			kept++
		}
	}
	m.stack = m.stack[:kept]
	m.registers[x] = mark.x
	return int(mark.pos)
}

// unwind undoes all down to the mark in register x, and drops the mark.
func (m *matcher) unwind(x int32) {
	at := int(m.registers[x])
	for top := len(m.stack) - 1; top >= at; top-- {
		if f := &m.stack[top]; f.kind == frameUndo || f.kind == frameMark {
			m.undo(f)
		}
	}
	m.stack = m.stack[:at]
}

// repeat counts a turn and returns where to go on.
func (m *matcher) repeat(i *inst, pc int32, pos int) int32 {
	n := m.registers[i.x] + 1
	m.setRegister(i.x, n)
	out := pc + 1
	m.full = m.full || len(m.stack) >= maxStack
	switch {

	case i.max != infinite && n >= i.max:
		return out
	case n < i.min:
		return i.y
	case i.lazy:
		m.stack = append(m.stack, frame{kind: frameGo, pc: i.y, pos: int32(pos)})
		return out
	}
	m.stack = append(m.stack, frame{kind: frameGo, pc: out, pos: int32(pos)})
	return i.y
}

// emptyTurn reports whether a turn of a loop matched nothing, and changed no group that is watched.
func (m *matcher) emptyTurn(i *inst, pos int) bool {
	if int(m.registers[i.x]) != pos {
		return false
	}
	for k, g := range i.groups {
		start, end := m.registers[i.x+1+int32(2*k)], m.registers[i.x+2+int32(2*k)]
		nowStart, nowEnd := m.registers[g], m.registers[g+1]
		if start == nowStart && end == nowEnd {
			continue
		}
		if end < 0 || nowStart != nowEnd || start != end {
			return false
		}
	}
	return true
}

func (m *matcher) stepBack(pos, n int) int {
	for range n {
		if pos == 0 {
			return -1
		}
		pos = previous(m.text, pos)
	}
	return pos
}

// call enters a subroutine: the loops of the caller keep their registers.
func (m *matcher) call(back int32) {
	record := int32(len(m.calls))
	m.full = len(m.calls) >= maxStack
	m.calls = append(m.calls, back, m.registers[regCall])
	m.calls = append(m.calls, m.registers[m.saved:]...)
	m.setRegister(regCall, record)
	m.setRegister(regDepth, m.registers[regDepth]+1)
}

func (m *matcher) ret() int32 {
	record := m.calls[m.registers[regCall]:]
	for k := m.saved; k < len(m.registers); k++ {
		if v := record[2+k-m.saved]; v != m.registers[k] {
			m.setRegister(int32(k), v)
		}
	}
	m.setRegister(regCall, record[1])
	m.setRegister(regDepth, m.registers[regDepth]-1)
	return record[0]
}

// backref matches what one of the groups matched, and returns where that ends, or -1.
func (m *matcher) backref(i *inst, pos int) int {
	for _, g := range i.groups {
		start, end := m.registers[g], m.registers[g+1]
		if start < 0 || end < 0 {
			continue
		}
		n := int(end - start)
		if n <= 0 {
			return pos
		}
		if n > m.end-pos {
			continue
		}
		was := m.text[start:end]
		if i.not {
			if next := m.sameFolded(was, pos); next >= 0 {
				return next
			}
			continue
		}
		if string(m.text[pos:pos+n]) == string(was) {
			return pos + n
		}
	}
	return -1
}

// sameFolded compares was with as many bytes at pos, character by character, ignoring case.
func (m *matcher) sameFolded(was []byte, pos int) int {
	end := pos + len(was)
	var a, b [16]byte
	for at := 0; at < len(was); {
		r, n := firstChar(was[at:])
		q, k := firstChar(m.text[pos:])
		at += n
		pos += k
		if string(m.appendFold(a[:0], r)) != string(m.appendFold(b[:0], q)) {
			return -1
		}
		if pos >= end {
			if at < len(was) {
				return -1
			}
			break
		}
	}
	return pos
}
