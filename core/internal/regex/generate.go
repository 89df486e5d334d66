package regex

import (
	"encoding/binary"
	"slices"
)

// generator makes the program of a tuned tree.
type generator struct {
	*compiler
	p        program
	firsts   map[*node]first
	classes  map[string]*charClass
	groupReg []int32       // first register of each group, or 0
	saveReg  int32         // first register of the absent operators
	entries  map[*node]int // subroutines
	pending  []*node       // groups whose subroutine is still to be made
	patches  map[*node][]int
	plain    bool // no state but position and place in the program, so far
	inBehind int  // within a look-behind whose right end varies
}

// maxProgram bounds the length of the code.
const maxProgram = 1 << 20

func (c *compiler) generate(root *node) *program {
	g := &generator{
		compiler: c, firsts: map[*node]first{}, classes: map[string]*charClass{},
		entries: map[*node]int{}, patches: map[*node][]int{}, plain: true,
	}
	g.p.caseMode = c.caseMode
	g.p.size = firstFree
	g.groupReg = make([]int32, len(c.mem))
	for i, m := range c.mem {
		if m != nil && m.referenced {
			g.groupReg[i] = g.registers(2)
			g.plain = false
		}
	}
	if c.registers > 0 {
		g.saveReg = g.registers(c.registers)
		g.plain = false
	}
	g.p.saved = g.p.size
	g.gen(root, winsFirst)
	g.emit(inst{op: opMatch})
	for len(g.pending) > 0 {
		n := g.pending[0]
		g.pending = g.pending[1:]
		g.subroutine(n)
	}
	if f := g.firstOf(root); !f.open {
		lead := leadBytes(f.chars)
		g.p.canStart = &lead
	}
	if !g.plain {
		g.p.states = 0
		for i := range g.p.code {
			g.p.code[i].memo = -1
		}
	}
	return &g.p
}

func (g *generator) registers(n int) int32 {
	r := int32(g.p.size)
	g.p.size += n
	return r
}

func (g *generator) emit(i inst) int {
	if len(g.p.code) >= maxProgram {
		g.fail(0, errTooLarge)
	}
	i.memo = -1
	switch {
	case g.inBehind > 0:
	case i.op == opAlt, i.op == opLoop && i.loop != loopPossessive:
		i.memo = int32(g.p.states)
		g.p.states++
	}
	g.p.code = append(g.p.code, i)
	return len(g.p.code) - 1
}

func (g *generator) here() int32 { return int32(len(g.p.code)) }

func (g *generator) classOf(s set) *charClass {
	text := make([]byte, 0, 8*len(s))
	for _, p := range s {
		text = binary.LittleEndian.AppendUint32(binary.LittleEndian.AppendUint32(text, uint32(p.lo)), uint32(p.hi))
	}
	key := string(text)
	c := g.classes[key]
	if c == nil {
		c = newCharClass(s)
		g.classes[key] = c
	}
	return c
}

// gen makes the code of n. follow is what the code after it begins with.
func (g *generator) gen(n *node, follow first) {
	switch n.kind {
	case kindList:
		g.list(n.kids, follow)
	case kindAlt:
		branches := make([]branch, len(n.kids))
		for i, k := range n.kids {
			branches[i] = branch{g.firstOf(k), func() { g.gen(k, follow) }}
		}
		g.alt(branches, follow, n.sticky)
	case kindString:
		if len(n.bytes) > 0 {
			g.emit(inst{op: opString, str: n.bytes})
		}
	case kindSet:
		g.emit(inst{op: opClass, class: g.classOf(n.chars)})
	case kindQuant:
		g.quant(n, follow)
	case kindCapture:
		g.capture(n, follow)
	case kindAtomic:
		g.atomic(n, follow)
	case kindOption:
		if n.body != nil {
			g.gen(n.body, follow)
		}
	case kindIf:
		g.conditional(n, follow)
	case kindLook:
		g.look(n)
	case kindAnchor:
		g.anchorOp(n)
	case kindBackref:
		g.backref(n)
	case kindCall:
		g.call(n.body)
	case kindKeep:
		g.emit(inst{op: opKeep})
	case kindFail:
		g.emit(inst{op: opFail})
	case kindSave:
		op := opSet
		if n.restore == saveEnd {
			op = opEndWas
		}
		g.emit(inst{op: op, x: g.saveReg + int32(n.reg)})
	case kindRestore:
		op := opEndIs
		switch n.restore {
		case positionFromSaved:
			op = opGoBack
		case endReset:
			op = opEndReset
		}
		g.emit(inst{op: op, x: g.saveReg + int32(n.reg)})
	}
}

