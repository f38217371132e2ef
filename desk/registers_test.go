// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"

	"golang.org/x/net/html"
)

const agreed = "He walked home the next day, and waved to all of us."

// consented puts a consent on file and publishes what rests on it; it gives their ids.
func (d *tested) consented() (entry, post_ string) {
	d.t.Helper()
	ctx := d.t.Context()
	p, err := d.office.DraftPost(ctx, people[0], signoff.Revision{Kind: post.KindPost, Text: agreed, Platforms: []post.Platform{post.Instagram, post.X}, Audience: post.Public})
	if err != nil {
		d.t.Fatal(err)
	}
	entry, err = d.office.AddEntry(ctx, people[0], register.New{Value: register.Value{Consent: &register.Consent{Who: "Tom Parrot", Text: agreed, Posts: []string{p.ID}, Platforms: []string{"instagram", "x"}, Purpose: "education",
		Audience: "public", Withdraw: true, Given: register.Day(d.now()), Form: "written", Expires: register.Day(d.now().AddDate(0, 0, 9))}}, Why: "He came by to say so."})
	if err != nil {
		d.t.Fatal(err)
	}
	for where, at := range map[post.Platform]string{post.Instagram: "https://instagram.example/p/7", post.X: "https://x.example/7"} {
		if _, err := d.office.Published(ctx, people[0], p.ID, where, at, "before the desk was here"); err != nil {
			d.t.Fatal(err)
		}
	}
	return entry, p.ID
}

func TestAConsentGoesItsWholeWayByForms(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-keeper")
	b.see("/registers").says("Nothing on file here", "Checks don’t know whether there is anything")
	p := b.see("/registers/new?in=consents")
	p.says("Add a consent", "Who agreed", "Where it may stand", "A child, or somebody who can’t decide")
	p = b.do("/registers/new", "in", "consents", "who", "Tom Parrot", "text", "He walked\r\nhome.", "platforms", "instagram", "platforms", "x", "purpose", "education", "audience", "public", "given", "2026-11-19", "told_withdrawal", "yes")
	at := p.Header().Get("X-At")
	p.says("Added to the register", "Consent, given 19 Nov 2026", "Instagram, X · education", "Tom Parrot", "In force", "What would make it complete", "Is it in writing or on film")
	b.see("/registers").saysNot("Parrot")
	b.see("/registers?q=parrot").says("1 entry for", "Consent, given 19 Nov 2026")

	bad := b.postForm(at+"/change", map[string][]string{"who": {"Tom Parrot"}, "given": {"Tuesday"}, "form": {"written"}})
	if bad.Code != http.StatusUnprocessableEntity {
		t.Errorf("a day nobody can read gives %d", bad.Code)
	}
	bad.says("1 field can’t be read", `"Tuesday" is not a day`)
	if in := bad.find(func(n *html.Node) bool { return attr(n, "name") == "given" }); attr(in, "aria-invalid") != "true" {
		t.Error("the field doesn’t say that it is wrong")
	}
	same := []string{"who", "Tom Parrot", "text", "He walked\nhome.", "platforms", "instagram", "platforms", "x", "purpose", "education", "audience", "public", "given", "2026-11-19", "told_withdrawal", "yes"}
	p = b.postForm(at+"/change", pairsOf(same...))
	p.says("It reads as before")
	b.do(at+"/change", append(same, "form", "written", "why", "the paper was found")...).says("Changed. What it said before stays", "In writing", "‘How they said it’. the paper was found", "A Keeper")
	b.do(at+"/review", "next", "2026-11-01").says("the next review must lie after")
	b.do(at+"/review", "next", "2027-05-01", "note", "asked her").says("you looked, and it stands", "1 May 2027")
	b.do(at+"/end", "last", "", "why", " ").says("say why it ends")
	b.do(at+"/end", "last", "2026-11-30", "why", "only for the campaign").says("Ended.", "Ends in 8 days", "only for the campaign")
	if p := b.get(at + "/change"); p.Code != http.StatusSeeOther {
		t.Errorf("an entry that ended is changed: %d", p.Code)
	}
	v, err := d.office.Verify(t.Context(), nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v %v", err, v.Sentences())
	}
}

