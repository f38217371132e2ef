// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"
	"strconv"
	"strings"

	"chaperone/decision/request"
	"chaperone/decision/signoff"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/register"
	"chaperone/rulebook"
)

// postRoutes are one post: how it stands, its ways out, sign-off, published, taken down.
var postRoutes = []route{
	{Pattern: "GET /posts/{id}", May: author | reviewer, Do: (*call).post},
	{Pattern: "POST /posts/{id}/check", May: author | reviewer, Do: (*call).postCheck},
	{Pattern: "POST /posts/{id}/way", May: author | reviewer, Do: (*call).postWay},
	{Pattern: "POST /posts/{id}/sign-off", May: author | reviewer, Do: (*call).postSignOff},
	{Pattern: "POST /posts/{id}/unsign", May: author | reviewer, Do: (*call).postUnsign},
	{Pattern: "POST /posts/{id}/permit", May: author | reviewer, Do: (*call).postPermit},
	{Pattern: "POST /posts/{id}/published", May: author, Do: (*call).postPublished},
	{Pattern: "POST /posts/{id}/take-down", May: author | reviewer, Do: (*call).postTakeDown},
	{Pattern: "POST /posts/{id}/taken-down", May: author, Do: (*call).postTakenDown},
	{Pattern: "POST /posts/{id}/close", May: author, Do: (*call).postClose},
}

// settled is a finding as it stands on the page of a post.
type settled struct {
	N           int
	Level       string // stop, decide, advise; clear once it has its way out
	Kind        string // the line above its title: area and level
	Title, Says string
	Words       []string
	Cites       []signoff.Citation
	Open        bool
	Given       []string  // how it was settled
	Ways        []wayForm // what can still be done
	Note        string    // what counts only together with something else
}

// wayForm is a way out as a form.
type wayForm struct {
	Way, Title, Hint string
	Ask              string // the label of a text field; "" where none is needed
	Entries          []practice.Covering
	Answers          []string
	To, ToWords      string      // a link to where it is done, instead of a form
	Opinions         []replyForm // a colleague's answers that can be given
}

type addressView struct {
	Platform, Address, Since, Down string
	Live, Fault                    bool
	Link                           bool // it can be opened
}

type postView struct {
	ID, Title, Line, Text, Status string
	Awaited                       int // answers without which nobody signs off
	Erased, Closed, Writable      bool
	Paragraphs                    []string
	Media                         []mediumView
	Account                       string
	Where                         string
	Platforms                     []post.Platform
	Audience                      string
	Short, Digest                 string
	Found                         []settled
	Open, Holding                 int
	Checked                       string
	NoPlace                       bool
	Working                       bool // there is a working copy with other words
	Signed                        string
	Published                     bool
	TakeDown                      bool
	Until                         string
	Addresses                     []addressView
	Mine                          bool // may this member publish and close it
	Second                        bool // this practice wants another person's sign-off, and this member wrote in it
	Throwable                     bool
	Asked                         []askedRow
	Stale                         bool   // registers or rulebook changed since the check, or it is too old
	Refused                       string // who said no to these words; "" where nobody did
}

func (c *call) post() error {
	id := c.r.PathValue("id")
	p, err := c.office.Post(c.ctx(), id)
	if err != nil {
		return err
	}
	v, err := c.postView(p)
	if err != nil {
		return err
	}
	return c.page("post", v.Title, v)
}

// postTitles head the page of a post: what there is to do.
var postTitles = map[signoff.Status]string{signoff.Draft: "Leave nothing open", signoff.Waiting: "Waiting for an answer", signoff.SignedOff: "Signed off", signoff.Published: "Published",
	signoff.RecheckDue: "Look at it again", signoff.TakeDownDue: "Take it down", signoff.TakenDown: "Taken down", signoff.ThrownAway: "Thrown away", signoff.NotPublished: "Not published"}

