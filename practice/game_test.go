// SPDX-License-Identifier: Apache-2.0

package practice_test

import (
	"context"
	"fmt"
	"io"
	"math/bits"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/record/seal"
	"chaperone/record/store/memory"
	"chaperone/register"
)

// game is a practice in which three people do one thing after another, much of it senseless. What they were allowed is put down beside it, in a
// simpler way, and held against what the practice says; see allows and stands.
type game struct {
	*practice.Office
	t       *rapid.T
	now     time.Time
	posts   []*played
	asked   []*practice.Asked
	answers map[string]*answered // by request: the last
	pack    int                  // version of the practice's own pack
	packOn  bool
	second  bool
	holds   []string
	did     string // the last thing done
	done    map[string]int
}

// played is what the game itself knows of a post.
type played struct {
	id      string
	now     signoff.Revision
	writers []string
	given   []gave
	without int // places where it went out without a sign-off
}

// gave is a way out that was accepted.
type gave struct {
	kind           signoff.WayKind
	rule           string
	entry, request string
}

type answered struct {
	form     request.Form
	reply    request.Reply
	by       string // the member who was signed in; "" for nobody known
	revision string
}

var (
	ben  = practice.Member{ID: "ben", Name: "Dr Ben Adeyemi", Roles: []string{"author", "reviewer"}}
	cleo = practice.Member{ID: "cleo", Name: "Dr Cleo Marsh", Roles: []string{"reviewer", "keeper"}}
)

// sentences make rules speak, of every sort of way out; the first is harmless.
var sentences = []string{
	"Drink water when you are thirsty.", begum, "Sam stood on a garden fork and finished the row before he rang us.", "Write to walks@clinic.example to join.",
	"Quenchmate pays me for two talks on drinking enough in hot weather.", "Steam inhalation cures a cold, nine times in ten.", "Book with me for £20 off your first visit.",
}

const samsConsent = `consents:
  - who: Sam
    words: [the man with the garden fork]
    text: "Sam stood on a garden fork and finished the row before he rang us."
    platforms: [instagram, x]
    purpose: education
    audience: public
    told_withdrawal: true
    relies: author
    given: 2026-07-02
    record: register
    form: written
    taken_by: practice nurse
    capacity: had
    expires: %s
`

func newGame(outer testing.TB, t *rapid.T) *game {
	g := &game{t: t, now: time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC), answers: map[string]*answered{}, done: map[string]int{}}
	random := rand.NewChaCha8([32]byte{3})
	keys, err := seal.NewPracticeKey(random)
	if err != nil {
		outer.Fatal(err)
	}
	c := *checker()
	c.Depth = fact.Quick
	c.Now = func() time.Time {
		g.now = g.now.Add(time.Second)
		return g.now
	}
	g.Office, err = practice.OpenOffice(practice.Parts{Checker: &c, Store: memory.New(), Blobs: memory.NewBlobs(), Keys: keys, Rand: random})
	if err != nil {
		outer.Fatal(err)
	}
	data, err := os.ReadFile("../register/testdata/practice.yaml")
	if err != nil {
		outer.Fatal(err)
	}
	p, err := register.Load(data)
	if err == nil {
		_, err = g.ImportProfile(context.Background(), ada, p)
	}
	if err == nil {
		_, err = g.Recheck(context.Background(), ada) // what the rulebook is later held against
	}
	if err != nil {
		outer.Fatal(err)
	}
	return g
}

// pick draws evenly: rapid's own numbers are mostly small, and the last of many things to do would hardly be done.
func (g *game) pick(n int) int {
	return rapid.Custom(func(t *rapid.T) int {
		x := 0
		for range bits.Len(uint(n)) + 4 {
			x <<= 1
			if rapid.Bool().Draw(t, "bit") {
				x++
			}
		}
		return x % n
	}).Draw(g.t, "n")
}

func oneOf[T any](g *game, from ...T) T { return from[g.pick(len(from))] }

// who does it: mostly the author.
func (g *game) who() practice.Member { return oneOf(g, ada, ada, ada, ben, cleo) }

// revision is something to publish, now and then with the last words in other surroundings.
func (g *game) revision(p *played) signoff.Revision {
	r := signoff.Revision{Kind: post.KindPost, Platforms: []post.Platform{post.Instagram}, Audience: post.Public, Paid: post.NotPaid, Account: "@dr.ada.example"}
	if p != nil && g.pick(2) == 0 {
		r = p.now
		switch g.pick(5) {
		case 0:
			r.Platforms = oneOf(g, []post.Platform{post.Instagram, post.X}, []post.Platform{post.X}, nil)
		case 1:
			r.Audience = oneOf(g, post.Followers, post.Public)
		case 2:
			r.Media = nil
		default:
			r.Text += " Ask your pharmacist."
		}
		return r
	}
	r.Text = oneOf(g, sentences...)
	for range g.pick(3) {
		r.Text += " " + oneOf(g, sentences...)
	}
	return r
}

func picture(g *game) []practice.Medium {
	if g.pick(5) > 0 {
		return nil
	}
	words := oneOf(g, "one picture", "another picture")
	return []practice.Medium{{Name: "door.png", Type: "image/png", Alt: "A door", Open: opened(words)}}
}

