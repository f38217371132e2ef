// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"strconv"
	"strings"
	"testing"

	"chaperone/register"

	"golang.org/x/net/html"
)

const story = "Long night on ICU.\nA 43-year-old teacher from Whitby came in last night after falling off his own shed roof. Sleep well, sir."

// Without any script: a post is written, mended, signed off, published and taken down again.
func TestAPostGoesItsWholeWayByForms(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/posts").says("Drafts and published posts live here")
	b.see("/write").says("Ready when you are")
	p := b.do("/write", "text", story+"\r\nGood night.", "platform", "instagram", "platform", "threads", "audience", "public", "paid", "no", "do", "check")
	at := p.Header().Get("X-At")
	p.says("Not as it stands", "Very few people fit this story", "What tells who it is")
	if area := p.find(func(n *html.Node) bool { return n.Data == "textarea" }); !strings.HasSuffix(textContent(area), "sir.\nGood night.") {
		t.Errorf("the text comes back as %q", textContent(area))
	}
	if len(p.class("u-stop")) == 0 {
		t.Error("nothing is underlined")
	}
	id := strings.TrimPrefix(at, "/write/")
	b.see("/posts").says("A 43-year-old teacher", "Draft", "You: go on writing")

	// the record knows nothing yet of what was typed
	if _, err := d.office.Post(t.Context(), id); err == nil {
		t.Fatal("a draft that nobody asked to check is on record")
	}

	fix := p.button("fix", "jigsaw.")
	if fix == nil {
		t.Fatal("no least change is offered")
	}
	p = b.do(at, "text", story, "version", version(p), "platform", "instagram", "audience", "public", "paid", "no", "fix", attr(fix, "value"))
	p.says("Changed.")
	if area := p.find(func(n *html.Node) bool { return n.Data == "textarea" }); strings.Contains(textContent(area), "Whitby") {
		t.Errorf("after the least change it reads %q", textContent(area))
	}
	stale := b.do(at, "text", "Quite other words.", "version", version(p), "fix", attr(fix, "value"))
	stale.says("The text has changed since")

	p = b.do(at, "text", "Drink water and wash your hands.", "version", version(stale), "platform", "instagram", "audience", "public", "paid", "no", "do", "sign-off")
	p.says("Leave nothing open", "This is the post I mean to publish")
	post, err := d.office.Post(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	path := "/posts/" + id
	b.do(path+"/sign-off", "digest", post.Revision.Digest).says("Tick that this is the post")
	for _, f := range post.StillOpen() {
		b.do(path+"/way", "n", itoa(f.N), "way", "justified", "words", "Everybody may know this.")
	}
	p = b.do(path+"/sign-off", "digest", post.Revision.Digest, "meant", "yes")
	p.says("Signed off", "Copy the text", "Mark as published")
	b.do(path+"/published", "platform", "instagram", "address", "").says("An address is one line")
	p = b.do(path+"/published", "platform", "instagram", "address", "https://instagram.example/p/1")
	p.says("Published", "https://instagram.example/p/1", "Take it down")
	permit := b.postForm(path+"/permit", nil)
	if !strings.Contains(permit.Header().Get("Content-Disposition"), "permit-") || len(permit.body) < 200 {
		t.Errorf("the permit is %d bytes, %s", len(permit.body), permit.Header().Get("Content-Disposition"))
	}
	p = b.do(path + "/take-down")
	p.says("Take it down", "has to come down", "I looked, it’s gone")
	b.see("/posts").says("One needs taking down")
	p = b.do(path+"/taken-down", "address", "https://instagram.example/p/1", "note", "two shares")
	p.says("Taken down")
	v, err := d.office.Verify(t.Context(), nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v %v", err, v.Sentences())
	}
}

func TestWhatStandsOpenHasItsWaysOutAsForms(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/posts")
	id := d.draft(story)
	path := "/posts/" + id
	p := b.see(path)
	p.says("Leave nothing open", "still need", "Attach the person’s consent", "You’ve misread this", "Nothing in your registers covers these words yet")
	if s := p.find(func(n *html.Node) bool { return n.Data == "button" && textOf(n) == "Sign off" }); s == nil || !has(s, "disabled") {
		t.Error("sign-off can be pressed while something is open")
	}
	post, err := d.office.Post(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	b.do(path+"/sign-off", "digest", post.Revision.Digest, "meant", "yes").says("Not signed off")
	b.do(path+"/way", "n", "99", "way", "justified", "words", "x").says("no such finding")
	first := post.StillOpen()[0]
	b.do(path+"/way", "n", itoa(first.N), "way", "misread", "words", "").says("A few words of your own are needed")
	b.do(path+"/way", "n", itoa(first.N), "way", "justified", "words", "I think it is fine.").says("That is no way out of this note")
	b.do(path+"/way", "n", itoa(first.N), "way", "misread", "words", "It is a story from a novel.").says("it counts once the person’s consent is here")
	b.do(path+"/way", "n", itoa(first.N), "way", "record").says("Choose the record first")
	b.do(path+"/close", "as", "throw").says("Thrown away", "It stays on record as it is")
	if p := b.postForm(path+"/close", nil); p.Code != 400 {
		t.Errorf("a form that says nothing gives %d", p.Code)
	}
}

func TestAnAnswerIsKeptForThePost(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/posts")
	p := b.do("/write", "text", "Outfit check in theatre 3 before the list", "platform", "instagram", "do", "check")
	q := p.button("answer", "")
	if q == nil {
		t.Fatal("nothing is asked")
	}
	rule, _, _ := strings.Cut(attr(q, "value"), "=")
	at := p.Header().Get("X-At")
	text := "Outfit check in theatre 3 before the list. Really."
	p = b.do(at, "text", text, "platform", "instagram", "version", version(p), "answer", attr(q, "value"))
	p.says("Noted for this post", "You said")
	w, err := d.office.OpenWorking(t.Context(), strings.TrimPrefix(at, "/write/"))
	if err != nil || w.Answers[rule] == "" {
		t.Fatalf("answers: %v, %v", w.Answers, err)
	}
	hidden := p.find(func(n *html.Node) bool { return attr(n, "name") == "answer."+rule })
	if hidden == nil {
		t.Fatal("the form forgets the answer")
	}
	b.do(at, "text", text, "platform", "instagram", "version", version(p), "answer."+rule, attr(hidden, "value"), "do", "sign-off")
	post, err := d.office.Post(t.Context(), strings.TrimPrefix(at, "/write/"))
	if err != nil || post.Answer(rule) != w.Answers[rule] {
		t.Errorf("on record: %q, %v", post.Answer(rule), err)
	}
}

// "The same" belongs to the words it was said of, and goes into the register with them.
func TestAClaimSaidToBeTheSameGoesIntoTheRegister(t *testing.T) {
	d := newDesk(t)
	entry, err := d.office.AddEntry(t.Context(), people[0], register.New{Value: register.Value{Evidence: &register.Evidence{Claim: "Magnesium glycinate cuts insomnia by 20%", Source: "doi:10.1000/182", Grade: "review", Checked: register.Day(d.now())}}})
	if err != nil {
		t.Fatal(err)
	}
	b := d.as("author")
	b.see("/posts")
	text := "Magnesium glycinate cuts insomnia by 40%."
	p := b.do("/write", "text", text, "platform", "instagram", "do", "check")
	p.says("Is this the claim you looked up", "needs proof")
	q := p.find(func(n *html.Node) bool { return strings.HasPrefix(attr(n, "value"), "claim-like-one-on-record=Same") })
	if q == nil {
		t.Fatal("nobody can say that it is the same")
	}
	at := p.Header().Get("X-At")
	p = b.do(at, "text", text, "platform", "instagram", "version", version(p), "answer", attr(q, "value"))
	p.says("You said: Same")
	p.saysNot("needs proof", "Same [")
	hidden := p.find(func(n *html.Node) bool { return attr(n, "name") == "answer.claim-like-one-on-record" })
	p = b.do(at, "text", "Magnesium glycinate cuts insomnia by 90%.", "platform", "instagram", "version", version(p), "answer.claim-like-one-on-record", attr(hidden, "value"), "do", "check")
	p.says("needs proof", "Is this the claim you looked up")
	p.saysNot("Somebody has to judge it")
	p = b.do(at, "text", text, "platform", "instagram", "version", version(p), "answer.claim-like-one-on-record", attr(hidden, "value"), "do", "sign-off")
	p.saysNot("needs proof")
	b.see("/registers/" + entry).says("Magnesium glycinate cuts insomnia by 40%")
}

func TestTwoTabsOnOneDraftDontOverwriteOneAnother(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/posts")
	p := b.do("/write", "text", "first words", "do", "save")
	at := p.Header().Get("X-At")
	mine := version(p)
	b.do(at, "text", "words of the other tab", "version", mine, "do", "save")
	r := b.postForm(at, map[string][]string{"text": {"words of this tab"}, "version": {mine}, "do": {"save"}, "token": {b.token}})
	if r.Code != 409 {
		t.Errorf("the second tab gives %d", r.Code)
	}
	r.says("changed elsewhere")
	b.see(at).says("Nothing found")
	if w, _ := d.office.OpenWorking(t.Context(), strings.TrimPrefix(at, "/write/")); w.Revision.Text != "words of the other tab" {
		t.Errorf("kept is %q", w.Revision.Text)
	}
}

func version(p *page) string {
	p.t.Helper()
	n := p.find(func(n *html.Node) bool { return n.Data == "input" && attr(n, "name") == "version" })
	if n == nil {
		p.t.Fatal("the page has no version")
	}
	return attr(n, "value")
}

func textContent(n *html.Node) string {
	var b strings.Builder
	for x := range n.Descendants() {
		if x.Type == html.TextNode {
			b.WriteString(x.Data)
		}
	}
	return b.String()
}

func has(n *html.Node, name string) bool {
	for _, a := range n.Attr {
		if a.Key == name {
			return true
		}
	}
	return false
}

func itoa(n int) string { return strconv.Itoa(n) }
