// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"chaperone/decision/request"

	"golang.org/x/net/html"
)

// typed is what stands in a field of a page.
func typed(p *page, name string) string {
	n := p.find(func(n *html.Node) bool { return attr(n, "name") == name && (n.Data == "input" || n.Data == "textarea") })
	if n == nil {
		return "(no field)"
	}
	if n.Data == "textarea" {
		return textOf(n)
	}
	return attr(n, "value")
}

func TestRequestsAreFoundAndSorted(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	b.see("/requests").says("Nobody has been asked yet", "Start from a post")
	b.see("/requests/ask").says("About which post?", "the lady with the parrot")
	b.see("/requests/ask?q=nothing+like+it").says("Nothing for ‘nothing like it’.")
	first := b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link")...)
	b.do("/posts/"+id+"/ask", "form", "employer", "name", "Kim Rowe", "use", "premises", "why", "To show the ward.", "audience", "Anyone.", "called", "Dr Okafor", "phone", "01632 960123", "channel", "link")
	d.stranger("POST", linkOf(first), "do", "answer", "reply", "no").says("Thank you")
	all := b.see("/requests")
	all.says("1 answer is awaited", "All 2", "Waiting 1", "Answered 1")
	if w := all.words(); strings.Index(w, "Kim Rowe") > strings.Index(w, "Jane Parrot") {
		t.Error("what is awaited doesn't stand first")
	}
	b.see("/requests?tab=Answered").says("Jane Parrot")
	b.see("/requests?tab=Answered").saysNot("Kim Rowe")
	b.see("/requests?q=rowe").saysNot("Jane Parrot")
	b.see("/requests?q=zzz").says("Nothing for ‘zzz’.")

	p := b.do("/posts/"+id+"/ask", append(patientForm, "channel", "paper")...)
	at := p.Header().Get("X-At")
	requests, _ := d.office.Requests(t.Context())
	ref := requests[0].Ways[0].Ref
	if got := b.get("/requests?q=" + strings.ToLower(ref)); got.Code != http.StatusSeeOther || got.Header().Get("Location") != at {
		t.Errorf("the number on the paper leads to %d %s", got.Code, got.Header().Get("Location"))
	}
	r := d.as("m-reviewer")
	r.see("/requests").saysNot("Ask somebody")
	if got := r.get("/requests/ask"); got.Code != http.StatusForbidden {
		t.Errorf("a reviewer asks: %d", got.Code)
	}
}

// A request nobody answered can be given more time; one about other words is asked anew, the form filled in, the person the same one on record.
func TestARequestThatIsOverHasAWayOn(t *testing.T) {
	d := newDesk(t)
	_, id, link, at := linked(d)
	d.clock.turn(29 * 24 * time.Hour)
	if _, err := d.office.Recheck(t.Context(), people[0]); err != nil {
		t.Fatal(err)
	}
	b := d.as("author")
	late := b.see(at)
	late.says("No answer in time, which means no", "Give them more time")
	late.saysNot("Lend this device")
	fresh := linkOf(b.do(at+"/way", "channel", "link", "days", "7"))
	b.see(at).says("Answer by")
	if q, _ := d.office.Requests(t.Context()); q[0].Expires.Sub(d.clock.Now()) > 8*24*time.Hour {
		t.Errorf("7 days last until %v", q[0].Expires)
	}
	d.stranger("GET", link).says("There is nothing here")
	d.stranger("GET", fresh).says("Your answer")

	r, err := revisionOf(about+" She sings, too.", []string{"instagram"}, "public", "no")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.office.RevisePost(t.Context(), people[0], id, r); err != nil {
		t.Fatal(err)
	}
	over := b.see(at)
	over.says("The post has other words now", "Ask about today’s words")
	again := over.find(func(n *html.Node) bool { return n.Data == "a" && strings.Contains(attr(n, "href"), "from=") })
	form := b.see(attr(again, "href"))
	for name, want := range map[string]string{"name": "Jane Parrot", "why": "To show that people get well.", "words": "the lady with the parrot, parrot", "phone": "01632 960123"} {
		if got := typed(form, name); got != want {
			t.Errorf("%s is filled in with %q", name, got)
		}
	}
	b.do("/posts/"+id+"/ask", append(patientForm, "channel", "link", "person", typed(form, "person"))...)
	q, _ := d.office.Requests(t.Context())
	if len(q) != 2 || q[0].Person != q[1].Person || q[0].Revision == q[1].Revision {
		t.Error("it isn't the same person about other words")
	}
}

// What a member judged or decided stands in the story with its reasons; nobody decides about their own post.
func TestJudgementsStandInTheStory(t *testing.T) {
	d := newDesk(t)
	b, id := askable(d)
	lacks := append(fieldsWithout(patientForm, "subject"), "subject", "lacks-capacity", "about", "Mrs Parrot", "patient", "Jane Parrot", "relation", "daughter", "channel", "link")
	p := b.do("/posts/"+id+"/ask", lacks...)
	at := p.Header().Get("X-At")
	p.says("A decision in their best interests", "Somebody who didn’t write the post decides this.")
	if got := b.postForm(at+"/best", fields("for", "no", "reasons", "mine")); got.Code != http.StatusSeeOther {
		t.Errorf("the author decides: %d", got.Code)
	}
	b.see(at).says("Somebody who didn’t write the post decides", "can't answer their own request")
	if q, _ := d.office.Requests(t.Context()); q[0].Best != nil {
		t.Error("and it counts")
	}
	r := d.as("m-reviewer")
	r.do(at+"/best", "for", "no", "reasons", "She would not like it.").says("Decided: it isn’t published.", "Why: She would not like it.", "A Reviewer")

	child := append(fieldsWithout(patientForm, "subject"), "subject", "16-17", "channel", "link")
	at = b.do("/posts/"+id+"/ask", child...).Header().Get("X-At")
	r.do(at+"/competence", "able", "yes", "judge", "Dr Lee, GP", "reasons", "He explained it back.").says("Found able to decide this.", "Judged by: Dr Lee, GP", "Why: He explained it back.")
	b.do(at+"/cancel", "because", "he moved away").says("Taken back", "Why: he moved away")
	q, _ := d.office.Requests(t.Context())
	if q[0].Status(d.clock.Now()) != request.Cancelled && q[1].Status(d.clock.Now()) != request.Cancelled {
		t.Error("nothing is cancelled")
	}
}

func fieldsWithout(kv []string, name string) (out []string) {
	for i := 0; i+1 < len(kv); i += 2 {
		if kv[i] != name {
			out = append(out, kv[i], kv[i+1])
		}
	}
	return out
}
