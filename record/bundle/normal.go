// SPDX-License-Identifier: Apache-2.0

package bundle

import (
	"slices"
	"time"
)

// normal gives the story with its times in UTC and whole milliseconds, as events have them, and sharing nothing that Make changes with the
// caller's.
func (s Story) normal() Story {
	s.Version = Version
	clip := func(ts ...*time.Time) {
		for _, t := range ts {
			if !t.IsZero() {
				*t = t.UTC().Truncate(time.Millisecond)
			}
		}
	}
	gone := func(es ...**Erasure) {
		for _, e := range es {
			if *e != nil {
				x := **e
				clip(&x.On)
				*e = &x
			}
		}
	}
	who := func(ws ...*Who) {
		for _, w := range ws {
			gone(&w.Erased)
		}
	}
	clip(&s.Made, &s.Post.Begun)
	who(&s.MadeBy, &s.Post.Author)
	s.Revisions, s.Findings, s.Asked, s.Entries = slices.Clone(s.Revisions), slices.Clone(s.Findings), slices.Clone(s.Asked), slices.Clone(s.Entries)
	s.SignOffs, s.Permits, s.Addresses, s.Due, s.TimeLine = slices.Clone(s.SignOffs), slices.Clone(s.Permits), slices.Clone(s.Addresses), slices.Clone(s.Due), slices.Clone(s.TimeLine)
	for i := range s.Revisions {
		r := &s.Revisions[i]
		r.Media = slices.Clone(r.Media)
		for j := range r.Media {
			m := &r.Media[j]
			m.Said = slices.Clone(m.Said)
			for k := range m.Said {
				clip(&m.Said[k].At)
				who(&m.Said[k].By)
			}
		}
		clip(&r.At)
		who(&r.By)
		gone(&r.Erased)
	}
	for i := range s.Findings {
		f := &s.Findings[i]
		clip(&f.At)
		gone(&f.Erased)
		if f.Fixed != nil {
			x := *f.Fixed
			clip(&x.At)
			f.Fixed = &x
		}
		f.Ways = slices.Clone(f.Ways)
		for j := range f.Ways {
			clip(&f.Ways[j].At)
			who(&f.Ways[j].By)
			gone(&f.Ways[j].Erased)
		}
	}
	for i := range s.Asked {
		a := &s.Asked[i]
		clip(&a.At)
		who(&a.Whom, &a.By)
		if a.Until != nil {
			x := *a.Until
			clip(&x)
			a.Until = &x
		}
		a.Answers = slices.Clone(a.Answers)
		for j := range a.Answers {
			clip(&a.Answers[j].At)
			gone(&a.Answers[j].Erased)
		}
	}
	for i := range s.Entries {
		gone(&s.Entries[i].Erased)
	}
	for i := range s.SignOffs {
		clip(&s.SignOffs[i].At, &s.SignOffs[i].Checked)
		who(&s.SignOffs[i].By)
	}
	for i := range s.Permits {
		clip(&s.Permits[i].From, &s.Permits[i].Until)
	}
	for i := range s.Addresses {
		a := &s.Addresses[i]
		clip(&a.At)
		who(&a.By)
		gone(&a.Erased)
		if a.Down != nil {
			x := *a.Down
			clip(&x.At)
			who(&x.By)
			a.Down = &x
		}
	}
	for i := range s.Due {
		d := &s.Due[i]
		clip(&d.At, &d.Until)
		if d.Done != nil {
			x := *d.Done
			clip(&x.At)
			who(&x.By)
			d.Done = &x
		}
	}
	for i := range s.TimeLine {
		clip(&s.TimeLine[i].At)
		who(&s.TimeLine[i].By)
	}
	return s
}
