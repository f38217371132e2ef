// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"chaperone/practice"
	"chaperone/record/seal"
	"chaperone/register"

	"golang.org/x/net/html"
)

func TestEachSeesOnlyTheirOwnDoors(t *testing.T) {
	d := newDesk(t)
	doors := func(member string) string {
		var out []string
		for _, n := range d.as(member).see("/you").all(func(n *html.Node) bool {
			return n.Data == "a" && n.Parent.Data == "li" && strings.HasPrefix(attr(n, "href"), "/you/")
		}) {
			out = append(out, strings.TrimPrefix(attr(n, "href"), "/you/"))
		}
		return strings.Join(out, " ")
	}
	for member, want := range map[string]string{
		"m-author": "profile sign-in about", "m-reviewer": "sign-in about", "m-keeper": "sign-in erase holds about",
		"m-administrator": "profile people sign-in backup erase holds about", "author": "profile people sign-in backup erase holds about",
	} {
		if got := doors(member); got != want {
			t.Errorf("%s sees %q, want %q", member, got, want)
		}
	}
}

func TestTheProfileIsFilledInAndMendedWhereItCanNotBeRead(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/you").says("The profile doesn’t say your role")
	form := []string{"name", "Dr Ada", "role", "GP", "body", "GMC", "number", "7654321", "status", "registered", "specialty", "general practice", "scope", "minor surgery\r\n\r\ncontraception\r\n",
		"workplaces", "Ashdown Vale Surgery", "hours", "Mon-Fri 08:00-18:00", "time_zone", "Europe/London", "country", "GB", "platforms", "instagram: @dr.ada", "own_business", "", "bio", "I write about asthma."}
	b.do("/you/profile", form...).says("Saved.")
	rs, err := d.office.Registers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	a, _ := rs.Author("")
	if a.Role != "GP" || len(a.Scope) != 2 || a.Scope[1] != "contraception" || a.Workplaces[0] != "Ashdown Vale Surgery" || a.OwnNames != nil {
		t.Errorf("on file: %+v", a)
	}
	b.do("/you/profile", form...).says("Nothing was different.")
	for field, bad := range map[string]string{"hours": "whenever I can", "time_zone": "Mars/Olympus"} {
		v := url.Values{"token": {b.token}}
		for i := 0; i < len(form); i += 2 {
			v.Set(form[i], form[i+1])
		}
		v.Set(field, bad)
		v.Set("role", "Surgeon")
		p := b.postForm("/you/profile", v)
		if p.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s %q gives %d", field, bad, p.Code)
		}
		p.says("Nothing was changed yet")
		if in := p.find(func(n *html.Node) bool { return attr(n, "name") == field }); attr(in, "value") != bad || attr(in, "aria-invalid") != "true" {
			t.Errorf("%s isn't shown as it was typed, and as what is wrong", field)
		}
		if in := p.find(func(n *html.Node) bool { return attr(n, "name") == "role" }); attr(in, "value") != "Surgeon" {
			t.Error("what else was typed is lost")
		}
	}
	v := url.Values{"bio": {strings.Repeat("x", 4001)}}
	b.postForm("/you/profile", v).says("That is too long")
	b.see("/you").says("Published as Dr Ada, GP, GMC 7654321")
}