func (c *call) postView(p *signoff.Post) (*postView, error) {
	v := &postView{ID: p.ID, Title: postTitles[p.Status], Status: statusWord(p.Status), Where: placesOf(p.Revision.Platforms), Platforms: p.Revision.Platforms, Short: p.Revision.Short(),
		Digest: p.Revision.Digest, NoPlace: len(p.Revision.Platforms) == 0, Closed: p.Closed != nil || p.Status == signoff.TakenDown, Published: len(p.Live()) > 0,
		TakeDown: p.Status == signoff.TakeDownDue, Audience: string(p.Revision.Audience), Mine: rolesOf(c.me)&author != 0}
	for _, r := range p.Waiting() {
		if r.Blocks {
			v.Awaited++
		}
	}
	t, ok := p.Text()
	v.Erased = !ok
	v.Text, v.Account = t.Text, t.Account
	if v.Account == "" { // then it goes out under the name of whose profile this is
		profile, err := c.office.Profile(c.ctx())
		if err != nil {
			return nil, err
		}
		v.Account = profile.Author.Name
	}
	v.Paragraphs = strings.Split(strings.TrimSpace(t.Text), "\n\n")
	for _, m := range t.Media {
		v.Media = append(v.Media, mediumOf(p.ID, m))
	}
	v.Writable = !v.Closed && !v.Erased
	v.Throwable = len(p.SignOffs) == 0 && !p.Held()
	h, _, err := c.office.HouseRules(c.ctx())
	if err != nil {
		return nil, err
	}
	v.Second = (h.SecondPerson || c.office.Policy.SecondPerson) && slices.Contains(p.Writers, c.me.ID)
	if w, err := c.office.OpenWorking(c.ctx(), p.ID); err == nil {
		v.Working = w.Version > 0 && w.Changed
	}
	var cover []practice.Covering
	if v.Writable {
		var err error
		if cover, err = c.office.Covering(c.ctx(), p.ID); err != nil {
			return nil, err
		}
	}
	c.findingsOf(p, v, cover)
	no := p.RefusedThese()
	for _, x := range p.Requests {
		q, err := c.office.Request(c.ctx(), x.ID)
		if err != nil {
			return nil, err
		}
		r := askedRow{To: "/requests/" + q.ID, Who: formNames[q.Form] + " from " + whoOf(q)}
		r.Shape, r.Status = c.standing(q, q.Status(c.now()))
		v.Asked = append(v.Asked, r)
		if slices.ContainsFunc(no, func(n signoff.Request) bool { return n.ID == x.ID }) {
			v.Refused = whoOf(q)
		}
	}
	if p.Check != nil {
		v.Checked = stamp(p.Check.At)
		if v.Writable && p.Signed() == nil && !v.TakeDown && v.Refused == "" {
			holds, err := c.office.CheckHolds(c.ctx(), p)
			if err != nil {
				return nil, err
			}
			v.Stale = !holds
		}
	}
	if v.Refused != "" && (p.Status == signoff.Draft || p.Status == signoff.Waiting) {
		v.Title = "They said no"
	}
	if s := p.Signed(); s != nil {
		v.Signed = stamp(s.At)
	}
	if d := p.IsDue(); len(d) > 0 {
		v.Until = c.shortDay(d[0].Until)
	}
	if by := downBy(p); v.TakeDown && !by.IsZero() {
		v.Until = c.shortDay(by)
	}
	for _, a := range p.Addresses {
		x := addressView{Platform: platformName(a.Platform), Since: day(a.At), Live: a.Down == nil && a.Replaced == 0, Fault: a.SignOff == 0}
		if p.Private != nil {
			x.Address = p.Private.Addresses[a.No].Address
			x.Link = strings.HasPrefix(x.Address, "https://") || strings.HasPrefix(x.Address, "http://")
		}
		if a.Down != nil {
			x.Down = day(a.Down.At)
		}
		v.Addresses = append(v.Addresses, x)
	}
	v.Line = c.lineOf(p, v)
	return v, nil
}

