// SPDX-License-Identifier: Apache-2.0

package seal

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"chaperone/record"
)

// ErrPassphrase marks a passphrase that can't be used at all, whatever it is meant to open.
var ErrPassphrase = errors.New("can't be used as a passphrase")

const maxPassphrase = 1024 // bytes; longer is a file somebody gave by mistake

// normal brings a passphrase into the form that is used as key: Unicode NFC, with every kind of space as the plain one, so that the same
// words typed on another keyboard or system open the same practice. Nothing is trimmed or folded: case and spaces count.
func normal(passphrase string) ([]byte, error) {
	switch {
	case passphrase == "":
		return nil, fmt.Errorf("an empty line %w: type one, or leave the practice without", ErrPassphrase)
	case !utf8.ValidString(passphrase):
		return nil, fmt.Errorf("what was given %w: it isn't text (UTF-8)", ErrPassphrase)
	case len(passphrase) > maxPassphrase:
		return nil, fmt.Errorf("what was given %w: it has %d bytes, at most %d are taken", ErrPassphrase, len(passphrase), maxPassphrase)
	}
	p := norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Zs, r) {
			return ' '
		}
		return r
	}, passphrase))
	if strings.ContainsFunc(p, unicode.IsControl) {
		return nil, fmt.Errorf("what was given %w: it holds a control character, such as a line end or tab", ErrPassphrase)
	}
	return []byte(p), nil
}

// CheckPassphrase says why a passphrase can't be used; nil where it can. It doesn't judge how well it is chosen.
func CheckPassphrase(passphrase string) error {
	p, err := normal(passphrase)
	clear(p)
	return err
}

// LeastPassphrase is the fewest characters a passphrase may have that protects what leaves the machine, a backup or a copy of the key: whoever
// finds that has all the time in the world to guess. A choice of ours; doc/sealing.md says what a guess costs.
const LeastPassphrase = 8

// CheckLeaving is CheckPassphrase for what leaves the machine: it says, too, where a passphrase is too short for that.
func CheckLeaving(passphrase string) error {
	p, err := normal(passphrase)
	if err == nil && utf8.RuneCount(p) < LeastPassphrase {
		err = fmt.Errorf("something this short %w: it is soon guessed. It wants %d characters at least; four words are better", ErrPassphrase, LeastPassphrase)
	}
	clear(p)
	return err
}

// errPassphrase is what a person reads whose passphrase doesn't open.
func errPassphrase(what string) error {
	return fmt.Errorf("%w: that passphrase doesn't open this %s. Nothing is lost. Check Caps Lock. We hold no copy and can't reset it", record.ErrWrongKey, what)
}

// kdf is how a passphrase becomes a key: Argon2id, its cost in the file so that it can rise later.
type kdf struct {
	Salt    []byte `json:"salt"`    // 16 random bytes
	Time    uint32 `json:"time"`    // passes
	Memory  uint32 `json:"memory"`  // KiB
	Threads uint8  `json:"threads"` // lanes
}

// The cost of new files is the second choice of RFC 9106, section 4: 64 MiB, 3 passes, 4 lanes.
const (
	kdfTime, kdfMemory, kdfThreads = 3, 64 << 10, 4
	saltSize                       = 16
)

// check refuses costs that nobody would have chosen: too weak to protect, or so high that a changed file would hold the program up.
func (k kdf) check() error {
	if len(k.Salt) != saltSize || k.Time < 1 || k.Time > 32 || k.Memory < 16<<10 || k.Memory > 1<<20 || k.Threads < 1 || k.Threads > 16 {
		return fmt.Errorf("%w: the cost of its passphrase is out of bounds", record.ErrCorrupt)
	}
	return nil
}

// key derives 32 bytes. It takes about a tenth of a second, by intention.
func (k kdf) key(passphrase string) ([]byte, error) {
	p, err := normal(passphrase)
	if err != nil {
		return nil, err
	}
	defer clear(p)
	return argon2.IDKey(p, k.Salt, k.Time, k.Memory, k.Threads, KeySize), nil
}
