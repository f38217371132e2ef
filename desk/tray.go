// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"chaperone/decision/signoff"
	"chaperone/fact"
	"chaperone/finding"
	"chaperone/post"
	"chaperone/practice"
	"chaperone/rulebook"
)

// tray is the pictures and films of a draft.
type tray struct{ Items []mediumView }

type mediumView struct {
	Digest, Short string // Short names its fields on the page
	Name, Size    string
	Src           string
	Film          bool
	Alt, Caption  string
	Picks         []pick
	Open          int // questions without an answer
}

// pick is a question of the card, with its answers.
type pick struct {
	Name, Label string
	Options     []choice
}

func trayOf(w practice.Working) (t tray) {
	for _, m := range w.Revision.Media {
		t.Items = append(t.Items, mediumOf(w.ID, m))
	}
	return t
}

// mediumPath is where a medium is shown.
func mediumPath(id, digest string) string {
	return "/media/" + id + "/" + strings.TrimPrefix(digest, "sha256:")
}

// shortID is long enough to tell the media of one post apart.
func shortID(digest string) string {
	s := strings.TrimPrefix(digest, "sha256:")
	return s[:min(len(s), 12)]
}

func mediumOf(id string, m signoff.Media) mediumView {
	v := mediumView{Digest: m.Digest, Short: shortID(m.Digest), Name: m.Name, Size: sizeOf(m.Size), Src: mediumPath(id, m.Digest), Film: strings.HasPrefix(m.Type, "video/"), Alt: m.Alt, Caption: m.Caption,
		Open: m.Seen.Open()}
	values := map[string]string{"who": string(m.Seen.Who), "behind": string(m.Seen.Behind), "readable": string(m.Seen.Readable), "at_work": string(m.Seen.AtWork), "results": string(m.Seen.Results), "agreed": string(m.Seen.Agreed)}
	for _, q := range m.Seen.Questions() {
		kinds := []string{"", "Not said yet", "no", "No", "yes", "Yes"}
		switch q.Field {
		case "who":
			kinds = []string{"", "Not said yet"}
			for _, s := range []post.Shows{post.ShowsNobody, post.ShowsMe, post.ShowsColleague, post.ShowsPatient, post.ShowsScan, post.ShowsOther} {
				kinds = append(kinds, string(s), post.ShowsWords[s])
			}
			kinds[5] = "Only me"
		case "agreed":
			kinds[1] = "Not said, or nobody in it"
		}
		v.Picks = append(v.Picks, pick{"seen." + q.Field, q.Asks, choices(values[q.Field], kinds...)})
	}
	return v
}

// mediumSent is what a browser says of a medium. Type and size are not for it to say.
type mediumSent struct {
	Digest  string    `json:"digest"`
	Name    string    `json:"name"`
	Alt     string    `json:"alt"`
	Caption string    `json:"caption"`
	Seen    post.Seen `json:"seen"`
}

