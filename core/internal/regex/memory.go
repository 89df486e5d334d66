package regex

import "math/bits"

// Memory of failures. Where the state of a search is no more than a place in the program and a position in
// the text, a state that failed once fails always, also in later searches of the same text. A search that
// backtracks much remembers these states, and so takes time in proportion to the length of the text.

func trailingZeros(mask uint32) int { return bits.TrailingZeros32(mask) }

// checkLimits begins to remember when a search takes long, and ends it when it takes too long.
func (m *matcher) checkLimits() error {
	if m.work < m.patience {
		return nil
	}
	if !m.memory && m.states > 0 {
		if size := m.states * (len(m.text) + 1); size/m.states == len(m.text)+1 && size <= maxMemory {
			m.memory = true
			m.forget()
		}
	}
	if m.work > m.limit || !m.memory && m.retries >= maxRetries {
		return ErrLimit
	}
	return nil
}

// forget empties the memory.
func (m *matcher) forget() {
	if !m.memory {
		return
	}
	words := (m.states*(len(m.text)+1) + 63) / 64
	if cap(m.failed) < words {
		m.failed = make([]uint64, words)
		return
	}
	m.failed = m.failed[:words]
	clear(m.failed)
}

func (m *matcher) bit(i *inst, pos int) int { return int(i.memo)*(len(m.text)+1) + pos }

func (m *matcher) hasFailed(i *inst, pos int) bool {
	b := m.bit(i, pos)
	return m.failed[b>>6]>>(b&63)&1 != 0
}

func (m *matcher) remember(i *inst, pos int) {
	if i.memo >= 0 {
		b := m.bit(i, pos)
		m.failed[b>>6] |= 1 << (b & 63)
	}
}