// step does one thing to a post or to what it rests on.
func (g *game) step() error {
	if g.pick(6) == 0 {
		g.now = g.now.Add(oneOf(g, time.Hour, 20*time.Hour, 30*time.Hour, 30*24*time.Hour, -2*time.Hour, 120*24*time.Hour))
	}
	if len(g.posts) == 0 || len(g.posts) < 4 && g.pick(8) == 0 {
		return g.draft()
	}
	p := oneOf(g, g.posts...)
	now, err := g.Post(ctx, p.id)
	if err != nil {
		return err
	}
	n := 1 + g.pick(3)
	if open := now.StillOpen(); len(open) > 0 && g.pick(5) > 0 {
		n = open[g.pick(len(open))].N
	}
	by := g.who()
	acts := []func() error{
		func() error { return g.revise(p, by) },
		func() error { return g.note("check", second(g.CheckPost(ctx, by, p.id))) },
		func() error { return g.way(p, now, signoff.WayJustified, n, by) },
		func() error { return g.way(p, now, signoff.WayJustified, n, by) },
		func() error { return g.way(p, now, signoff.WayMisread, n, by) },
		func() error { return g.way(p, now, signoff.WayLooked, n, by) },
		func() error { return g.attach(p, now, n, by) },
		func() error { return g.attach(p, now, n, by) },
		func() error { return g.answerRule(p, now, n, by) },
		func() error { return g.ask(p, n, by) },
		func() error { return g.reply() },
		func() error { return g.reply() },
		func() error { return g.opinion(p, now, n, by) },
		func() error { return g.opinion(p, now, n, by) },
		func() error { return g.signs(p, now, by) },
		func() error { return g.settles(p, by) },
		func() error { return g.settles(p, by) },
		func() error { return g.settles(p, by) },
		func() error { return g.goesOut(p, now, by) },
		func() error { return g.goesOut(p, now, by) },
		func() error { return g.comesDown(p, now, by) },
		func() error { return g.permits(p, now, by) },
		func() error { return g.registers(by) },
		func() error { return g.registers(by) },
		func() error { return g.rules(by) },
		func() error { return g.note("recheck", second(g.Recheck(ctx, by))) },
		func() error { return g.ends(p, by) },
	}
	return acts[g.pick(len(acts))]()
}

// note notes what was done; a refusal is no error.
func (g *game) note(what string, err error) error {
	g.did = what
	if err != nil {
		g.did += ", refused: " + err.Error()
	} else {
		g.done[what]++
	}
	return nil
}

func second[T any](_ T, err error) error { return err }

func (g *game) draft() error {
	by := oneOf(g, ada, ada, ben)
	r := g.revision(nil)
	pics := picture(g)
	p, err := g.DraftPost(ctx, by, r, pics...)
	if err == nil {
		whole, _ := p.Text()
		g.posts = append(g.posts, &played{id: p.ID, now: whole, writers: []string{by.ID}})
	}
	return g.note("draft", err)
}

func (g *game) revise(p *played, by practice.Member) error {
	if by.ID == cleo.ID {
		by = ada
	}
	before, err := g.Post(ctx, p.id)
	if err != nil {
		return err
	}
	after, err := g.RevisePost(ctx, by, p.id, g.revision(p), picture(g)...)
	if err != nil {
		return g.note("revise", err)
	}
	p.now, _ = after.Text()
	if !slices.Contains(p.writers, by.ID) {
		p.writers = append(p.writers, by.ID)
	}
	if after.Revision.Digest != before.Revision.Digest {
		if after.Signed() != nil {
			return fmt.Errorf("other words, and the sign-off of the earlier ones holds")
		}
		for _, m := range after.Permits {
			if m.Status(g.now) == signoff.PermitValid {
				return fmt.Errorf("other words, and permit %s still holds", m.ID)
			}
		}
	}
	return g.note("revise", nil)
}

// way gives a way out in words.
func (g *game) way(p *played, now *signoff.Post, kind signoff.WayKind, n int, by practice.Member) error {
	words := oneOf(g, "I asked her and the manager in September.", "It is a play.", "", "…")
	var err error
	switch kind {
	case signoff.WayJustified:
		_, err = g.Justify(ctx, by, p.id, n, words)
	case signoff.WayMisread:
		_, err = g.Misread(ctx, by, p.id, n, words)
	default:
		_, err = g.Looked(ctx, by, p.id, n, words)
	}
	return g.gave(p, now, n, gave{kind: kind}, err)
}

func (g *game) gave(p *played, now *signoff.Post, n int, x gave, err error) error {
	if err == nil {
		x.rule = now.Check.Found[n-1].Rule
		p.given = append(p.given, x)
	}
	return g.note("way "+string(x.kind), err)
}

func (g *game) attach(p *played, now *signoff.Post, n int, by practice.Member) error {
	rs, err := g.Registers(ctx)
	if err != nil {
		return err
	}
	e := oneOf(g, rs.Entries...)
	if i := slices.IndexFunc(rs.Entries, func(e *register.Entry) bool { return e.Register == register.Consents && e.Live(g.now) }); i >= 0 && g.pick(2) == 0 {
		e = rs.Entries[i]
	}
	_, err = g.AttachRecord(ctx, by, p.id, n, e.ID)
	return g.gave(p, now, n, gave{kind: signoff.WayRecord, entry: e.ID}, err)
}

func (g *game) answerRule(p *played, now *signoff.Post, n int, by practice.Member) error {
	rule := "paid-post"
	if now.Check != nil && n <= len(now.Check.Found) {
		rule = now.Check.Found[n-1].Rule
	}
	_, err := g.AnswerQuestion(ctx, by, p.id, rule, oneOf(g, "Yes", "No", "yes", "no", "nobody", ""))
	if err == nil {
		p.given = append(p.given, gave{kind: signoff.WayAnswered, rule: rule})
	}
	return g.note("answer a rule", err)
}

var ctx = context.Background()

func opened(words string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(words)), nil }
}
