// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/finding"
	"chaperone/rulebook"
)

// allows says why a post may not be signed off or published as it stands; "" where the game knows no reason. It goes by a fresh look at the
// words, and by what was given, asked and answered: not by what the post says of itself.
func (g *game) allows(p *played, now *signoff.Post) (string, error) {
	report, err := g.LookAt(ctx, p.id)
	if err != nil {
		return "there is nothing to read", nil
	}
	rs, err := g.Registers(ctx)
	if err != nil {
		return "", err
	}
	consented := func(x gave) bool {
		e := rs.Entry(x.entry)
		return x.kind == signoff.WayRecord && e != nil && e.Register == "consents" && e.Live(g.now)
	}
	judged := func(x gave) bool {
		a := g.answers[x.request]
		return x.kind == signoff.WayOpinion && a != nil && (a.reply == request.Fine || a.reply == request.NotNamed || a.reply == request.SaySo) && !slices.Contains(p.writers, a.by)
	}
	for _, f := range report.Findings {
		holds := f.Level == rulebook.Decide || f.Level == rulebook.Stop
		if !holds || f.Outcome != finding.Raised && f.Outcome != finding.Ask {
			continue
		}
		enough := func(x gave) bool {
			switch {
			case x.rule != f.Rule.ID:
				return false
			case (f.Rule.Area == rulebook.Confidentiality || f.Rule.Area == rulebook.Consent) && f.Level == rulebook.Stop:
				return consented(x) || judged(x) || f.Outcome == finding.Ask && x.kind == signoff.WayAnswered
			case x.kind == signoff.WayRecord:
				e := rs.Entry(x.entry)
				return e != nil && e.Live(g.now)
			case x.kind == signoff.WayOpinion:
				return judged(x)
			}
			return true
		}
		if !slices.ContainsFunc(p.given, enough) {
			return fmt.Sprintf("%s (%s, %s) has no way out that counts", f.Rule.ID, f.Rule.Area, f.Level), nil
		}
	}
	for _, a := range g.asked {
		x := g.answers[a.ID]
		if a.Post == p.id && x != nil && x.form == request.Patient && x.reply == request.No && x.revision == now.Revision.Digest {
			return "a patient said no to these very words", nil
		}
	}
	return "", nil
}

// stands wants what must be true of every post at any time, whatever was done.
func (g *game) stands() error {
	rs, err := g.Registers(ctx)
	if err != nil {
		return err
	}
	all, err := g.Posts(ctx)
	if err != nil {
		return err
	}
	if len(all) != len(g.posts) {
		return fmt.Errorf("%d posts, of which %d were begun", len(all), len(g.posts))
	}
	for _, x := range all {
		p := g.of(x.ID)
		if r, ok := x.Text(); ok && (r.Text != p.now.Text || !slices.Equal(r.Platforms, p.now.Platforms) || r.Audience != p.now.Audience || len(r.Media) != len(p.now.Media)) {
			return fmt.Errorf("post %s isn't what was last written", x.ID)
		}
		s := x.Signed()
		if s != nil {
			if s.Revision != x.Revision.Digest || len(x.StillOpen()) > 0 {
				return fmt.Errorf("post %s: a sign-off of other words, or with %d open", x.ID, len(x.StillOpen()))
			}
			if s.Policy.SecondPerson && slices.Contains(p.writers, s.By) {
				return fmt.Errorf("post %s: signed off by who wrote it", x.ID)
			}
			for _, l := range s.Leans {
				if e := rs.Entry(l.Entry); e != nil && e.Withdrawn() {
					return fmt.Errorf("post %s is signed off and rests on consent %s, which was withdrawn", x.ID, l.Entry)
				}
			}
			for _, w := range x.Ways {
				if w.Kind == signoff.WayOpinion && w.Ended == nil && slices.Contains(s.Ways, w.No) && slices.Contains(p.writers, g.answers[w.Request].by) {
					return fmt.Errorf("post %s rests on the opinion of %s, who wrote in it", x.ID, g.answers[w.Request].by)
				}
			}
		}
		for _, m := range x.Permits {
			if m.Status(g.now) == signoff.PermitValid && (s == nil || m.SignOff > s.No || m.Revision != s.Revision) { // a re-check signs the same words anew
				return fmt.Errorf("permit %s holds, and its sign-off doesn't", m.ID)
			}
		}
		without := 0
		for _, a := range x.Addresses {
			if a.SignOff == 0 {
				without++
				continue
			}
			if a.SignOff > len(x.SignOffs) || x.SignOffs[a.SignOff-1].Revision != a.Revision {
				return fmt.Errorf("post %s: what went out isn't what was signed off", x.ID)
			}
		}
		if without != p.without || (without > 0) != x.Fault() {
			return fmt.Errorf("post %s: %d places without sign-off, noted %d, a fault: %v", x.ID, p.without, without, x.Fault())
		}
		for _, a := range x.Live() {
			for _, l := range a.Leans {
				if e := rs.Entry(l.Entry); e != nil && e.Withdrawn() && x.Status != signoff.TakeDownDue {
					return fmt.Errorf("post %s rests on consent %s, which was withdrawn, and is %s", x.ID, l.Entry, x.Status)
				}
			}
		}
	}
	return nil
}

func (g *game) verifies() error {
	v, err := g.Verify(ctx, nil)
	if err != nil {
		return err
	}
	if !v.Holds() {
		return fmt.Errorf("the record doesn't verify: %s", strings.Join(v.Sentences(), " "))
	}
	return nil
}

// games is how many are played; CHAPERONE_GAMES names another number.
func games() string {
	if n, err := strconv.Atoi(os.Getenv("CHAPERONE_GAMES")); err == nil {
		return fmt.Sprint(n)
	}
	switch {
	case os.Getenv("CHAPERONE_SLOW") != "":
		return "400"
	case testing.Short():
		return "5"
	}
	return "20"
}

// Random games over the whole office: whatever is done, in whatever order, nothing is signed off or goes out past an open finding, and the
// record says what happened.
func TestWhateverIsDoneNothingGoesOutPastAnOpenFinding(t *testing.T) {
	before := flag.Lookup("rapid.checks").Value.String()
	defer flag.Set("rapid.checks", before)
	flag.Set("rapid.checks", games())
	done := map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		g := newGame(t, rt)
		steps := 20 + g.pick(100)
		var did []string
		for i := range steps {
			err := g.step()
			did = append(did, g.did)
			if err == nil {
				err = g.stands()
			}
			if err == nil && (i%10 == 9 || i == steps-1) {
				err = g.verifies()
			}
			if err != nil {
				did = slices.DeleteFunc(did, func(s string) bool { return strings.Contains(s, "refused") })
				rt.Fatalf("%v\nafter: %s", err, strings.Join(did, ", "))
			}
		}
		for k, n := range g.done {
			done[k] += n
		}
	})
	for _, k := range slices.Sorted(maps.Keys(done)) {
		t.Logf("%5d %s", done[k], k)
	}
	for _, k := range []string{"sign off", "publish", "taken down", "way record", "way justified", "withdraw", "issue a permit", "change the pack", "recheck"} {
		if done[k] == 0 && !testing.Short() {
			t.Errorf("%s never happened: the games show nothing of it", k)
		}
	}
}