func TestPeopleComeChangeAndGo(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-administrator")
	b.see("/you/people").says("An Administrator", "you", "Each person sees only what their roles need")
	b.do("/you/people", "name", " ", "role", "author").says("A name is needed")
	b.do("/you/people", "name", "Cy Young", "role", "author").says("Added.", "Cy Young", "hasn’t signed in yet")
	all, err := d.office.People(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	id := ""
	for _, p := range all {
		if p.Name == "Cy Young" {
			id = p.ID
		}
	}
	link := b.postForm("/you/people/"+id+"/link", nil)
	link.says("Shown once.", "http://"+host+"/sign-in/")
	address := textOf(link.find(func(n *html.Node) bool { return n.Data == "textarea" }))
	cy := d.browser()
	if p := cy.get(strings.TrimPrefix(address, "http://"+host)); p.Code != http.StatusSeeOther {
		t.Fatalf("the address gives %d", p.Code)
	}
	cy.see("/write")
	if p := cy.get("/you/people"); p.Code != http.StatusForbidden {
		t.Errorf("an author opens the people: %d", p.Code)
	}
	b.do("/you/people/"+id+"/change", "name", "Cy Younger", "role", "reviewer").says("Cy Younger", "Reviewer")
	if p := cy.get("/write"); p.Code != http.StatusForbidden {
		t.Errorf("no author any more, and write gives %d", p.Code)
	}
	b.see("/you/sign-in").says("Cy Younger", "by a one-time address", "was given an address by An Administrator")
	b.do("/you/people/" + id + "/remove").says("Tick that they leave")
	b.do("/you/people/"+id+"/remove", "meant", "yes").says("Removed.", "Who left (1)")
	if p := cy.get("/posts"); p.Code != http.StatusUnauthorized {
		t.Errorf("removed, and posts give %d", p.Code)
	}
	b.do("/you/people/m-administrator/change", "name", "An Administrator", "role", "author") // another one is left
	own := d.as("author")
	own.see("/you/people")
	own.do("/you/people/author/remove", "meant", "yes").says("is the last administrator")
	if p := own.postForm("/you/people/nobody/link", nil); p.Code != http.StatusNotFound {
		t.Errorf("an address for nobody gives %d", p.Code)
	}
}

func TestASecondPersonIsAskedForByForm(t *testing.T) {
	d := newDesk(t)
	b := d.as("author")
	b.see("/you/people")
	b.do("/you/people/second", "on", "yes").says("Somebody else signs off what a person wrote")
	r, err := revisionOf("Drink water.", []string{"instagram"}, "public", "no")
	if err != nil {
		t.Fatal(err)
	}
	p, err := d.office.DraftPost(t.Context(), people[0], r)
	if err != nil {
		t.Fatal(err)
	}
	b.do("/posts/"+p.ID+"/sign-off", "digest", p.Revision.Digest, "meant", "yes").says("Here a second person signs off")
	b.see("/you/people")
	b.do("/you/people/second", "on", "no").says("Authors may sign off their own posts")
}

func TestOneSignsOutOfOtherBrowsers(t *testing.T) {
	d := newDesk(t)
	here, there := d.as("author"), d.as("author")
	there.see("/posts")
	here.see("/you/sign-in").says("1 other browser")
	here.do("/you/sign-in/elsewhere").says("Signed out of 1 other browser")
	if p := there.get("/posts"); p.Code != http.StatusUnauthorized {
		t.Errorf("there it still gives %d", p.Code)
	}
	here.see("/posts")
	d.as("m-author").see("/you/sign-in").saysNot("Dr Ada Okafor")
}

func TestABackupIsDownloadedUnderAPassphrase(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-administrator")
	b.see("/you/backup").says("chaperone restore", "never over a practice that is in use")
	const pass = "quiet otter kettle moss"
	b.postForm("/you/backup", url.Values{"passphrase": {pass}, "again": {"another"}}).says("aren’t the same")
	b.postForm("/you/backup", url.Values{"passphrase": {"sevenxx"}, "again": {"sevenxx"}}).says("8 characters at least")
	if p := b.postForm("/you/backup", url.Values{"passphrase": {""}, "again": {""}}); p.Code != http.StatusUnprocessableEntity {
		t.Errorf("without a passphrase it gives %d", p.Code)
	}
	p := b.postForm("/you/backup", url.Values{"passphrase": {pass}, "again": {pass}})
	if p.Code != http.StatusOK || !strings.Contains(p.Header().Get("Content-Disposition"), ".backup") || p.Header().Get("Content-Type") != "application/octet-stream" {
		t.Fatalf("it gives %d, %v", p.Code, p.Header())
	}
	r, err := seal.OpenBackup(bytes.NewReader([]byte(p.body)), nil, pass)
	if err != nil {
		t.Fatal(err)
	}
	if name, _, err := r.Next(); err != nil || name != practice.BackupStore {
		t.Errorf("it begins with %q, %v", name, err)
	}
}

func TestAPersonIsLookedForAndErased(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-keeper")
	b.see("/you/erase?q=zora").says("Nobody found for ‘zora’")
	id, err := d.office.AddEntry(t.Context(), people[0], register.New{Value: register.Value{Consent: &register.Consent{Who: "Zora Quince"}}})
	if err != nil {
		t.Fatal(err)
	}
	rs, err := d.office.Registers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	person := rs.Entry(id).Person
	path := "/you/erase/" + person
	b.see("/you/erase?q=quince").says("Zora Quince", "1 record")
	b.see(path).says("What can’t be read any more", "Consent", "Type ‘Zora Quince’")
	b.do(path, "typed", "Zora").says("Nothing was erased.")
	b.see("/you/holds?about=person/" + person)
	b.do("/you/holds", "kind", "person", "about", person, "why", "").says("what is held, and why")
	b.do("/you/holds", "kind", "person", "about", person, "why", "a letter of 3 May").says("Held.", "Person: Zora Quince", "“a letter of 3 May”")
	b.do(path, "typed", "zora quince").says("a legal hold stands")
	holds, err := d.office.Holds(t.Context())
	if err != nil || len(holds) != 1 {
		t.Fatal(holds, err)
	}
	b.do("/you/holds/"+holds[0].ID+"/lift", "why", "settled").says("Lifted.")
	b.see(path)
	b.do(path, "typed", " zora   quince ").says("Erased, here and in every backup")
	b.see(path).says("Nothing of theirs can be read any more")
	b.see("/you/erase?q=quince").says("Nobody found")
	for _, bad := range []string{"post", "entry", "person"} {
		b.see("/you/holds")
		if p := b.do("/you/holds", "kind", bad, "about", "http://127.0.0.1:7001/posts/nothing/", "why", "x"); !strings.Contains(p.words(), "Nothing was changed") && !strings.Contains(p.words(), "Nothing on record") {
			t.Errorf("a %s that isn't there: %s", bad, p.words())
		}
	}
	if p := b.get("/you/erase/nobody"); p.Code != http.StatusNotFound {
		t.Errorf("nobody gives %d", p.Code)
	}
}

func TestAboutSaysWhatLeaves(t *testing.T) {
	d := newDesk(t)
	d.as("m-reviewer").see("/you/about").says("Nothing. The desk answers this computer alone", "Apache License 2.0", d.office.Book().Version())
}
