package tokenizerjson

import (
	"bytes"

	"github.com/libhftok/libhftok/core/model/bpe"
	"github.com/libhftok/libhftok/core/processors"
)

// aheadFrom is from how many bytes on a list of merge rules is read in two places at once.
var aheadFrom = 1 << 20

// ahead reads merge rules that a reader has not come to yet, beside it, from a place that looks like the end of
// a rule. Whether it is one shows when the reader comes to it.
type ahead struct {
	start  int
	reader reader
	merges *bpe.Merges
	failed bool
	done   chan struct{}
}

// readAhead begins to read the second half of the rules that are to be added to m, after the one the reader is
// at the end of. It returns nil if that is not worth it.
func (r *reader) readAhead(m *bpe.Merges, asPairs bool) *ahead {
	left := len(r.data) - r.pos
	if left < aheadFrom || processors.Count() < 2 {
		return nil
	}
	start, ok := endOfRule(r.data, r.pos+left/2, asPairs)
	if !ok {
		return nil
	}
	a := &ahead{start: start, reader: reader{data: r.data, pos: start, path: []step{{}}}, done: make(chan struct{})}
	a.merges = m.Another(left / 2 / bytesPerMerge)
	go func() {
		defer close(a.done)
		defer func() { a.failed = recover() != nil }()
		a.reader.mergesFromHere(a.merges, asPairs)
	}()
	return a
}

// mergesFromHere reads the rules that follow the one the reader is at the end of, up to the end of the list or
// something that is wrong.
func (r *reader) mergesFromHere(m *bpe.Merges, asPairs bool) {
	for {
		r.mergeElements(m, asPairs, nil)
		end := r.pos
		if r.peek() == ',' {
			r.pos++
			if (r.peek() == '[') == asPairs && r.merge(m, asPairs) == nil {
				r.path[0].index++
				continue
			}
		}
		r.pos = end
		return
	}
}

// endOfRule returns where, from at on, a rule seems to end.
func endOfRule(data []byte, at int, asPairs bool) (int, bool) {
	const within = 1 << 16
	last, first := byte('"'), byte('"')
	if asPairs {
		last, first = ']', '['
	}
	for limit := min(at+within, len(data)); at < limit; {
		i := bytes.IndexByte(data[at:limit], last)
		if i < 0 {
			break
		}
		at += i + 1
		if s := (scanner{data, at}); s.is(',') && s.is(first) && (!asPairs || s.is('"')) {
			return at, true
		}
	}
	return 0, false
}

// at reports whether a reader at pos has come to where a began. a may be nil.
func (a *ahead) at(pos int) bool { return a != nil && a.start == pos }

// wait makes sure that nothing of a runs any more. a may be nil.
func (a *ahead) wait() {
	if a != nil {
		<-a.done
	}
}

// take adds the rules that a has read, which the reader has come to.
func (r *reader) take(a *ahead, m *bpe.Merges) {
	a.wait()
	if a.failed {
		return
	}
	m.Append(a.merges)
	r.equal = append(r.equal, a.reader.equal...)
	r.pos = a.reader.pos
	r.path[len(r.path)-1].index += a.reader.path[0].index
}
