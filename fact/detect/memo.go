// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"hash/maphash"
	"sync"
)

// memo keeps what was made of a register, so that it is made once and not for every post. The key is the register's content: whoever
// changes an entry gets it made anew, and reading a post stays a function of its input.
type memo[T any] struct {
	mu   sync.Mutex
	held []memoed[T] // the latest first
}

type memoed[T any] struct {
	key  uint64
	made T
}

// memoRegisters bounds how many registers are kept: a house checks for its members by turns.
const memoRegisters = 16

var memoSeed = maphash.MakeSeed()

// of gives what make makes of content with this key.
func (m *memo[T]) of(key uint64, make func() T) T {
	m.mu.Lock()
	for i := range m.held {
		if m.held[i].key == key {
			x := m.held[i]
			copy(m.held[1:i+1], m.held[:i])
			m.held[0] = x
			m.mu.Unlock()
			return x.made
		}
	}
	m.mu.Unlock()
	x := memoed[T]{key, make()}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held = append([]memoed[T]{x}, m.held[:min(len(m.held), memoRegisters-1)]...)
	return x.made
}

// keyOf hashes strings; a mark between them keeps "ab", "c" from "a", "bc".
type keyOf struct{ h maphash.Hash }

func newKey() *keyOf {
	k := &keyOf{}
	k.h.SetSeed(memoSeed)
	return k
}

func (k *keyOf) add(ss ...string) {
	for _, s := range ss {
		k.h.WriteString(s)
		k.h.WriteByte(0xff) // never part of UTF-8
	}
}
