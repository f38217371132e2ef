// SPDX-License-Identifier: Apache-2.0

package permit_test

import (
	"bytes"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/record"
	"chaperone/record/ledger"
	"chaperone/record/permit"
	"chaperone/record/store/memory"

	"golang.org/x/mod/sumdb/tlog"
)

// all is evidence that fits the full permit in everything.
func all(t testing.TB) permit.Evidence {
	text, p := words, full()
	for i := range p.Media {
		if p.Media[i].Alt == "" {
			p.Media[i].Alt = permit.None
		}
		if p.Media[i].Caption == "" {
			p.Media[i].Caption = permit.None
		}
	}
	return permit.Evidence{Text: &text, Media: p.Media, Platform: "threads", Account: p.Account, Audience: p.Audience, Now: at("2026-12-01T09:00:00Z"),
		Key: signer(t, 1).Key(), Lists: [][]byte{listed(t, status())}}
}

func TestAPermitIsValidForWhatItNames(t *testing.T) {
	r := permit.Verify(signed(t, full()), all(t))
	if !r.Whole() || r.State != permit.Valid {
		t.Fatalf("%+v", r)
	}
	words := strings.Join(r.Sentences(), "\n")
	for _, want := range []string{"This permit is valid.", "2 files, on instagram, threads, from @dr.okafor", "rulebook uk 2026-11", "signed off by Dr Adaeze Okafor on 22 November 2026 at 10:04 UTC", "until 22 December 2026", "neither withdrawn nor superseded"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q isn't said:\n%s", want, words)
		}
	}
	r = permit.Verify(signed(t, full()), permit.Evidence{Now: at("2026-12-01T09:00:00Z")})
	if !r.Holds() || r.Whole() || len(r.Skipped) != 5 {
		t.Errorf("held against nothing: %+v", r)
	}
	words = strings.Join(r.Sentences(), "\n")
	for _, want := range []string{"Not compared, since it wasn't given: text, files, platform, account, audience.", "ask the practice", "can't be told without the practice's status list"} {
		if !strings.Contains(words, want) {
			t.Errorf("%q isn't said:\n%s", want, words)
		}
	}
}

func TestWhatDiffersIsNamed(t *testing.T) {
	text := func(s string) func(*permit.Evidence) { return func(e *permit.Evidence) { e.Text = &s } }
	media := func(f func([]permit.Media) []permit.Media) func(*permit.Evidence) {
		return func(e *permit.Evidence) { e.Media = f(slices.Clone(e.Media)) }
	}
	for name, c := range map[string]struct {
		change func(*permit.Evidence)
		differ []permit.Field
		say    string
	}{
		"one letter":        {text(words + "."), []permit.Field{permit.FieldText}, "This permit is for another text."},
		"line ends":         {text(strings.ReplaceAll(words, "\n", "\r\n")), []permit.Field{permit.FieldText}, "Only this differs: line ends."},
		"a line end more":   {text(words + "\n"), []permit.Field{permit.FieldText}, "Only this differs: line ends."},
		"spaces around":     {text("  " + words), []permit.Field{permit.FieldText}, "Only this differs: spaces or line ends at the start or the end."},
		"a mark":            {text("\ufeff" + words), []permit.Field{permit.FieldText}, "an invisible mark"},
		"no words":          {text(""), []permit.Field{permit.FieldText}, "The words aren't the ones signed off."},
		"a file less":       {media(func(m []permit.Media) []permit.Media { return m[:1] }), []permit.Field{permit.FieldMedia}, "Another number of files: it is for 2."},
		"no files":          {media(func(m []permit.Media) []permit.Media { return []permit.Media{} }), []permit.Field{permit.FieldMedia}, "This permit is for other files."},
		"another file":      {media(func(m []permit.Media) []permit.Media { m[1].Digest = permit.Digest("?"); return m }), []permit.Field{"file 2"}, "Not what was signed off: file 2."},
		"another alt":       {media(func(m []permit.Media) []permit.Media { m[0].Alt = permit.None; return m }), []permit.Field{"alternative text of file 1"}, "alternative text of file 1"},
		"an alt too many":   {media(func(m []permit.Media) []permit.Media { m[1].Alt = permit.Digest("a"); return m }), []permit.Field{"alternative text of file 2"}, "alternative text of file 2"},
		"files swapped":     {media(func(m []permit.Media) []permit.Media { m[0].Digest, m[1].Digest = m[1].Digest, m[0].Digest; return m }), []permit.Field{"file 1", "file 2"}, "This permit is for another post."},
		"platform":          {func(e *permit.Evidence) { e.Platform = "x" }, []permit.Field{permit.FieldPlatform}, "It is for instagram, threads."},
		"account":           {func(e *permit.Evidence) { e.Account = "@other" }, []permit.Field{permit.FieldAccount}, "It is for @dr.okafor."},
		"audience":          {func(e *permit.Evidence) { e.Audience = "followers" }, []permit.Field{permit.FieldAudience}, "This permit is for another audience."},
		"words and account": {func(e *permit.Evidence) { s := "x"; e.Text, e.Account = &s, "@x" }, []permit.Field{permit.FieldText, permit.FieldAccount}, "This permit is for another post."},
	} {
		e := all(t)
		c.change(&e)
		r := permit.Verify(signed(t, full()), e)
		if r.State != permit.Other || r.Holds() || !slices.Equal(r.Differs, c.differ) {
			t.Errorf("%s: %s, %v", name, r.State, r.Differs)
		}
		if said := strings.Join(r.Sentences(), "\n"); !strings.Contains(said, c.say) {
			t.Errorf("%s: %q isn't said:\n%s", name, c.say, said)
		}
	}
	e := all(t)
	if r := permit.Verify(signed(t, least()), e); r.State != permit.Other || len(r.Differs) != 4 {
		t.Errorf("a permit that names no place or files passes for one: %+v", r.Differs)
	}
}