func pairsOf(kv ...string) map[string][]string {
	out := map[string][]string{}
	for i := 0; i+1 < len(kv); i += 2 {
		out[kv[i]] = append(out[kv[i]], kv[i+1])
	}
	return out
}

func TestWithdrawingShowsFirstWhatComesDown(t *testing.T) {
	d := newDesk(t)
	entry, id := d.consented()
	b := d.as("author")
	at := "/registers/" + entry
	b.see("/registers").says("1 thing to look at", "A consent ends on 1 December 2026.", "Ends in 9 days", "1 post")
	ask := b.see(at + "/end?withdraw=yes")
	ask.says("One published post must come down", "He walked home", "Instagram", "https://instagram.example/p/7", "X", "https://x.example/7", "Nobody asks them why")
	if p, _ := d.office.Post(t.Context(), id); p.Status != signoff.Published {
		t.Fatalf("asking has changed something: %v", p.Status)
	}
	p := b.do(at+"/withdraw", "said", "I changed jobs")
	p.says("Their consent has ended for good", "Withdrawn", "One post needs something now", "Take it down by 24 Nov", "https://x.example/7", "“I changed jobs”")
	p.saysNot("Change it", "End this consent")
	b.see("/registers").says("1 post: take down", "Withdrawn")
	b.see("/posts/" + id).says("Take it down")
	b.do(at + "/withdraw").says("The consent was withdrawn")
	if p := b.get(at + "/end?withdraw=yes"); p.Code != http.StatusSeeOther {
		t.Errorf("once more gives %d", p.Code)
	}
}

func TestOnlyKeepersReadWhoseConsentItIs(t *testing.T) {
	d := newDesk(t)
	entry, _ := d.consented()
	own := d.as("author")
	own.see("/registers")
	if p := own.sendFile("/registers/"+entry+"/files", "parrot.pdf", "%PDF"); p.Code != http.StatusSeeOther {
		t.Fatalf("attaching gives %d", p.Code)
	}
	for member, keeps := range map[string]bool{"m-author": false, "m-reviewer": false, "m-keeper": true} {
		b := d.as(member)
		for _, path := range []string{"/registers", "/registers?q=parrot", "/registers/" + entry} {
			p := b.see(path)
			if has := strings.Contains(strings.ToLower(strings.ReplaceAll(p.body, `value="parrot"`, "")), "tom parrot") || strings.Contains(p.body, "parrot.pdf") || strings.Contains(p.body, "came by"); has && !keeps {
				t.Errorf("%s reads it on %s", member, path)
			}
		}
		p := b.see("/registers/" + entry)
		p.says("Instagram", "In writing", "Leaning on it", "1 Dec 2026")
		if keeps {
			p.says("Tom Parrot", "parrot.pdf", "Change it")
			b.see("/registers?q=parrot").says("1 entry for")
		} else {
			p.says("Names and words of the person are sealed")
			p.saysNot("Change it", "Attach it", "They changed their mind")
			b.see("/registers?q=parrot").says("Nothing for")
		}
	}
	if p := d.as("m-administrator").get("/registers/" + entry); p.Code != http.StatusForbidden {
		t.Errorf("an administrator gets %d", p.Code)
	}
}

