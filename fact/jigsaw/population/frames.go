// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
)

// nation is the country whose figures stand for a story's: that of the unit or town it names, else of England for hospitals (most of the
// country, and the only one with admissions) and of the United Kingdom for residents.
type nation struct {
	name   string
	people jigsaw.Figure
	visits jigsaw.Figure // to emergency departments, a year
	abroad bool          // the author's country has no tables: these stand in
}

func nationOf(name string) nation {
	n := nation{name: name}
	n.people, _ = figure.Population(name, "", 0, oldest)
	if name == figure.UK {
		n.visits = figure.EnglandAttendances()
		return n
	}
	n.visits, _ = figure.CountryAttendances(name)
	return n
}

// frames sets the crowds the story can be about: people in hospital in a year where it plays in one, women giving birth where it tells of a
// birth, and people living in the country always.
func (b *builder) frames(groups map[jigsaw.Sort][]jigsaw.Reading) {
	b.nation = nationOf(b.country(groups))
	if b.story.Country != "" && b.story.Country != "GB" && b.story.Country != "UK" {
		b.nation.abroad = true
	}
	if b.story.Setting == jigsaw.Hospital {
		b.hospital(groups)
		if len(groups[jigsaw.Multiple]) > 0 || birth(groups[jigsaw.Procedure]) || birth(groups[jigsaw.Condition]) {
			n := deliveries()
			b.frame(births, "births in hospitals of England in a year", n, "the story tells of a birth")
		}
	}
	b.frame(residents, "people living in "+nationNames[b.nation.name], b.nation.people, "whoever lives there could be meant")
}

var nationNames = map[string]string{figure.UK: "the United Kingdom", "england": "England", "scotland": "Scotland", "wales": "Wales", "northern-ireland": "Northern Ireland"}

// hospital adds the crowd of those who came to hospital: admitted where the story says with what, else seen at an emergency department.
// Outside England only visits are published.
func (b *builder) hospital(groups map[jigsaw.Sort][]jigsaw.Reading) {
	ill := len(groups[jigsaw.Condition])+len(groups[jigsaw.Mechanism])+len(groups[jigsaw.Procedure]) > 0
	if ill && (b.nation.name == "england" || b.nation.name == figure.UK) {
		b.frame(events, "emergency admissions in England in a year", figure.EnglandEmergency(), "the story tells of a stay in hospital")
		return
	}
	b.visits = true
	where := b.nation.name
	if where == figure.UK {
		where = "england"
	}
	b.frame(events, "visits to emergency departments in "+nationNames[where]+" in a year", b.nation.visits, "the story plays in a hospital")
}

func (b *builder) frame(k frameKind, name string, n jigsaw.Figure, why string) {
	if n.Value <= 0 {
		return
	}
	n.Default = n.Default || b.nation.abroad
	b.kinds = append(b.kinds, k)
	b.out.Frames = append(b.out.Frames, jigsaw.Frame{Name: name, LogN: math.Log(n.Value), Why: why, Figures: []jigsaw.Figure{n}})
}

func (b *builder) country(groups map[jigsaw.Sort][]jigsaw.Reading) string {
	for _, r := range groups[jigsaw.Care] {
		if u, ok := unitOf(r.Value.Place); ok {
			return u.Country
		}
	}
	for _, s := range []jigsaw.Sort{jigsaw.Home, jigsaw.Care} {
		for _, r := range groups[s] {
			if ts := townsIn(r.Value.Place); len(ts) > 0 {
				return ts[0].Country
			}
		}
	}
	return figure.UK
}

// birth tells whether a reading is of a birth: codes O60 to O84 and Z37 to Z38, operations R17 to R30.
func birth(rs []jigsaw.Reading) bool {
	for _, r := range rs {
		c := r.Value.Code
		if c >= "O60" && c < "O85" || c >= "Z37" && c < "Z39" || r.Sort == jigsaw.Procedure && c >= "R14" && c < "R31" {
			return true
		}
	}
	return false
}

// deliveries gives the births in hospitals of England in a year, single and multiple (ICD-10 Z37, named once for each mother).
func deliveries() jigsaw.Figure {
	f, _ := figure.Mentions("Z37")
	return f
}