func (g *generator) list(kids []*node, follow first) {
	follows := make([]first, len(kids))
	for i := len(kids) - 1; i >= 0; i-- {
		follows[i] = follow
		follow = g.firstOf(kids[i]).then(follow)
	}
	for i, k := range kids {
		g.gen(k, follows[i])
	}
}

// branch is one alternative: what it begins with by itself, and how to make its code.
type branch struct {
	first first
	gen   func()
}

// alt makes the code for alternatives that all go on behind it.
func (g *generator) alt(branches []branch, follow first, sticky bool) {
	if len(branches) == 1 {
		branches[0].gen()
		return
	}
	if len(branches) > maxTargets {
		// In groups, these in groups again: a tree of few levels.
		size := (len(branches) + maxTargets - 1) / maxTargets
		var groups []branch
		for group := range slices.Chunk(branches, size) {
			f := first{}
			for _, b := range group {
				f = f.or(b.first)
			}
			groups = append(groups, branch{f, func() { g.alt(group, follow, sticky) }})
		}
		branches = groups
	}
	at := g.emit(inst{op: opAlt, sticky: sticky})
	targets := make([]int32, len(branches))
	firsts := make([]first, len(branches))
	var jumps []int
	for i, b := range branches {
		targets[i] = g.here()
		firsts[i] = b.first.then(follow)
		b.gen()
		if i < len(branches)-1 {
			jumps = append(jumps, g.emit(inst{op: opJump}))
		}
	}
	for _, j := range jumps {
		g.p.code[j].x = g.here()
	}
	g.setTargets(at, targets, firsts)
}

// setTargets completes an opAlt.
func (g *generator) setTargets(at int, targets []int32, firsts []first) {
	i := &g.p.code[at]
	i.targets = targets
	i.viable = new([257]uint32)
	for k, f := range firsts {
		bit := uint32(1) << k
		if f.open {
			for b := range i.viable {
				i.viable[b] |= bit
			}
			continue
		}
		for b, can := range leadBytes(f.chars) {
			if can {
				i.viable[b] |= bit
			}
		}
	}
}

// single returns the set of a node that matches exactly one character.
func single(n *node) (set, bool) {
	switch n.kind {
	case kindSet:
		return n.chars, true
	case kindString:
		if len(n.bytes) > 0 && charLen(n.bytes[0]) == len(n.bytes) {
			if r, _ := firstChar(n.bytes); r >= 0 {
				return set{{r, r}}, true
			}
		}
	}
	return nil, false
}

