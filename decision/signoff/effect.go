// SPDX-License-Identifier: Apache-2.0

package signoff

import "slices"

// end marks ways out that no longer count.
func (p *Post) end(ends []Ended) {
	for _, x := range ends {
		for i := range p.Ways {
			if p.Ways[i].No == x.No {
				p.Ways[i].Ended = &x
			}
		}
	}
}

// void1 ends a sign-off, and with it the permits given for it.
func (p *Post) void1(v *Void) {
	if v == nil {
		return
	}
	for i := range p.SignOffs {
		if p.SignOffs[i].No == v.SignOff {
			p.SignOffs[i].Void = v
		}
	}
	for i := range p.Permits {
		if m := &p.Permits[i]; m.Superseded == nil && m.SignOff <= v.SignOff {
			m.Superseded = v
		}
	}
}

func (p *Post) opens(d *Due) {
	if d != nil {
		p.Due = append(p.Due, *d)
	}
}

// settle marks what was due as done.
func (p *Post) settle(e Event, closes []int, how string) {
	for i := range p.Due {
		if p.Due[i].Done == nil && slices.Contains(closes, p.Due[i].No) {
			p.Due[i].Done = &Done{At: e.At, By: e.By, How: how}
		}
	}
}

func (p *Post) permitGone(e Event, b PermitGone) error {
	i := slices.IndexFunc(p.Permits, func(m Permit) bool { return m.ID == b.ID })
	if i < 0 {
		return why(ErrEvent, "no permit %q", b.ID)
	}
	at := e.At
	p.Permits[i].Withdrawn, p.Permits[i].WithdrawBy = &at, e.By
	return nil
}

func (p *Post) wentOut(e Event, b Went) error {
	p.Closed = nil
	for _, no := range b.Replaces {
		for i := range p.Addresses {
			if p.Addresses[i].No == no {
				p.Addresses[i].Replaced = b.Address.No
			}
		}
	}
	p.Addresses = append(p.Addresses, b.Address)
	if w, ok := private[AddressWords](p, e); ok {
		if p.Private.Addresses == nil {
			p.Private.Addresses = map[int]AddressWords{}
		}
		p.Private.Addresses[b.Address.No] = w
	}
	p.settle(e, b.Closes, "republished")
	return nil
}

func (p *Post) cameDown(e Event, b CameDown) error {
	i := slices.IndexFunc(p.Addresses, func(a Address) bool { return a.No == b.Address })
	if i < 0 {
		return why(ErrEvent, "no address %d", b.Address)
	}
	p.Addresses[i].Down = &b.Proof
	if w, ok := e.Private.(NoteWords); ok && p.Private != nil {
		a := p.Private.Addresses[b.Address]
		a.Note = w.Note
		p.Private.Addresses[b.Address] = a
	}
	p.settle(e, b.Closes, "taken-down")
	return nil
}

func (p *Post) hold(e Event, b HoldChanged) error {
	i := slices.IndexFunc(p.Holds, func(h Hold) bool { return h.ID == b.ID })
	switch {
	case e.Kind == KindHeld && i < 0:
		p.Holds = append(p.Holds, Hold{ID: b.ID, At: e.At, By: e.By})
		p.note(e, "hold/"+b.ID)
	case e.Kind == KindReleased && i >= 0:
		at := e.At
		p.Holds[i].Released, p.Holds[i].ReleaseBy = &at, e.By
	default:
		return why(ErrEvent, "%s of %q", e.Kind, b.ID)
	}
	return nil
}

func (p *Post) closes(e Event) error {
	as := NotPublished
	if e.Kind == KindThrownAway {
		as = ThrownAway
	}
	p.Closed = &Closed{As: as, At: e.At, By: e.By}
	p.note(e, "closed")
	return nil
}

// note keeps the note of an event, where it has one.
func (p *Post) note(e Event, name string) {
	if w, ok := e.Private.(NoteWords); ok && p.Private != nil {
		if p.Private.Notes == nil {
			p.Private.Notes = map[string]string{}
		}
		p.Private.Notes[name] = w.Note
	}
}