func TestAccentsEncodedAnotherWayAreToldApartFromOtherWords(t *testing.T) {
	p, e := full(), all(t)
	p.Text, p.TextBytes = permit.Digest("caf\u00e9"), 5
	other := "cafe\u0301"
	e.Text = &other
	if said := strings.Join(permit.Verify(signed(t, p), e).Sentences(), " "); !strings.Contains(said, "Only this differs: how accents are encoded.") {
		t.Error(said)
	}
}

func TestEveryOtherStateSaysWhatItIs(t *testing.T) {
	withdrawn := full()
	withdrawn.ID = "p-aa"
	superseded := full()
	superseded.ID = "p-zz"
	good := signed(t, full())
	changed := bytes.Replace(good, []byte("48213"), []byte("48214"), 1)
	foreign, err := status().Sign(signer(t, 2))
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		data   []byte
		change func(*permit.Evidence)
		state  permit.State
		say    string
	}{
		"withdrawn":             {signed(t, withdrawn), nil, permit.IsWithdrawn, "The practice's list says so since 29 November 2026 at 09:30 UTC."},
		"superseded":            {signed(t, superseded), nil, permit.IsSuperseded, "This permit is for an earlier version."},
		"withdrawn and expired": {signed(t, withdrawn), func(e *permit.Evidence) { e.Now = at("2027-01-01T00:00:00Z") }, permit.IsWithdrawn, "withdrawn"},
		"expired":               {good, func(e *permit.Evidence) { e.Now = at("2026-12-22T10:04:32Z") }, permit.Expired, "This permit ended on 22 December 2026."},
		"its last second":       {good, func(e *permit.Evidence) { e.Now = at("2026-12-22T10:04:31Z").Add(time.Second - 1) }, permit.Valid, "valid"},
		"another key":           {good, func(e *permit.Evidence) { e.Key = signer(t, 2).Key() }, permit.OtherKey, "signed by another key"},
		"no permit":             {[]byte("hello"), nil, permit.NotPermit, "This isn't a permit."},
		"a status list":         {listed(t, status()), nil, permit.NotPermit, "This isn't a permit."},
		"changed":               {changed, nil, permit.Changed, "isn't what was signed"},
		"a foreign list":        {good, func(e *permit.Evidence) { e.Lists = append(e.Lists, foreign) }, permit.ListUnreadable, "The status list can't be used."},
		"a broken list":         {good, func(e *permit.Evidence) { e.Lists = [][]byte{[]byte("x")} }, permit.ListUnreadable, "not a status list"},
		"a clock gone back":     {good, func(e *permit.Evidence) { e.Now = at("2026-11-01T00:00:00Z") }, permit.Valid, "One of the two clocks is wrong."},
	} {
		e := all(t)
		if c.change != nil {
			c.change(&e)
		}
		r := permit.Verify(c.data, e)
		if said := strings.Join(r.Sentences(), "\n"); r.State != c.state || !strings.Contains(said, c.say) {
			t.Errorf("%s: %s, %v\n%s", name, r.State, r.Why, said)
		}
	}
	old := permit.Status{AsOf: at("2027-05-05T00:00:00Z"), LogSize: 100} // a later clock, an earlier log
	e := all(t)
	e.Lists = [][]byte{listed(t, old)}
	if r := permit.Verify(good, e); !r.Holds() || !r.Older || r.Whole() || !strings.Contains(strings.Join(r.Sentences(), " "), "older than the permit") {
		t.Errorf("a list from before the permit: %+v", r)
	}
	e.Lists = append([][]byte{listed(t, status())}, e.Lists...)
	if r := permit.Verify(good, e); !r.Whole() || !r.Listed.Equal(status().AsOf) {
		t.Errorf("the newer list doesn't count: %+v", r)
	}
}

