// SPDX-License-Identifier: Apache-2.0

package link

import (
	"slices"

	"chaperone/fact/jigsaw"
)

// Merge gives the story two posts tell together: ages are intersected, of windows of time the smallest stays, all other readings are
// united. What the later post says keeps its source, what the earlier said comes from the history. Neither story is changed.
func Merge(earlier, later *jigsaw.Story) *jigsaw.Story {
	m := &jigsaw.Story{Told: later.Told, Setting: later.Setting, Country: later.Country,
		Grave: earlier.Grave || later.Grave, News: earlier.News || later.News}
	if earlier.Told.After(m.Told) {
		m.Told = earlier.Told
	}
	if m.Setting == jigsaw.AnySetting {
		m.Setting = earlier.Setting
	}
	if m.Country == "" {
		m.Country = earlier.Country
	}
	for _, id := range slices.Concat(earlier.Posts, later.Posts) {
		if !slices.Contains(m.Posts, id) {
			m.Posts = append(m.Posts, id)
		}
	}
	if n := len(m.Posts) - maxPosts; n > 0 {
		m.Posts = m.Posts[n:]
	}
	m.Readings = slices.Clone(later.Readings)
	for _, r := range earlier.Readings {
		if r.Source == jigsaw.FromText {
			r.Source = jigsaw.FromHistory
		}
		switch i := slices.IndexFunc(m.Readings, func(x jigsaw.Reading) bool { return sameReading(x, r) }); {
		case i >= 0:
			m.Readings[i].Said = true
		case len(m.Readings) < maxReadings:
			m.Readings = append(m.Readings, r)
		}
	}
	narrowAges(m)
	narrowWindows(m)
	return m
}

// sameReading tells whether a reading adds nothing to another but its place.
func sameReading(a, b jigsaw.Reading) bool {
	if a.Sort == jigsaw.Detail || b.Sort == jigsaw.Detail {
		return a.Sort == b.Sort && a.Words == b.Words
	}
	return a.Sort == b.Sort && a.Value == b.Value
}

// narrowAges gives every age that overlaps the narrowest one the years they share: one person has one age.
func narrowAges(s *jigsaw.Story) {
	best := -1
	for i, r := range s.Readings {
		if r.Sort == jigsaw.Age && (best < 0 || width(r) < width(s.Readings[best])) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	lo, hi := s.Readings[best].Value.Lo, s.Readings[best].Value.Hi
	for _, r := range s.Readings {
		if r.Sort == jigsaw.Age && r.Value.Lo <= hi && lo <= r.Value.Hi {
			lo, hi = max(lo, r.Value.Lo), min(hi, r.Value.Hi)
		}
	}
	v := &s.Readings[best].Value
	v.Lo, v.Hi = lo, hi
	keep := s.Readings[best]
	s.Readings = slices.DeleteFunc(s.Readings, func(r jigsaw.Reading) bool {
		return r.Sort == jigsaw.Age && r != keep && r.Value.Lo <= hi && lo <= r.Value.Hi
	})
}

func width(r jigsaw.Reading) int { return r.Value.Hi - r.Value.Lo }

// narrowWindows keeps the smallest window of time: whatever else happened, that did.
func narrowWindows(s *jigsaw.Story) {
	best := -1
	for i, r := range s.Readings {
		if r.Sort != jigsaw.When {
			continue
		}
		if best < 0 || s.Readings[best].Value.Vague && !r.Value.Vague ||
			s.Readings[best].Value.Vague == r.Value.Vague && r.Value.Until.Sub(r.Value.From) < s.Readings[best].Value.Until.Sub(s.Readings[best].Value.From) {
			best = i
		}
	}
	if best < 0 {
		return
	}
	keep := s.Readings[best]
	s.Readings = slices.DeleteFunc(s.Readings, func(r jigsaw.Reading) bool { return r.Sort == jigsaw.When && r != keep })
}
