// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"fmt"
	"io"
	"sync/atomic"
	"time"

	"chaperone/decision/signoff"
	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/seal"
)

// Office is a practice that keeps a record: what is done in it goes into the log in the same transaction as its effect, or isn't done at
// all. It is safe for concurrent use, and several programs may hold the same data folder.
type Office struct {
	Policy signoff.Policy // what this practice asks for beyond the rest
	base   Checker        // by the rulebook it was opened with; what it has decided itself is in books
	books  atomic.Pointer[books]
	store  record.Store
	blobs  record.Blobs
	keys   *seal.PracticeKey
	signer ledger.Signer
	rand   io.Reader

	told tellings // of published posts
	seen glances  // of all posts
}

// Parts are what an office is made of. The checker's clock is the clock of everything; a nil Rand is the system's.
type Parts struct {
	Checker *Checker
	Store   record.Store
	Blobs   record.Blobs
	Keys    *seal.PracticeKey
	Rand    io.Reader
}

// OpenOffice puts an office together.
func OpenOffice(p Parts) (*Office, error) {
	o := &Office{base: *p.Checker, store: p.Store, blobs: p.Blobs, keys: p.Keys, rand: p.Rand}
	o.base.Clinician = true
	if o.rand == nil {
		o.rand = rand.Reader
	}
	var err error
	if o.signer, err = ledger.NewSigner(o.Origin(), p.Keys.SignerSeed()); err != nil {
		return nil, fmt.Errorf("the practice's signature: %w", err)
	}
	return o, nil
}

// Origin names this practice's log, and its signatures. It says nothing about who works there.
func (o *Office) Origin() string { return "chaperone/" + o.keys.ID() }

// Close lets go of the store. What was acknowledged is on disk already.
func (o *Office) Close() error {
	err := o.store.Close()
	o.keys.Close()
	return err
}

// ring opens what is sealed, by the keys that a view or transaction sees.
func (o *Office) ring(v record.View) *seal.Ring { return o.keys.Ring(v.Key) }

// Now is the time by the practice's clock.
func (o *Office) Now() time.Time { return o.base.Now() }

// clock is the time of what is being done, as the log keeps it.
func (o *Office) clock() time.Time { return o.Now().UTC().Truncate(time.Millisecond) }

// update does something in one transaction: the events it gathers, the states they make, and the log's new checkpoint stand together, or
// nothing does.
func (o *Office) update(ctx context.Context, by Member, f func(w *work) error) error {
	return o.store.Update(ctx, func(tx record.Tx) error {
		w, err := newWork(o, tx, by)
		if err != nil {
			return err
		}
		if err := f(w); err != nil {
			return err
		}
		return w.finish()
	})
}

// view takes one consistent look.
func (o *Office) view(ctx context.Context, f func(r reading) error) error {
	return o.store.View(ctx, func(v record.View) error {
		r, err := o.reading(v)
		if err != nil {
			return err
		}
		return f(r)
	})
}

// idAlphabet has no letters that look like digits.
var idAlphabet = base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)

// newID makes the id of a new thing: 50 random bits, 10 letters and digits. Clashes are refused where a thing is made.
func (o *Office) newID() (string, error) {
	b := make([]byte, 7)
	if _, err := io.ReadFull(o.rand, b); err != nil {
		return "", fmt.Errorf("random bytes: %w", err)
	}
	return idAlphabet.EncodeToString(b)[:10], nil
}