func TestTheWordsKeepToTheHouse(t *testing.T) {
	bad := regexp.MustCompile(`(?i)[!]|\b(invalid|safe|compliant|approved|legal|illegal|breach|violation|guarantee)\b`)
	p := full()
	p.ID = "p-zz"
	for _, data := range [][]byte{signed(t, full()), signed(t, p), signed(t, least()), []byte("x")} {
		for _, e := range []permit.Evidence{all(t), {}, {Now: at("2030-01-01T00:00:00Z")}, {Key: "x"}, {Platform: "x", Account: "y"}} {
			for i, s := range permit.Verify(data, e).Sentences() {
				if bad.MatchString(s) {
					t.Errorf("%q", s)
				}
				if i == 0 && len(strings.Fields(s)) > 9 {
					t.Errorf("a title of %d words: %q", len(strings.Fields(s)), s)
				}
			}
		}
	}
}

func TestAPermitLeadsToItsSignOffInTheLog(t *testing.T) {
	s, store := signer(t, 1), memory.New()
	grow := func(n int) (c ledger.Checkpoint) {
		err := store.Update(context.Background(), func(tx record.Tx) error {
			size, _ := tx.Size()
			var events []record.Event
			for i := range n {
				events = append(events, record.Event{Version: 1, At: at("2026-11-22T10:00:00Z"), Kind: "post.signed", About: "post/k3x8w1", By: "m-alex", Body: fmt.Appendf(nil, `{"n":%d}`, size+int64(i))})
			}
			_, note, err := ledger.Append(tx, s, events, bytes.NewReader(bytes.Repeat([]byte{9}, 32*n)))
			if err == nil {
				c, err = ledger.ParseCheckpoint(note, s.Verifier())
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	then := grow(5)
	prove := func(seq, size int64) (p ledger.Proof, grown tlog.TreeProof) {
		err := store.View(context.Background(), func(v record.View) (err error) {
			if p, err = ledger.Inclusion(v, seq, size); err == nil && size > then.Size {
				grown, err = ledger.Consistency(v, then.Size, size)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return p, grown
	}
	p := full()
	p.Log = permit.Log{Seq: 3, Size: then.Size, Root: then.Root}
	back, err := permit.Parse(signed(t, p))
	if err != nil {
		t.Fatal(err)
	}
	proof, _ := prove(3, 5)
	e, err := back.CheckLog(proof, nil)
	if err != nil || string(e.Body) != `{"n":3}` {
		t.Fatalf("%v, %v", e, err)
	}
	now := grow(6)
	later, grown := prove(3, now.Size)
	if _, err := back.CheckLog(later, grown); err != nil {
		t.Error("a longer log:", err)
	}
	if _, err := back.CheckLog(later, nil); err == nil {
		t.Error("a longer log passes without a proof that it goes on from the permit's")
	}
	if wrong, g := prove(2, now.Size); true {
		if _, err := back.CheckLog(wrong, g); err == nil {
			t.Error("another entry's proof passes")
		}
	}
	p.Log.Root[0] ^= 1
	if back, err = permit.Parse(signed(t, p)); err != nil {
		t.Fatal(err)
	}
	if _, err := back.CheckLog(proof, nil); err == nil {
		t.Error("another root passes")
	}
	if _, err := back.CheckLog(later, grown); err == nil {
		t.Error("another root passes in a longer log")
	}
}
