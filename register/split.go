// SPDX-License-Identifier: Apache-2.0

package register

import "slices"

// Secret is what only the holder of the entry's key may read; see Entry.Split. Its lists go along with the entry's.
type Secret struct {
	Versions []Words `json:"versions,omitempty"`
	Files    []Words `json:"files,omitempty"`
	Ending   *Words  `json:"ending,omitempty"`
}

// String hides the words.
func (s Secret) String() string { return "secret()" }

// Split parts an entry into what may be kept in clear and what is kept sealed under KeyID. secret is nil where there is nothing to seal. The
// entry itself stays as it is.
func (e *Entry) Split() (public *Entry, secret *Secret) {
	p := *e
	p.Versions, p.Files, p.Notices = slices.Clone(e.Versions), slices.Clone(e.Files), slices.Clone(e.Notices)
	if e.Ended != nil {
		end := *e.Ended
		p.Ended = &end
	}
	if !e.Register.Sealed() || e.Erased != nil {
		return &p, nil
	}
	s := &Secret{}
	for _, v := range e.Versions {
		s.Versions = append(s.Versions, Words{Value: v.Whole, Why: v.Why})
	}
	for _, f := range e.Files {
		s.Files = append(s.Files, Words{Name: f.Name, Plain: f.Plain})
	}
	if e.Ended != nil {
		s.Ending = &Words{Why: e.Ended.Why, Said: e.Ended.Said}
	}
	p.erase()
	return &p, s
}

// Join puts back what Split took out. ErrEvent where the two don't belong together.
func (e *Entry) Join(s *Secret) error {
	if s == nil {
		return nil
	}
	if len(s.Versions) != len(e.Versions) || len(s.Files) != len(e.Files) || (s.Ending == nil) != (e.Ended == nil) || e.Erased != nil {
		return ErrEvent
	}
	for i, w := range s.Versions {
		e.Versions[i].Whole, e.Versions[i].Why = w.Value, w.Why
	}
	for i, w := range s.Files {
		e.Files[i].Name, e.Files[i].Plain = w.Name, w.Plain
	}
	if s.Ending != nil {
		e.Ended.Why, e.Ended.Said = s.Ending.Why, s.Ending.Said
	}
	return nil
}