// mediaIn checks what a script sent; nil where it said nothing of media.
func mediaIn(sent *[]mediumSent) ([]signoff.Media, error) {
	if sent == nil {
		return nil, nil
	}
	out := []signoff.Media{}
	for _, m := range *sent {
		s := m.Seen
		if _, ok := post.ParseSeen(string(s.Who), string(s.Behind), string(s.Readable), string(s.AtWork), string(s.Results), string(s.Agreed)); !ok {
			return nil, errForm
		}
		for _, words := range []string{m.Digest, m.Name, m.Alt, m.Caption} {
			if !utf8.ValidString(words) || len(words) > 64<<10 {
				return nil, errForm
			}
		}
		line := func(s string) string { return strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n") }
		out = append(out, signoff.Media{Digest: m.Digest, Name: m.Name, Alt: line(m.Alt), Caption: line(m.Caption), Seen: m.Seen})
	}
	return out, nil
}

// mediaSent reads the tray of a form: each field stands once for each medium, in their order. nil where the form has no tray.
func mediaSent(f url.Values) ([]signoff.Media, error) {
	if !f.Has("tray") {
		return nil, nil
	}
	all := f["medium"]
	at := func(name string, i int) string {
		if vs := f[name]; len(vs) == len(all) {
			return vs[i]
		}
		return ""
	}
	list := []mediumSent{}
	for i, digest := range all {
		for _, name := range []string{"medium-name", "alt", "caption", "seen.who"} {
			if len(f[name]) != len(all) {
				return nil, errForm
			}
		}
		list = append(list, mediumSent{digest, at("medium-name", i), at("alt", i), at("caption", i), post.Seen{Who: post.Shows(at("seen.who", i)), Behind: post.Answer(at("seen.behind", i)),
			Readable: post.Answer(at("seen.readable", i)), AtWork: post.Answer(at("seen.at_work", i)), Results: post.Answer(at("seen.results", i)), Agreed: post.Answer(at("seen.agreed", i))}})
	}
	return mediaIn(&list)
}

// looked checks a draft with everything readers see of it.
func (c *call) looked(w practice.Working, depth fact.Depth) (*reading, error) {
	report, err := c.office.LookAtWorking(c.ctx(), w, depth)
	if err != nil {
		return nil, err
	}
	also, err := c.office.LookAtAlso(c.ctx(), w, depth)
	if err != nil {
		return nil, err
	}
	return read(report, w, also...), nil
}

// besideFix is a change to an alternative text or caption.
type besideFix struct {
	Medium  int
	Caption bool
	Edits   []post.Edit
}

// beside adds the card of a finding in an alternative text or caption; false where it is none.
func (v *reading) beside(a practice.Also, f finding.Finding) bool {
	if f.Outcome != finding.Raised && (f.Outcome != finding.Ask || f.Level < rulebook.Decide) {
		return false
	}
	s := &reading{Notes: make([]note, len(v.Notes)), Fixes: map[string][]post.Edit{}} // numbers go on from those of the text
	s.note(f, a.Text)
	n := s.Notes[len(s.Notes)-1]
	n.Open = len(v.Notes) == 0
	words, field := "alternative text", "alt"
	if a.Caption {
		words, field = "caption", "caption"
	}
	n.Where, n.Key = "In the "+words+" of picture "+strconv.Itoa(a.Medium), a.Place()+"-"+n.Key
	n.To = field + "-" + shortID(a.Digest)
	n.Excerpt = markedText(a.Text, s.Marks, -1)
	for i, x := range n.Fixes {
		n.Fixes[i].Value = a.Place() + "." + x.Value
		v.Beside[n.Fixes[i].Value] = besideFix{a.Medium, a.Caption, s.Fixes[x.Value]}
		n.Fixes[i].Elsewhere = true
	}
	v.Notes = append(v.Notes, n)
	return true
}

// withAlso is a report with what was found beside the text, for the verdict.
func withAlso(r *practice.Report, also []practice.Also) *practice.Report {
	whole := *r
	whole.Findings = slices.Clone(r.Findings)
	for _, a := range also {
		whole.Findings = append(whole.Findings, a.Report.Findings...)
		whole.Verdict = max(whole.Verdict, a.Report.Verdict)
	}
	return &whole
}

// aboutPictures says of the last card which pictures it is about, where it rests on what was said of them.
func (v *reading) aboutPictures(r *practice.Report, f finding.Finding) {
	var which []string
	for _, k := range f.Rule.Point {
		if !strings.HasPrefix(string(k), "media-") {
			continue
		}
		for _, x := range r.Facts.Of(k) {
			if x.Value != "" && !slices.Contains(which, x.Value) {
				which = append(which, x.Value)
			}
		}
	}
	if len(which) == 0 {
		return
	}
	n := &v.Notes[len(v.Notes)-1]
	n.Where = "Picture " + listed(which)
	if i, err := strconv.Atoi(which[0]); err == nil && i >= 1 && i <= len(r.Post.Media) {
		n.To = "q" + shortID(r.Post.Media[i-1])
	}
}
