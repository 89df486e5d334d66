package bpe

import (
	"sync"
	"sync/atomic"
)

// later is a value that is worked out when it is first asked for. It is safe for concurrent use.
type later[T any] struct {
	work  func() T
	once  sync.Once
	value T
	done  atomic.Bool
}

func makeLater[T any](work func() T) *later[T] { return &later[T]{work: work} }

// atHand is a later that need not be worked out.
func atHand[T any](value T) *later[T] {
	l := makeLater(func() T { return value })
	l.get()
	return l
}

func (l *later[T]) get() T {
	l.once.Do(func() {
		l.value = l.work()
		l.done.Store(true)
	})
	return l.value
}

// ready reports whether get need not work.
func (l *later[T]) ready() bool { return l.done.Load() }
