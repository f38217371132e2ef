// SPDX-License-Identifier: Apache-2.0

package subject

import "chaperone/post"

// resolve makes entities of the mentions, in order: who is one and the same.
func (c *Cast) resolve() {
	var single [classes]int32 // the one entity of me, us, you
	c.entities = append(c.entities, entity{})
	for i := range c.mentions {
		m := &c.mentions[i]
		switch m.class {
		case me, us, you:
			if single[m.class] == 0 {
				single[m.class] = c.add(m)
			}
			m.entity = single[m.class]
		case pronoun:
			m.entity = c.antecedent(m, i)
		case speaker:
			m.entity = c.latest(m, func(e *entity) bool { return someone(e.class) })
		case kin:
			c.kinOf(m, i)
			m.entity = c.add(m)
		case person, patient, trade:
			m.entity = c.same(m, i)
		case staff:
			m.entity = c.latest(m, func(e *entity) bool { return e.class == staff && e.fold == c.word(int(m.first)) })
		}
		if m.entity == 0 {
			m.entity = c.add(m)
		}
		e := &c.entities[m.entity]
		e.last, e.count = m.first, e.count+1
		if e.gender == either {
			e.gender = m.gender
		}
		if e.class == pronoun || e.class == person && (m.class == patient || m.class == trade) {
			if m.class != pronoun && m.class != speaker {
				e.class = m.class
			}
		}
	}
	most := int32(0)
	for i := range c.entities {
		if e := &c.entities[i]; someone(e.class) && e.count > most {
			c.main, most = e.class, e.count
		}
	}
}

func (c *Cast) add(m *mention) int32 {
	c.entities = append(c.entities, entity{class: m.class, gender: m.gender, last: m.first, fold: c.word(int(m.first))})
	return int32(len(c.entities) - 1)
}

// someone tells classes that "he" or "she" can point to.
func someone(k class) bool {
	switch k {
	case pronoun, person, patient, kin, ownKin, staff, public, historic, invented, trade, animal:
		return true
	}
	return false
}

func (c *Cast) latest(m *mention, fits func(*entity) bool) int32 {
	best := int32(0)
	for i := 1; i < len(c.entities); i++ {
		if e := &c.entities[i]; fits(e) && (best == 0 || e.last >= c.entities[best].last) {
			best = int32(i)
		}
	}
	return best
}

// antecedent finds whom a pronoun points to: the nearest that fits in gender and number, those spoken of often being nearer.
func (c *Cast) antecedent(m *mention, i int) int32 {
	best, cost := int32(0), int32(1<<30)
	for n := 1; n < len(c.entities); n++ {
		e := &c.entities[n]
		if !someone(e.class) && (m.gender != plural || e.class != group) {
			continue
		}
		if m.gender != e.gender && e.gender != either && m.gender != plural {
			continue
		}
		d := m.first - e.last - 6*min(e.count, 3)
		if m.gender == plural && e.gender != plural {
			d += 10
		}
		switch e.class {
		case kin, animal:
			d += 8
		case staff:
			d += 4
		}
		if d <= cost {
			best, cost = int32(n), d
		}
	}
	return best
}

// stranger is whoever owns a relative that nobody knows.
var stranger = set("someone somebody somebody's someone's everyone")

// same joins "the man" to the man of the sentence before, and "a teacher" to "she was".
func (c *Cast) same(m *mention, i int) int32 {
	d := c.determiner(int(m.first))
	if i > 0 {
		p := &c.mentions[i-1]
		t := c.doc.Tokens
		gap := m.first - p.last
		if gap <= 5 && t[p.last].Sent == t[m.first].Sent && someone(c.entities[p.entity].class) && !p.owner {
			for j := p.last; j < m.first; j++ {
				switch t[j].Fold {
				case "is", "was", "been", "being", "he's", "she's", "they're", "becoming", "he'd", "she'd", ",", "(", "aged", "who":
					if c.entities[p.entity].class != ownKin || t[j].Fold != "," {
						return p.entity
					}
				}
			}
		}
		if gap == 1 && someone(p.class) && p.class != pronoun && !p.owner { // "taxi driver lady", "my dad Alan", "my mate Dougie"
			return p.entity
		}
	}
	if d == "a" || d == "an" || d == "another" || d == "one" {
		return 0
	}
	return c.latest(m, func(e *entity) bool {
		return (e.class == person || e.class == patient || e.class == pronoun || e.class == trade && e.fold == c.word(int(m.first))) && (e.gender == m.gender || e.gender == either || m.gender == either)
	})
}

// kinOf settles whose relative a word for one names.
func (c *Cast) kinOf(m *mention, i int) {
	switch d := c.determiner(int(m.first)); d {
	case "his", "her", "their", "'s":
		if i == 0 {
			return
		}
		switch o := c.entities[c.mentions[i-1].entity].class; o {
		case ownKin, invented, public, historic, group:
			m.class = o
		case me, us:
			m.class = ownKin
		}
	}
}

// Unnamed gives the pronoun of a person the text takes as known: it begins with "he" or "her", and nobody who could be meant is introduced
// later. Readers look for whom it means in what was said before.
func (c *Cast) Unnamed() (post.Span, bool) {
	for i := range c.mentions {
		m := &c.mentions[i]
		if m.class == me || m.class == us {
			continue
		}
		if m.class != pronoun || m.gender != male && m.gender != female || c.entities[m.entity].class != pronoun || c.quoted[m.first] || !c.begins(int(m.first)) {
			return post.Span{}, false
		}
		return c.doc.Span(int(m.first), int(m.last)), true
	}
	return post.Span{}, false
}

// begins tells whether nothing but a little word or a time stands before token i.
func (c *Cast) begins(i int) bool {
	for _, t := range c.doc.Tokens[:i] {
		switch t.Fold {
		case "and", "so", "well", "oh", "but", "then", "today", "tonight", "yesterday", "this", "last", "morning", "evening", "night", "afternoon", ",", ".", ":", "…", "...", "\"", "'":
		default:
			return false
		}
	}
	return i < 5
}