// Whoever looks at whose consent it is, opens what was kept with it, searches a person's data or takes the registers out leaves a trace in the
// log: who and when, and no name. What is looked at again within the hour, or was written by the one who looks, isn't noted twice.
func TestOpeningANameAndTakingTheRegistersOutLeaveATrace(t *testing.T) {
	d := newDesk(t)
	entry, _ := d.consented()
	own := d.as("author")
	own.see("/registers")
	own.sendFile("/registers/"+entry+"/files", "parrot.pdf", "%PDF")
	traces := func(by string) (out []string) {
		t.Helper()
		err := d.office.Log(t.Context(), "", func(l practice.LogLine) error {
			if strings.HasPrefix(l.Kind, "practice.") && l.By == by {
				out = append(out, l.Kind+" "+l.About)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	own.see("/registers/" + entry)
	if got := traces(people[0].ID); len(got) != 0 {
		t.Errorf("who wrote it is noted as looking: %q", got)
	}
	d.as("m-reviewer").see("/registers/" + entry) // sees no name
	if got := traces("m-reviewer"); len(got) != 0 {
		t.Errorf("who isn't shown a name is noted: %q", got)
	}
	b := d.as("m-keeper")
	b.see("/registers/" + entry).says("Tom Parrot")
	b.see("/registers/" + entry + "/change")
	link := b.see("/registers/" + entry).find(func(n *html.Node) bool { return strings.Contains(attr(n, "href"), "/files/") })
	b.get(attr(link, "href"))
	b.see("/you/erase?q=parrot").says("Tom Parrot")
	b.see("/you/erase?q=nobody-of-that-name")
	b.postForm("/registers/export", nil)
	about := "practice.opened entry/" + entry
	want := []string{about, about, "practice.opened practice", "practice.exported practice"} // the entry, its file, the search, the registers
	if got := traces("m-keeper"); !slices.Equal(got, want) {
		t.Errorf("the log says %q", got)
	}
	d.clock.turn(61 * time.Minute)
	b = d.as("m-keeper")
	b.see("/registers/" + entry)
	if got := traces("m-keeper"); len(got) != len(want)+1 {
		t.Errorf("an hour later the log says %q", got)
	}
	p := b.see("/record?of=practice")
	p.says("Whose it is was looked at", "A file kept with it was opened", "A person’s data was looked for", "The registers taken out, with names", "A Keeper")
	p.saysNot("Parrot")
	if v, err := d.office.Verify(t.Context(), nil); err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v %v", err, v.Sentences())
	}
}

// A draft is its author's until it is out: who only keeps registers isn't shown its words, neither to choose from nor where an entry names it.
func TestAKeeperIsNotShownTheWordsOfDrafts(t *testing.T) {
	d := newDesk(t)
	_, out := d.consented()
	draft, named := d.draft("Walrus soup for everybody."), d.draft("Otters wash their hands.")
	own := d.as("author")
	own.see("/registers/new?in=consents").says("Walrus soup", "Otters wash", "He walked home")
	at := own.do("/registers/new", "in", "consents", "who", "Olga Otter", "text", "x", "posts", named, "given", "2026-11-19").Header().Get("X-At")
	own.see(at).says("Otters wash")

	b := d.as("m-keeper")
	p := b.see("/registers/new?in=consents")
	p.saysNot("Walrus", "Otters")
	if p.find(func(n *html.Node) bool { return attr(n, "value") == draft || attr(n, "value") == named }) != nil {
		t.Error("a draft is offered")
	}
	if p.find(func(n *html.Node) bool { return attr(n, "value") == out }) == nil {
		t.Error("a post that is out isn't offered")
	}
	for _, path := range []string{at, at + "/change"} {
		p := b.see(path)
		p.says("A post that isn’t public, begun")
		p.saysNot("Otters wash", "Walrus")
	}
	if n := b.see(at + "/change").find(func(n *html.Node) bool { return attr(n, "value") == named }); n == nil || !has(n, "checked") {
		t.Error("what the entry names would be lost")
	}
}

func TestEveryRegisterHasItsFormAndItsList(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-keeper")
	for _, n := range register.Names {
		d.clock.turn(time.Minute)
		p := b.see("/registers/new?in=" + string(n))
		form := []string{"in", string(n)}
		for _, f := range n.Fields() {
			if p.find(func(x *html.Node) bool { return attr(x, "name") == f.Name }) == nil && f.Shape != register.Posts {
				t.Errorf("%s: %s can't be filled in", n, f.Name)
			}
			switch {
			case f.Only:
				form = append(form, f.Name, f.Choices[0])
			case f.Shape == register.OnDay:
				form = append(form, f.Name, map[bool]string{true: "2026-01-31", false: "2027-01-31"}[strings.Contains("from since given checked declared", f.Name)])
			case f.Shape == register.Flag && f.Group == "":
				form = append(form, f.Name, "yes")
			case f.Shape == register.Line || f.Shape == register.Long || f.Shape == register.Lines:
				form = append(form, f.Name, "Words of "+f.Name)
			}
		}
		b.postForm("/registers/new", map[string][]string{"in": {string(n)}}).says("Nothing is filled in yet")
		p = b.do("/registers/new", form...)
		p.says("Added to the register", "In force")
		for _, f := range n.Fields() {
			if f.Shape == register.Line || f.Shape == register.Long || f.Shape == register.Lines {
				if !f.Only && !strings.Contains(p.words(), "Words of "+f.Name) {
					t.Errorf("%s: %s isn't shown", n, f.Name)
				}
			}
		}
		b.see("/registers?in=" + string(n)).says("In force")
		change := b.see(p.Header().Get("X-At") + "/change")
		if len(change.all(func(x *html.Node) bool {
			return strings.Contains(attr(x, "value"), "Words of") || strings.Contains(textContent(x), "Words of")
		})) == 0 {
			t.Errorf("%s: the form to change it is empty", n)
		}
	}
	if p := b.get("/registers/new?in=wishes"); p.Code != http.StatusNotFound {
		t.Errorf("a register that isn't one gives %d", p.Code)
	}
	if p := b.get("/registers/nothing"); p.Code != http.StatusNotFound || !strings.Contains(p.words(), "There is no such entry") {
		t.Errorf("an entry that isn't one gives %d", p.Code)
	}
}

func TestAnEmptyRegisterCanBeKept(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-keeper")
	b.do("/registers/keep", "in", "permissions").says("That is known: checks don’t ask about it")
	rs, err := d.office.Registers(t.Context())
	if err != nil || !rs.Given(register.Permissions) || rs.Given(register.Covers) {
		t.Errorf("kept: %v, %v", rs.Settings.Given, err)
	}
}

const theFile = `author:
  name: Dr Ada Okafor
evidence:
  - id: water
    claim: Cool running water eases a burn
    source: doi:10.1000/burns.1
    checked: 2026-03-01
cover: []
`

func TestTheRegistersGoInAndOutAsAFile(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-keeper")
	b.see("/registers/files").says("Take a file over", "Write it out", "Were sources retracted?")
	b.sendFile("/registers/import", "practice.yaml", theFile).says("Taken over", "1 entry is new.")
	b.sendFile("/registers/import", "practice.yaml", theFile).says("Nothing new in it", "1 entry stands as it is on record.")
	out := b.postForm("/registers/export", nil)
	if !strings.Contains(out.Header().Get("Content-Disposition"), "practice.yaml") || !strings.Contains(out.body, "Cool running water eases a burn") {
		t.Errorf("the file is %q, %s", out.body, out.Header().Get("Content-Disposition"))
	}
	b.sendFile("/registers/import", "again.yaml", out.body).says("Nothing new in it")
	for name, bad := range map[string]string{"misspelt": "evidense: []\n", "no file at all": "\x00\x01\x02", "not YAML": "a: [", "too large": strings.Repeat("#", register.MaxBytes+10)} {
		p := b.sendFile("/registers/import", "practice.yaml", bad)
		if p.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s gives %d", name, p.Code)
		}
		p.says("The file wasn’t taken over", "Nothing was changed")
	}
	list := "Record ID,Title,RetractionDate,RetractionNature,OriginalPaperDOI,Reason\n7,Of burns,3/2/2026 0:00,Retraction,10.1000/BURNS.1,+Fake Data\n8,Of others,3/2/2026 0:00,Retraction,10.1000/other,\n"
	p := b.sendFile("/registers/retractions", "retraction_watch.csv", list)
	p.says("Something became known of 1 source", "It speaks of 2 papers", "Cool running water eases a burn", "Retraction · Of burns")
	b.see("/registers?in=evidence").says("Retracted")
	b.sendFile("/registers/retractions", "x.html", "<html>").says("The list wasn’t read", "Nothing was changed")
	if p := b.sendFile("/registers/retractions", "", ""); p.Code != http.StatusSeeOther {
		t.Errorf("no list gives %d", p.Code)
	}
}