// lineOf says under the title what there is to do.
func (c *call) lineOf(p *signoff.Post, v *postView) string {
	switch p.Status {
	case signoff.Draft, signoff.Waiting:
		switch {
		case p.Check == nil:
			return "This wording hasn’t been checked yet."
		case v.Refused != "":
			return v.Refused + " said no. These words aren’t published: change them so that they are about nobody, or leave it."
		case v.Open > 0:
			return "Each note needs one way out. You can stop here and come back; nothing is sent."
		case v.NoPlace:
			return "Nothing is open. Say where it goes, then sign off."
		}
		switch n := len(p.Waiting()); {
		case v.Awaited > 0:
			return "No note is open. " + count(v.Awaited, "answer", "answers") + " must come before it can be signed off."
		case n > 0:
			return "No note is open. " + count(n, "answer is", "answers are") + " awaited; you can sign off without."
		}
		return "Nothing is open. The decision is yours."
	case signoff.SignedOff:
		return "This text, these pictures, this place. Any change opens it again."
	case signoff.Published:
		return "We watch the records it rests on, and tell you when one ends."
	case signoff.RecheckDue:
		return "Something it rests on has changed. Check it, then sign it off again, by " + v.Until + "."
	case signoff.TakeDownDue:
		return "By " + v.Until + ". Mark each place when it is gone."
	case signoff.TakenDown:
		return "Nothing of it is public any more, as far as anybody noted. Copies that others made can’t be got back."
	}
	return "It stays on record as it is."
}

// findingsOf lists what was found, what is open first, then what is settled, fixed, and advice.
func (c *call) findingsOf(p *signoff.Post, v *postView, cover []practice.Covering) {
	if p.Check == nil {
		return
	}
	open := map[int]signoff.Open{}
	for _, o := range p.StillOpen() {
		open[o.N] = o
	}
	var first, done, advice []settled
	for _, f := range p.Check.Found {
		w := p.Words(f.N)
		s := settled{N: f.N, Level: string(f.Level), Kind: areaName(f.Area) + " · " + string(f.Level), Title: w.Title, Says: w.Message, Words: w.Words, Cites: w.Citations}
		if f.Place != "" {
			s.Kind += " · " + f.Place
		}
		for _, g := range p.Given(f.N) {
			s.Given = append(s.Given, givenWords(p, g))
		}
		o, isOpen := open[f.N]
		switch {
		case isOpen:
			s.Open = true
			s.Ways, s.Note = c.waysOf(p, o, cover)
			first = append(first, s)
			v.Holding++
		case f.Holds():
			s.Kind, s.Level = areaName(f.Area)+" · was "+string(f.Level), "clear"
			done = append(done, s)
			v.Holding++
		default:
			s.Kind += ", needs no answer"
			advice = append(advice, s)
		}
	}
	v.Open = len(first)
	for _, f := range p.Fixed {
		if slices.ContainsFunc(p.Check.Found, func(x signoff.Found) bool { return x.Rule == f.Rule && x.Holds() }) {
			continue
		}
		title := f.Rule
		if r := c.office.Book().Rule(f.Rule); r != nil {
			title = strings.ReplaceAll(strings.ReplaceAll(r.Title, "‘{words}’", "the words"), "{words}", "the words")
		}
		done = append(done, settled{Level: "clear", Kind: areaName(f.Area) + " · was " + string(f.Level), Title: "Fixed: " + title, Says: "No longer found since " + stamp(f.At) + "."})
	}
	v.Found = slices.Concat(first, done, advice)
}

var givenNames = map[signoff.WayKind]string{signoff.WayRecord: "A record covers it", signoff.WayConsent: "The person’s consent covers it", signoff.WayOpinion: "A colleague’s opinion", signoff.WayJustified: "Kept, with a reason",
	signoff.WayMisread: "The words mean something else", signoff.WayLooked: "A person looked", signoff.WayAnswered: "Answered"}

func givenWords(p *signoff.Post, w signoff.WayOut) string {
	s := givenNames[w.Kind]
	if p.Private != nil {
		if x := p.Private.Ways[w.No].Words; x != "" {
			s += ": “" + strings.TrimSpace(x) + "”"
		} else if a := p.Answer(w.Rule); w.Kind == signoff.WayAnswered && a != "" {
			s += ": “" + practice.Said(a) + "”"
		}
	}
	return s + " (" + stamp(w.At) + ")"
}

