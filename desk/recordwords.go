// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"slices"
	"strings"

	"chaperone/practice"
	"chaperone/register"
)

// deed is what an event is called in the log, and its sign.
type deed struct{ Title, Shape string }

// deeds are all kinds of events in words. A test holds that none is missing.
var deeds = map[string]deed{
	"post.drafted": {"Draft put on record", ""}, "post.revised": {"Words changed", ""}, "post.checked": {"Checked", ""}, "post.answered": {"A question answered", ""},
	"post.way-given": {"A way out given", ""}, "post.asked": {"Somebody asked about it", "ask"}, "post.replied": {"An answer about it", ""}, "post.entry-ended": {"What it rests on ended", "decide"},
	"post.signed": {"Signed off", "clear"}, "post.unsigned": {"Sign-off taken back", ""}, "post.permitted": {"Permit given out", ""}, "post.permit-withdrawn": {"Permit withdrawn", "stop"},
	"post.published": {"Published", ""}, "post.due": {"Something is due", "decide"}, "post.rechecked": {"Looked at again: it stands", "clear"}, "post.taken-down": {"Taken down", "clear"},
	"post.held": {"Kept for a legal matter", ""}, "post.released": {"No longer kept for a legal matter", ""}, "post.thrown-away": {"Draft thrown away", ""}, "post.not-published": {"Closed unpublished", ""},
	"post.erased": {"Its words erased", ""},

	"register.added": {"Entry added", ""}, "register.changed": {"Entry changed", ""}, "register.ended": {"Entry ended", ""}, "register.withdrawn": {"Somebody changed their mind", "stop"},
	"register.reviewed": {"Looked at again: it stands", "clear"}, "register.noticed": {"Something became known of a source", "decide"}, "register.attached": {"File attached", ""},
	"register.detached": {"File taken off", ""}, "register.erased": {"A person’s words erased", ""}, "register.given": {"A register is kept from here on", ""}, "register.author": {"Profile set", ""},
	"register.retention": {"How long entries are kept was set", ""}, "register.held": {"Legal hold set", ""}, "register.lifted": {"Legal hold lifted", ""},

	"request.asked": {"Somebody was asked", "ask"}, "request.renewed": {"More time, or a new way to answer", ""}, "request.seen": {"They opened the page", ""}, "request.handed-over": {"This device handed to them", ""},
	"request.taken-back": {"This device came back", ""}, "request.answered": {"They answered", ""}, "request.question": {"They asked something first", "ask"}, "request.replied": {"They got a reply", ""},
	"request.not-me": {"It wasn’t for them", ""}, "request.competence": {"Judged whether they can decide", ""}, "request.best-interests": {"Decided in their best interests", ""},
	"request.revised": {"The post changed meanwhile", ""}, "request.lapsed": {"No answer in time: that means no", ""}, "request.cancelled": {"The request taken back", ""}, "request.erased": {"Their words erased", ""},

	"member.added": {"Came to the practice", ""}, "member.changed": {"Name or roles changed", ""}, "member.removed": {"Left the practice", ""}, "member.passkey-added": {"Passkey added", ""},
	"member.passkey-removed": {"Passkey removed", ""}, "member.signed-in": {"Signed in", ""}, "member.link-made": {"Sign-in address made", ""},

	"house.switched": {"A rule switched off or on", ""}, "house.pack-saved": {"The practice’s own rules changed", ""}, "house.thresholds": {"Numbers of people set", ""}, "house.second-person": {"Whether a second person signs off was set", ""},
	"witness.added": {"Somebody outside is to countersign", ""}, "witness.countersigned": {"Countersigned by somebody outside", "clear"}, "witness.dropped": {"No longer a witness", ""},
	"practice.exported": {"Something taken out of the record", ""}, "practice.opened": {"Who somebody is was looked at", ""}, "rulebook.adopted": {"Published posts are held against this rulebook", ""},
}

// takings are what was taken out of the record, and what was looked at that names a person.
var takings = map[string]string{"bundle": "A post’s story taken out", "appraisal": "A summary for an appraisal taken out", "registers": "The registers taken out, with names",
	"entry": "Whose it is was looked at", "file": "A file kept with it was opened", "search": "A person’s data was looked for", "person": "A person’s data was looked at"}

// things are what events are about, by their names in the log.
type things struct {
	posts []*practice.Glance
	words map[string]string // of posts, those the member may read
	regs  *register.Registers
	names map[string]string // of members
	may   roles
}

// knownThings gathers what the log speaks of.
func (c *call) knownThings() (*things, error) {
	posts, err := c.office.Glances(c.ctx())
	if err != nil {
		return nil, err
	}
	rs, err := c.onFile()
	if err != nil {
		return nil, err
	}
	names, err := c.names()
	return &things{posts: posts, words: c.told(posts), regs: rs, names: names, may: rolesOf(c.me)}, err
}

// about says what an event is about, and where that has a page the member may open.
func (k *things) about(about string) (words, to string) {
	kind, id, _ := strings.Cut(about, "/")
	switch kind {
	case "post":
		if k.may&(author|reviewer) != 0 {
			to = "/record/posts/" + id
		}
		if w := k.words[id]; w != "" {
			return quoted(shorten(w, 70)), to
		}
		if !slices.ContainsFunc(k.posts, func(g *practice.Glance) bool { return g.ID == id && g.Erased }) {
			return "a post", to
		}
		return "a post whose words were erased", to
	case "entry":
		e := k.regs.Entry(id)
		if e == nil {
			return "an entry", ""
		}
		one := registerNames[e.Register][1]
		if k.may&readers == 0 {
			return one, ""
		}
		title, _ := headline(e)
		if e.Register == register.Consents {
			return strings.ToLower(title[:1]) + title[1:], "/registers/" + id
		}
		return one + ": " + title, "/registers/" + id
	case "request":
		if k.may&(author|reviewer) != 0 {
			return "the request", "/requests/" + id
		}
		return "a request", ""
	case "member":
		return nameOf(k.names, id), ""
	}
	return "", ""
}

// line puts an event in words.
func (k *things) line(l practice.LogLine) happened {
	d, ok := deeds[l.Kind]
	if !ok { // written by a newer program
		d.Title = capital(strings.NewReplacer(".", ": ", "-", " ").Replace(l.Kind))
	}
	if w := takings[l.What]; w != "" {
		d.Title = w
	}
	h := happened{No: l.Seq + 1, At: l.At, Title: d.Title, Shape: d.Shape}
	h.About, h.To = k.about(l.About)
	switch {
	case strings.HasPrefix(l.By, "request/"):
		h.Who = "whoever was asked"
	case l.By != "" && "member/"+l.By == l.About: // people sign in themselves
		h.Who, h.About = h.About, ""
	default:
		h.Who = nameOf(k.names, l.By)
	}
	return h
}

// listedPosts is how many posts are shown that were looked for.
const listedPosts = 8

// find lists posts in which some words stand.
func (k *things) find(query string) (out []found) {
	for _, p := range k.posts {
		if w := k.words[p.ID]; w != "" && strings.Contains(strings.ToLower(w), strings.ToLower(query)) {
			if out = append(out, found{"/record/posts/" + p.ID, shorten(w, 80), joined(statusWord(p.Status), day(p.Begun))}); len(out) == listedPosts {
				break
			}
		}
	}
	return out
}