// quant makes a loop.
func (g *generator) quant(n *node, follow first) {
	turn := g.ops(n.body)
	if turn == 0 || n.upper == 0 {
		return
	}
	if s, ok := single(n.body); ok {
		g.charLoop(n, s, follow, false)
		return
	}
	body := g.firstOf(n.body)
	unrollsLower, unrollsAll := n.unrollsLower(turn), n.unrollsAll(turn)
	enters := n.lower == 1 && turn > unrollLimit // the loop begins in its middle: no copy in front
	if n.empty == notEmpty {
		enters = false
		const most = 500
		fits := g.size(n.body)*max(n.lower, n.upper) <= most
		unrollsLower = n.upper == infinite && (n.lower <= 1 || fits)
		unrollsAll = n.upper != infinite && (n.upper == 1 || fits)
	}
	again := body.then(follow).or(follow)
	if follow.wins {
		again = winsFirst
	}
	switch {
	case unrollsLower:
		if !enters {
			for i := range n.lower {
				f := again
				if i+1 < n.lower {
					f = body.then(again)
				}
				g.gen(n.body, f)
			}
		}
		g.star(n, body, again, follow, enters)
	case unrollsAll || !n.greedy && n.upper == 1:
		for i := range n.lower {
			f := again
			if i+1 < n.lower {
				f = body.then(again)
			}
			g.gen(n.body, f)
		}
		g.optional(n, n.upper-n.lower, body, again, follow)
	default:
		g.counted(n)
	}
}

// optional makes copies of the body of n that may each be left out, with all behind it.
func (g *generator) optional(n *node, copies int, body, again, follow first) {
	if copies == 0 {
		return
	}
	var forks []int
	for i := range copies {
		forks = append(forks, g.emit(inst{op: opAlt}))
		f := again
		if i+1 == copies {
			f = follow
		}
		g.gen(n.body, f)
	}
	for _, at := range forks {
		in, out := int32(at+1), g.here()
		if n.greedy {
			g.setTargets(at, []int32{in, out}, []first{body.then(again), follow})
		} else {
			g.setTargets(at, []int32{out, in}, []first{follow, body.then(again)})
		}
	}
}

// star makes an endless loop. enters: it begins with a turn.
func (g *generator) star(n *node, body, again, follow first, enters bool) {
	jump := -1
	if enters {
		jump = g.emit(inst{op: opJump})
	}
	fork := g.emit(inst{op: opAlt})
	in := g.here()
	if jump >= 0 {
		g.p.code[jump].x = in
	}
	test := g.turn(n, again)
	g.emit(inst{op: opJump, x: int32(fork)})
	if test >= 0 {
		g.p.code[test].y = g.here()
	}
	out := g.here()
	if n.greedy {
		g.setTargets(fork, []int32{in, out}, []first{body.then(again), follow})
	} else {
		g.setTargets(fork, []int32{out, in}, []first{follow, body.then(again)})
	}
}

// turn makes one turn of a loop, and where it may be empty the test for that, whose place it returns.
func (g *generator) turn(n *node, follow first) (test int) {
	if n.empty == notEmpty {
		g.gen(n.body, follow)
		return -1
	}
	g.plain = false
	var groups []int32
	if n.empty == emptyCapture || n.empty == emptyCall {
		for _, m := range n.emptyGroups {
			groups = append(groups, g.groupReg[m])
		}
	}
	x := g.registers(1 + 2*len(groups))
	g.emit(inst{op: opSet, x: x, groups: groups})
	g.gen(n.body, openFirst)
	return g.emit(inst{op: opEmptyTest, x: x, groups: groups})
}

// counted makes a loop that counts its turns.
func (g *generator) counted(n *node) {
	g.plain = false
	x := g.registers(1)
	g.emit(inst{op: opCount, x: x})
	fork := -1
	if n.lower == 0 {
		fork = g.emit(inst{op: opAlt})
	}
	in := g.here()
	test := g.turn(n, openFirst)
	g.emit(inst{op: opRepeat, x: x, y: in, min: int32(n.lower), max: int32(n.upper), lazy: !n.greedy})
	out := g.here()
	if test >= 0 {
		g.p.code[test].y = out
	}
	if fork >= 0 {
		if n.greedy {
			g.setTargets(fork, []int32{in, out}, []first{openFirst, openFirst})
		} else {
			g.setTargets(fork, []int32{out, in}, []first{openFirst, openFirst})
		}
	}
}

