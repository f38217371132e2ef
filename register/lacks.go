// SPDX-License-Identifier: Apache-2.0

package register

import "strings"

// Lack is something an entry needs before anything can fully lean on it.
type Lack struct {
	Field string // as the author's file writes it
	Ask   string // the question to put
}

// Lacks says what an entry still needs, in the order of its fields. An entry that lacks something can be kept: what is unknown becomes a question
// when a post leans on it.
func (v Value) Lacks() []Lack {
	var out []Lack
	need := func(there bool, field, ask string) {
		if !there {
			out = append(out, Lack{field, ask})
		}
	}
	has := func(s string) bool { return strings.TrimSpace(s) != "" }
	switch {
	case v.Consent != nil:
		c := v.Consent
		need(has(c.Who), "who", "Who agreed?")
		need(c.Text != "" || len(c.Posts)+len(c.Revisions) > 0, "text", "What exactly did they agree to?")
		need(len(c.Platforms) > 0, "platforms", "Where may it stand?")
		need(has(c.Purpose), "purpose", "What is it for?")
		need(has(c.Audience), "audience", "Who may see it?")
		need(c.Withdraw, "told_withdrawal", "Were they told how to change their mind?")
		need(!c.Given.IsZero(), "given", "When did they agree?")
		need(has(c.Form) && !weak(c), "form", "Is it in writing or on film, and kept in the register?")
		need(!c.WorkTime || c.Employer, "employer_agreed", "Did the employer agree to its being taken in working time?")
		need(!has(c.Incentive), "incentive", "They got something for agreeing. Can they be asked again without it?")
		need(!c.Child || c.Parent, "parent", "Did somebody with authority agree for the child?")
		need(!c.Child || c.ChildView, "child_view", "What does the child think?")
		need(c.Deceased || c.Capacity != "lacked" && c.Capacity != "unknown", "capacity", "Could they decide for themselves?")
		need(!c.Deceased || has(c.Wishes), "deceased_wishes", "What did they want, and who says so?")
	case v.Interest != nil:
		i := v.Interest
		need(has(i.Party), "party", "Who is it?")
		need(has(i.Kind), "kind", "What ties you to them?")
		need(!i.From.IsZero(), "from", "Since when?")
		need(has(i.Assessed) && !strings.EqualFold(i.Assessed, "self"), "assessed", "Which colleague has judged it?")
		need(!i.Declared.IsZero(), "declared", "When was the employer told?")
	case v.Permission != nil:
		p := v.Permission
		need(has(p.From), "from", "Who allowed it?")
		need(len(p.For) > 0, "for", "What is it for?")
	case v.Evidence != nil:
		e := v.Evidence
		need(has(e.Claim), "claim", "What is the claim?")
		need(len(e.Words) > 0, "words", "By which words do posts make it?")
		need(has(e.Source) || has(e.Title), "source", "What does it rest on?")
		need(has(e.Grade), "grade", "How strong is it?")
		need(!e.Checked.IsZero(), "checked", "When did you last look?")
		need(!e.Review.IsZero(), "review", "When will you look again?")
	case v.Cover != nil:
		c := v.Cover
		need(has(c.Provider), "provider", "Who covers you?")
		need(len(c.Covers) > 0, "covers", "What does it cover?")
		need(len(c.Countries) > 0, "countries", "Where does it hold?")
		need(!c.Until.IsZero(), "until", "When does it end?")
	case v.Credential != nil:
		c := v.Credential
		need(has(c.Title), "title", "Which title is it?")
		need(has(c.Body), "body", "Who gave it?")
	}
	return out
}