// registerFor names the register whose entries answer for an area.
var registerFor = map[rulebook.Area]register.Name{rulebook.Confidentiality: register.Consents, rulebook.Consent: register.Consents, rulebook.Evidence: register.Evidences,
	rulebook.Employer: register.Permissions, rulebook.Advertising: register.Interests, rulebook.Medicines: register.Interests, rulebook.Competence: register.Credentials,
	rulebook.Credentials: register.Credentials, rulebook.Cover: register.Covers}

// waysOf turns the ways out that are allowed for a finding into forms. Changing the words is a link on the page itself.
func (c *call) waysOf(p *signoff.Post, o signoff.Open, cover []practice.Covering) (out []wayForm, note string) {
	for _, a := range o.Ways {
		var f wayForm
		switch a.Way {
		case signoff.WayRecord, signoff.WayConsent:
			f = wayForm{Way: "record", Title: "Attach a record", Hint: "From your registers. It has to cover these very words."}
			want := registerFor[o.Area]
			if a.Way == signoff.WayConsent {
				f.Title, want = "Attach the person’s consent", register.Consents
			}
			for _, e := range cover {
				if want == "" || e.Register == want {
					f.Entries = append(f.Entries, e)
				}
			}
			if len(f.Entries) == 0 {
				f.Hint = "Nothing in your registers covers these words yet."
			}
			switch want {
			case register.Consents:
				f.To, f.ToWords = "/posts/"+p.ID+"/ask?form=patient", "Ask for their consent"
			case register.Permissions:
				f.To, f.ToWords = "/posts/"+p.ID+"/ask?form=employer", "Ask for permission"
			}
		case signoff.WayAnswered:
			f = wayForm{Way: "answered", Title: "Answer the question", Ask: "Your answer"}
			if r := c.office.Book().Rule(o.Rule); r != nil {
				for _, x := range r.Answers {
					f.Answers = append(f.Answers, x.Say)
				}
			}
			if len(f.Answers) > 0 {
				f.Ask = ""
			}
		case signoff.WayJustified:
			f = wayForm{Way: "justified", Title: "Keep it, say why", Hint: "Goes on the record with your name.", Ask: "Why it stays"}
		case signoff.WayMisread:
			f = wayForm{Way: "misread", Title: "You’ve misread this", Hint: "Say what the words mean.", Ask: "What the words mean"}
		case signoff.WayLooked:
			f = wayForm{Way: "looked", Title: "I looked myself", Hint: "The check couldn’t run, so a person looks instead.", Ask: "What you saw"}
		case signoff.WayOpinion:
			f = wayForm{Way: "opinion", Title: "Ask a colleague", Hint: "Nobody should judge their own alone.", To: "/posts/" + p.ID + "/ask?form=colleague&n=" + strconv.Itoa(o.N), ToWords: "Ask one"}
			for _, q := range p.Requests {
				if q.Form == signoff.Form(request.Colleague) && (q.Reply == "fine" || q.Reply == "say-so") && q.Revision == p.Revision.Digest {
					f.Opinions = append(f.Opinions, replyForm{q.ID, map[bool]string{true: "No, a fair reader wouldn’t think so", false: "Saying so in the post is enough"}[q.Reply == "fine"] + ", " + c.shortDay(q.Replied)})
				}
			}
		default:
			continue // a change of words is a link
		}
		if a.Way == signoff.WayJustified && len(a.With) > 0 {
			continue // only beside a consent, and that is enough by itself
		}
		if len(a.With) > 0 {
			f.Hint = sentence(strings.TrimSpace(f.Hint + " It counts beside the person’s consent" + map[bool]string{true: " or a colleague’s opinion", false: ""}[slices.Contains(a.With, signoff.WayOpinion)]))
			if slices.Contains(o.Given, a.Way) {
				note = "You said something; it counts once the person’s consent is here, too."
				continue
			}
		}
		out = append(out, f)
	}
	return out, note
}

func areaName(a rulebook.Area) string {
	if a == "" {
		return ""
	}
	return strings.ToUpper(string(a[:1])) + string(a[1:])
}