// charLoop makes a loop over one character.
func (g *generator) charLoop(n *node, s set, follow first, atomic bool) {
	i := inst{op: opLoop, class: g.classOf(s), min: int32(n.lower), max: int32(n.upper)}
	switch {
	case n.lower == n.upper:
		i.loop = loopPossessive
	case !n.greedy && atomic:
		i.loop, i.max = loopPossessive, i.min
	case !n.greedy:
		i.loop = loopLazy
	case atomic, follow.wins, !follow.open && s.disjoint(follow.chars):
		i.loop = loopPossessive
	}
	switch {
	case i.loop == loopPossessive && i.max == infinite && i.min <= 1:
		i.op, i.x = opRun, int32(g.p.runLoops)
		g.p.runLoops++
	case i.loop == loopPossessive && i.min == 0 && i.max == 1:
		i.op = opOne
	}
	g.emit(i)
}

// size estimates the length of the code of n.
func (g *generator) size(n *node) int {
	if n.sizeKnown {
		return n.sizeLen
	}
	sum := 1
	n.children(func(k *node) { sum = addLength(sum, addLength(g.size(k), 2)) })
	if n.kind == kindQuant {
		if _, ok := single(n.body); !ok {
			sum = timesLength(sum, max(n.lower, n.upper, 1))
		}
	}
	n.sizeLen, n.sizeKnown = sum, true
	return sum
}

func (g *generator) capture(n *node, follow first) {
	if n.called {
		g.call(n)
		return
	}
	r := g.groupReg[n.group]
	if r == 0 {
		g.gen(n.body, follow)
		return
	}
	g.emit(inst{op: opOpen, x: r})
	g.gen(n.body, follow)
	g.emit(inst{op: opSet, x: r + 1})
}

// call makes a call of the group n.
func (g *generator) call(n *node) {
	g.plain = false
	at := g.emit(inst{op: opCall})
	if entry, ok := g.entries[n]; ok {
		g.p.code[at].x = int32(entry)
		return
	}
	if g.patches[n] == nil {
		g.pending = append(g.pending, n)
	}
	g.patches[n] = append(g.patches[n], at)
}

// subroutine makes the code of a called group.
func (g *generator) subroutine(n *node) {
	entry := len(g.p.code)
	g.entries[n] = entry
	for _, at := range g.patches[n] {
		g.p.code[at].x = int32(entry)
	}
	r := g.groupReg[n.group]
	switch {
	case r == 0:
		g.gen(n.body, openFirst)
	case !n.recursive:
		g.emit(inst{op: opOpen, x: r})
		g.gen(n.body, openFirst)
		g.emit(inst{op: opSet, x: r + 1})
	default:
		// A call within moves the start; the end of the group belongs to its own start.
		own := g.registers(1)
		g.emit(inst{op: opSet, x: own})
		g.emit(inst{op: opOpen, x: r})
		g.gen(n.body, openFirst)
		g.emit(inst{op: opSet, x: r + 1})
		g.emit(inst{op: opCopy, x: r, y: own})
	}
	g.emit(inst{op: opReturn})
}

func (g *generator) atomic(n *node, follow first) {
	if q := n.body; q.kind == kindQuant && q.upper != 0 {
		if s, ok := single(q.body); ok {
			g.charLoop(q, s, follow, true)
			return
		}
	}
	x := g.registers(1)
	g.emit(inst{op: opMark, x: x})
	g.gen(n.body, winsFirst)
	g.emit(inst{op: opCut, x: x})
}

// conditional makes (?(condition)yes|no). Once the condition has matched there is no way back to no.
func (g *generator) conditional(n *node, follow first) {
	x := g.registers(1)
	g.emit(inst{op: opMark, x: x})
	fork := g.emit(inst{op: opAlt})
	in := g.here()
	g.gen(n.body, winsFirst)
	g.emit(inst{op: opCut, x: x})
	if n.yes != nil {
		g.gen(n.yes, follow)
	}
	jump := g.emit(inst{op: opJump})
	out := g.here()
	g.emit(inst{op: opCut, x: x})
	if n.no != nil {
		g.gen(n.no, follow)
	}
	g.p.code[jump].x = g.here()
	g.setTargets(fork, []int32{in, out}, []first{openFirst, openFirst})
}

