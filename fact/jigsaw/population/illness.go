// SPDX-License-Identifier: Apache-2.0

package population

import (
	"math"
	"strings"

	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/figure"
	"chaperone/post"
)

// Spread of the log of a share between places, measured over 314 authorities and 21 registers (blocks), and assumed wider for single codes.
const (
	blockVar = 0.30 * 0.30
	codeVar  = 0.45 * 0.45
)

// illness is what words can stand for in a classification: ICD-10 codes or ranges with commas between them, an Orphanet number
// ("ORPHA:399"), or OPCS-4 codes.
type illness struct {
	codes string
	opcs  bool
}

func (i illness) orpha() bool { return strings.HasPrefix(i.codes, "ORPHA:") }

// outside tells whether the codes are causes from outside (V01 to Y98): never the main reason for a stay, and counted wherever they are named.
func (i illness) outside() bool {
	return !i.opcs && i.codes != "" && i.codes[0] >= 'V' && i.codes[0] <= 'Y'
}

// class is a wider class of illness with a plain word for it.
type class struct {
	illness
	noun string
}

// wider gives the wider classes of codes, narrowest first: the block where one holds them all, then the chapter.
func (i illness) wider() []class {
	if i.opcs || i.orpha() || i.outside() {
		return nil
	}
	parts := figure.Parts(i.codes)
	if len(parts) == 0 {
		return nil
	}
	var out []class
	if noun := blockNouns[parts[0].Block.Code]; len(parts) == 1 && noun != "" {
		out = append(out, class{illness{codes: parts[0].Block.Code}, noun})
	}
	noun, ch := chapterOf(parts[0].Block.Code)
	for _, p := range parts[1:] {
		if _, c := chapterOf(p.Block.Code); c != ch {
			return out
		}
	}
	if ch >= 0 {
		out = append(out, class{illness{codes: chapters[ch].first + "-" + chapters[ch].last}, noun})
	}
	return out
}

// illnesses makes a clue of each condition, mechanism or procedure, at most two of a sort: further ones are listed.
func (b *builder) illnesses(sort jigsaw.Sort, rs []jigsaw.Reading) {
	byCode := map[string][]jigsaw.Reading{}
	var order []string
	for _, r := range rs {
		if byCode[r.Value.Code] == nil {
			order = append(order, r.Value.Code)
		}
		byCode[r.Value.Code] = append(byCode[r.Value.Code], r)
	}
	for n, code := range order {
		if n >= 2 || !b.illness(sort, byCode[code]) {
			b.unseen = append(b.unseen, byCode[code]...)
		}
	}
}

func (b *builder) illness(sort jigsaw.Sort, rs []jigsaw.Reading) bool {
	i := illness{codes: rs[0].Value.Code, opcs: sort == jigsaw.Procedure}
	shares, ok := b.illShares(i)
	if !ok {
		return false
	}
	c := b.clue(sort, rs)
	b.level(c, rs[0].Words, shares, 0, nil, cell{ill: i})
	for _, w := range i.wider() {
		shares, ok := b.illShares(w.illness)
		if !ok || narrower(shares, c.Levels[len(c.Levels)-1].Shares) {
			continue
		}
		b.level(c, w.noun, shares, 0, b.renamed(rs, w.noun), cell{ill: w.illness})
	}
	drop := map[jigsaw.Sort]string{jigsaw.Condition: "condition", jigsaw.Procedure: "procedure", jigsaw.Mechanism: "accident"}[sort]
	b.dropped(c, "only ‘"+drop+"’", 0, b.renamed(rs, drop))
	costs(c)
	return true
}

// renamed puts a plain noun where the name of an illness or operation stood. What happened, told with a verb, has no such noun.
func (b *builder) renamed(rs []jigsaw.Reading, noun string) []jigsaw.Edit {
	return b.reworded(rs, func(r jigsaw.Reading) (post.Edit, bool) {
		named := r.Kind == "clue-condition" || r.Kind == "clue-rare" || r.Kind == "clue-procedure"
		return replace(b.text, r.Start, r.End, nounPhrase(b.text, r.Start, noun)), named
	})
}

// narrower tells whether a share says more than the level before it in any frame; tables can disagree by rounding.
func narrower(a, before []jigsaw.Share) bool {
	for i := range a {
		if a[i].Log < before[i].Log-1e-9 {
			return true
		}
	}
	return false
}

// illShares gives what codes leave of each crowd. It fails where no table says anything in any of them.
func (b *builder) illShares(i illness) ([]jigsaw.Share, bool) {
	out := make([]jigsaw.Share, len(b.kinds))
	any := false
	for n, k := range b.kinds {
		if s, ok := b.illShare(k, i); ok && s.Log < 0 {
			out[n], any = s, true
		}
	}
	return out, any
}

func (b *builder) illShare(k frameKind, i illness) (jigsaw.Share, bool) {
	if i.orpha() {
		return rare(i.codes)
	}
	england := figure.EnglandEmergency()
	people, _ := figure.Population("england", "", 0, oldest)
	count, base, variance := jigsaw.Figure{}, england, codeVar+blockVar
	ok := false
	switch {
	case i.opcs:
		count, ok = figure.Procedures(i.codes)
		if k == births {
			base = deliveries()
		}
	case i.outside():
		count, ok = figure.Mentions(i.codes)
	case k == births:
		return jigsaw.Share{}, false
	default:
		count, ok = stays(i.codes)
		all, _ := figure.BlockOf("all")
		base = all.Emergency()
		if parts := figure.Parts(i.codes); len(parts) == 1 && parts[0].Share > 0.999 || len(parts) > 1 {
			variance = blockVar
		}
	}
	if !ok || count.Value <= 0 {
		return jigsaw.Share{}, false
	}
	n := count.Value
	if k == residents {
		if s, ok := register(i.codes); ok {
			return s, true
		}
		if mostlyOutside(i.codes) || b.kinds[0] != residents {
			return jigsaw.Share{}, false // stays are counted where the story plays in a hospital; here they would count the same people again
		}
		base = people
		n /= figure.Assumed("episodes-per-stay").Value
	}
	return jigsaw.Share{Log: math.Log(math.Min(1, n/base.Value)), Var: variance, Figures: []jigsaw.Figure{count, base}}, true
}

// stays gives the stays in hospital a year that codes are the reason for: emergencies, and where most stays are planned, those too, for
// nobody can tell which sort a story is of.
func stays(codes string) (jigsaw.Figure, bool) {
	urgent, ok := figure.EmergencyFor(codes)
	if all, also := figure.AdmissionsFor(codes); also && all.Value > 2*urgent.Value {
		return all, true
	}
	return urgent, ok
}

// mostlyOutside tells whether most people with an illness are never admitted for it: stays then say nothing of how many have it.
func mostlyOutside(codes string) bool {
	for _, c := range []string{"J00", "J01", "J02", "J03", "J06", "J30", "G43", "G44", "L20", "L30", "L40", "L70", "M54", "M75", "M77", "K58", "K21", "F32", "F33", "F41", "F43", "F90", "F84", "N39", "N95", "H10", "H65", "H66",
		"B35", "B37", "R05", "R51", "R53", "E03", "E66", "I10", "J45", "D50", "Z30", "N92", "N94", "M79", "B34", "K02", "K08", "B85", "B86", "L60", "H52"} {
		if strings.HasPrefix(codes, c) {
			return true
		}
	}
	return false
}
