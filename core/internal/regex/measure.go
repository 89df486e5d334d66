package regex

import "math"

// unbounded stands for a length without limit.
const unbounded = math.MaxInt32

func addLength(a, b int) int {
	if a == unbounded || b == unbounded || a+b >= unbounded {
		return unbounded
	}
	return a + b
}

func timesLength(a, n int) int {
	switch {
	case n == 0 || a == 0:
		return 0
	case n == infinite || a >= unbounded/n:
		return unbounded
	}
	return a * n
}

// minBytes is the least number of bytes that n matches; only whether it is zero must be exact.
func (c *compiler) minBytes(n *node) int {
	switch n.kind {
	case kindBackref:
		if n.checker || n.selfRef || len(n.groups) == 0 {
			return 0
		}
		least := unbounded
		for _, g := range n.groups {
			least = min(least, c.minBytes(c.mem[g]))
		}
		return least
	case kindCall:
		return c.minBytes(n.body)
	case kindList:
		sum := 0
		for _, k := range n.kids {
			sum = addLength(sum, c.minBytes(k))
		}
		return sum
	case kindAlt:
		least := unbounded
		for _, k := range n.kids {
			least = min(least, c.minBytes(k))
		}
		return least
	case kindString:
		return len(n.bytes)
	case kindSet:
		return 1
	case kindQuant:
		if n.lower > 0 {
			return timesLength(c.minBytes(n.body), n.lower)
		}
	case kindCapture:
		if n.mark3 {
			return 0
		}
		if !n.minKnown {
			n.mark3 = true
			n.minLen = c.minBytes(n.body)
			n.mark3 = false
			n.minKnown = true
		}
		return n.minLen
	case kindAtomic, kindOption:
		if n.body != nil {
			return c.minBytes(n.body)
		}
	case kindIf:
		yes, no := c.minBytes(n.body), 0
		if n.yes != nil {
			yes = addLength(yes, c.minBytes(n.yes))
		}
		if n.no != nil {
			no = c.minBytes(n.no)
		}
		return min(yes, no)
	case kindFail:
		return unbounded
	}
	return 0
}

// width is how many characters a node matches: at least min, at most max.
type width struct {
	min, max int
	sure     bool // nothing but characters is tested, so that min says all about a match of none
}

func (w width) fixed() bool { return w.min == w.max && w.min != unbounded }

// charWidth measures the body of a look-behind. topAlt: n is an alternation of alternatives that are each
// of one length, but not the same.
func (c *compiler) charWidth(n *node) (w width, topAlt bool) {
	steps := 0
	w, allFixed := c.width(n, &steps)
	return w, n.kind == kindAlt && !w.fixed() && allFixed
}

// width also reports, for an alternation, whether its alternatives but the first are each of one length.
func (c *compiler) width(n *node, steps *int) (w width, fixed bool) {
	c.analysisStep(steps)
	sum := func(w, v width) width {
		return width{addLength(w.min, v.min), addLength(w.max, v.max), w.sure && v.sure}
	}
	either := func(w, v width) width {
		if w.min == v.min {
			w.sure = w.sure || v.sure
		} else if v.min < w.min {
			w.min, w.sure = v.min, v.sure
		}
		w.max = max(w.max, v.max)
		return w
	}
	switch n.kind {
	case kindList:
		w = width{0, 0, true}
		for _, k := range n.kids {
			v, _ := c.width(k, steps)
			w = sum(w, v)
		}
	case kindAlt:
		w, _ = c.width(n.kids[0], steps)
		fixed = true
		for _, k := range n.kids[1:] {
			v, _ := c.width(k, steps)
			fixed = fixed && v.fixed()
			w = either(w, v)
		}
	case kindString:
		if n.foldCase && !c.asciiOnly {
			// A group that is referred to before case folding has reached it.
			c.fail(n.pos, errLookBehind)
		}
		count := 0
		for b := n.bytes; len(b) > 0; count++ {
			b = b[min(charLen(b[0]), len(b)):]
		}
		w = width{count, count, true}
	case kindQuant:
		if n.upper == 0 {
			return width{0, 0, true}, false
		}
		w, _ = c.width(n.body, steps)
		w.min, w.max = timesLength(w.min, n.lower), timesLength(w.max, n.upper)
		if n.upper == infinite {
			w.max = unbounded
		}
	case kindCall:
		if n.recursive {
			return width{0, unbounded, false}, false
		}
		w, _ = c.width(n.body, steps)
	case kindSet:
		w = width{1, 1, true}
	case kindCapture:
		switch {
		case n.mark3:
			w = width{0, unbounded, false}
		case n.widthKnown:
			w = n.width
		default:
			n.mark3 = true
			w, _ = c.width(n.body, steps)
			n.mark3 = false
			n.width, n.widthKnown = w, true
		}
		w.sure = false
	case kindAtomic, kindOption:
		if n.body == nil {
			return width{0, 0, true}, false
		}
		return c.width(n.body, steps)
	case kindIf:
		w, _ = c.width(n.body, steps)
		if n.yes != nil {
			v, _ := c.width(n.yes, steps)
			w = sum(w, v)
		}
		no := width{0, 0, true}
		if n.no != nil {
			no, _ = c.width(n.no, steps)
		}
		w = either(w, no)
	case kindAnchor, kindLook:
		w = width{0, 0, false}
	case kindBackref:
		if n.checker || n.selfRef || len(n.groups) == 0 {
			return width{0, 0, false}, false
		}
		for i, g := range n.groups {
			v, _ := c.width(c.mem[g], steps)
			v.sure = v.sure && v.fixed()
			if i == 0 {
				w = v
			} else {
				w = either(w, v)
			}
		}
	default:
		w = width{0, 0, true}
	}
	return w, fixed
}
