package regex

// first is what a part of the program, and whatever follows it, can begin with.
type first struct {
	chars set
	open  bool // it may also match without reading a character, or is not known
	sure  bool // by itself it matches at least nothing, whatever follows in the text
	wild  bool // nothing is known, not even if what follows it is added
	wins  bool // it surely matches: no search backtracks from there
}

var (
	openFirst = first{open: true}
	sureFirst = first{open: true, sure: true}
	winsFirst = first{open: true, sure: true, wins: true}
	wildFirst = first{open: true, wild: true}
)

// then is what f begins with if g follows it.
func (f first) then(g first) first {
	if !f.open || f.wild {
		return f
	}
	return first{
		chars: f.chars.union(g.chars), open: g.open, sure: f.sure && g.sure, wild: g.wild,
		wins: f.sure && g.wins,
	}
}

func (f first) or(g first) first {
	return first{chars: f.chars.union(g.chars), open: f.open || g.open, sure: f.sure || g.sure, wild: f.wild || g.wild}
}

// firstOf returns what n by itself can begin with.
func (g *generator) firstOf(n *node) first {
	if f, ok := g.firsts[n]; ok {
		return f
	}
	f := g.computeFirst(n)
	g.firsts[n] = f
	return f
}

func (g *generator) computeFirst(n *node) first {
	switch n.kind {
	case kindList:
		f := sureFirst
		for i := len(n.kids) - 1; i >= 0; i-- {
			f = g.firstOf(n.kids[i]).then(f)
		}
		return f
	case kindAlt:
		f := first{}
		for _, k := range n.kids {
			f = f.or(g.firstOf(k))
		}
		return f
	case kindString:
		if len(n.bytes) == 0 {
			return sureFirst
		}
		f := first{}
		if r, _ := firstChar(n.bytes); r >= 0 {
			f.chars = set{{r, r}}
		}
		return f
	case kindSet:
		return first{chars: n.chars}
	case kindQuant:
		if n.upper == 0 {
			return sureFirst
		}
		f := g.firstOf(n.body)
		f.open, f.sure = f.open || n.lower == 0, f.sure || n.lower == 0
		return f
	case kindCapture, kindAtomic, kindOption:
		if n.body == nil {
			return sureFirst
		}
		return g.firstOf(n.body)
	case kindIf:
		yes, no := g.firstOf(n.body), sureFirst
		if n.yes != nil {
			yes = yes.then(g.firstOf(n.yes))
		}
		if n.no != nil {
			no = g.firstOf(n.no)
		}
		f := yes.or(no)
		f.sure = false // once the condition has matched there is no way to the other side
		return f
	case kindLook:
		if n.look == behind && n.minChars == n.maxChars && hasBackref(n.body) {
			// What it matches may differ in length from what it steps back.
			return wildFirst
		}
		return openFirst
	case kindFail:
		return first{}
	case kindKeep:
		return sureFirst
	case kindAnchor:
		return openFirst
	}
	return wildFirst
}

func hasBackref(n *node) bool {
	found := n.kind == kindBackref || n.kind == kindCall
	n.children(func(k *node) { found = found || hasBackref(k) })
	return found
}

// leadBytes marks the bytes that the members of s begin with.
func leadBytes(s set) (lead [256]bool) {
	for _, p := range s {
		for r := p.lo; ; {
			var buf [4]byte
			b := int(appendRune(buf[:0], r)[0])
			lead[b] = true
			_, hi, ok := leadRange(b)
			if !ok || hi >= p.hi {
				break
			}
			r = hi + 1
		}
	}
	return lead
}
