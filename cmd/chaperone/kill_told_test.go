// SPDX-License-Identifier: Apache-2.0

package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"chaperone/practice"
)

// told is what the people at work were told had happened. Each thing belongs to one of them.
type told struct {
	posts        []*toldPost
	entries      []*toldEntry
	drafts       []*toldDraft
	acknowledged int
}

func (t *told) count() int {
	n := 0
	for _, p := range t.posts {
		n += p.steps
	}
	for _, e := range t.entries {
		n += e.steps
	}
	for _, d := range t.drafts {
		n += d.version
	}
	return n
}

// toldPost is a post at the command line.
type toldPost struct {
	id, text, trying string // trying: words that were sent and not answered for
	picture          string // digest of its picture
	signed           int
	permits          [][]byte
	addresses, down  int
	steps            int
}

type toldEntry struct {
	id, claim string
	withdrawn bool
	files     []string
	steps     int
}

// toldDraft is a draft in the desk.
type toldDraft struct {
	id, text, trying string
	version          int
	pictures         []string // acknowledged, and named by the draft
}

func (p *toldPost) isThere(ctx context.Context, o *practice.Office) error {
	x, err := o.Post(ctx, p.id)
	if err != nil {
		return err
	}
	r, ok := x.Text()
	r.Text = strings.TrimSpace(r.Text)
	if !ok || r.Text != p.text && (p.trying == "" || r.Text != p.trying) {
		return fmt.Errorf("says %q, not %q", r.Text, p.text)
	}
	if p.picture != "" && r.Text == p.text && (len(r.Media) != 1 || r.Media[0].Digest != p.picture) {
		return fmt.Errorf("has %d pictures", len(r.Media))
	}
	if len(x.SignOffs) < p.signed {
		return fmt.Errorf("was signed off %d times, and %d were acknowledged", len(x.SignOffs), p.signed)
	}
	if len(x.Addresses) < p.addresses {
		return fmt.Errorf("was published at %d addresses, and %d were acknowledged", len(x.Addresses), p.addresses)
	}
	for _, a := range x.Addresses[:p.down] {
		if a.Down == nil {
			return fmt.Errorf("came down, and doesn't know")
		}
	}
	permits, err := o.Permits(ctx, p.id)
	if err != nil {
		return err
	}
	for _, want := range p.permits {
		if !slices.ContainsFunc(permits, func(got []byte) bool { return bytes.Equal(got, want) }) {
			return fmt.Errorf("a permit that was given out isn't on record")
		}
	}
	return nil
}

func (d *toldDraft) isThere(ctx context.Context, o *practice.Office) error {
	w, err := o.OpenWorking(ctx, d.id)
	if err != nil {
		return err
	}
	switch {
	case w.Version < d.version || w.Version > d.version+1:
		return fmt.Errorf("version %d, not %d", w.Version, d.version)
	case w.Version == d.version && w.Revision.Text != d.text, w.Version > d.version && w.Revision.Text != d.trying:
		return fmt.Errorf("version %d says %q", w.Version, w.Revision.Text)
	}
	for _, digest := range d.pictures {
		if err := sameFile(digest, func(out io.Writer) error { return o.OpenMedium(ctx, d.id, digest, out) }); err != nil {
			return err
		}
	}
	return nil
}