// look makes a look-around.
func (g *generator) look(n *node) {
	negative := n.look == aheadNot || n.look == behindNot
	if s, ok := single(n.body); ok {
		op := opNextIs
		if n.look == behind || n.look == behindNot {
			op = opPrevIs
		}
		g.emit(inst{op: op, class: g.classOf(s), not: negative})
		return
	}
	if n.minChars != n.maxChars {
		g.behind(n, negative)
		return
	}
	x := g.registers(1)
	start := -1
	if negative {
		start = g.emit(inst{op: opNot, x: x})
	} else {
		g.emit(inst{op: opMark, x: x})
	}
	if n.minChars > 0 {
		g.emit(inst{op: opStepBack, min: int32(n.minChars), max: int32(n.minChars)})
	}
	g.gen(n.body, winsFirst)
	if negative {
		g.emit(inst{op: opNotEnd, x: x})
		g.p.code[start].y = g.here()
	} else {
		g.emit(inst{op: opCut, x: x, not: n.look == ahead})
	}
}

// behind makes a look-behind of several lengths: its body must end where it stands, so the text ends there
// meanwhile.
func (g *generator) behind(n *node, negative bool) {
	g.inBehind++
	lead := func() {
		if n.lead != nil {
			w, _ := g.charWidth(n.lead)
			g.emit(inst{op: opStepBack, min: int32(w.min), max: int32(w.min)})
			g.gen(n.lead, winsFirst)
		}
	}
	end, x := g.registers(1), g.registers(1)
	at := 0
	if negative {
		g.emit(inst{op: opEndHere, x: end})
		at = g.emit(inst{op: opNot, x: x})
		lead()
	} else {
		lead()
		g.emit(inst{op: opEndHere, x: end})
		g.emit(inst{op: opMark, x: x})
		at = g.emit(inst{op: opAlt})
	}
	own := end
	if g.rangeCutter {
		own = g.registers(1)
		g.emit(inst{op: opEndWas, x: own})
	}
	most := int32(n.maxChars)
	if n.maxChars == unbounded {
		most = infinite
	}
	g.emit(inst{op: opStepBack, min: int32(n.minChars), max: most})
	g.gen(n.body, openFirst)
	if g.rangeCutter {
		g.emit(inst{op: opEndIs, x: own})
	}
	g.emit(inst{op: opAtEnd})
	if negative {
		g.emit(inst{op: opNotEnd, x: x, y: end})
		g.p.code[at].y = g.here()
		g.emit(inst{op: opEndIs, x: end})
	} else {
		g.emit(inst{op: opCut, x: x})
		jump := g.emit(inst{op: opJump})
		failed := g.here()
		g.emit(inst{op: opEndIs, x: end})
		g.emit(inst{op: opFail})
		g.setTargets(at, []int32{int32(at + 1), failed}, []first{openFirst, openFirst})
		g.p.code[jump].x = g.here()
		g.emit(inst{op: opEndIs, x: end})
	}
	g.inBehind--
}

func (g *generator) anchorOp(n *node) {
	g.emit(inst{op: opAnchor, anchor: n.anchor, words: n.wordBreak, ascii: n.asciiWord})
	switch n.anchor {
	case searchStart:
		g.p.start = true
	case wordBoundary, noWordBoundary:
		g.p.word = g.classOf(wordSet())
		if n.asciiWord {
			g.p.asciiWord = g.classOf(asciiWordSet())
		}
	}
}

func (g *generator) backref(n *node) {
	i := inst{op: opBackref, not: n.foldCase}
	if n.checker {
		i.op = opMatched
	}
	for _, m := range n.groups {
		i.groups = append(i.groups, g.groupReg[m])
	}
	g.emit(i)
}
