// SPDX-License-Identifier: Apache-2.0

package readers

import (
	"slices"
	"strings"

	"chaperone/finding"
	"chaperone/post"
	"chaperone/rulebook"
)

// mind is why a reader might complain where any of some rules is raised. ": {words}" puts the pointed words in, where they may be repeated.
type mind struct {
	Reader Reader
	Rules  []string
	Says   string
}

// minds is the whole table. A rule that isn't in it says nothing to these readers; the regulator and the employer are told of by the rule's own
// title (held and of the area employer).
var mindTable = []mind{
	{Patient, []string{"patient-name", "patient-initials"}, "Is named here: {words}."},
	{Patient, []string{"nhs-number", "nhs-number-bare", "chi-number", "record-number", "ni-number"}, "A number stands here that is theirs alone."},
	{Patient, []string{"patient-contact", "birth-date-with-case"}, "Could be found by this: {words}."},
	{Patient, []string{"consent-missing", "consent-not-mentioned", "media-patient-not-agreed"}, "May say that nobody asked them."},
	{Patient, []string{"consent-claimed-in-text", "consent-record-weak", "media-consent-not-on-record"}, "May remember what they agreed to otherwise, and nothing shows it."},
	{Patient, []string{"consent-withdrawn"}, "Has changed their mind since."},
	{Patient, []string{"consent-expired", "consent-stale"}, "Agreed a while ago, and may not have meant for ever."},
	{Patient, []string{"consent-other-platform", "consent-other-audience", "consent-other-pictures", "consent-other-purpose", "consent-other-revision"}, "Agreed to something else than this."},
	{Patient, []string{"consent-pressure"}, "May have felt that they couldn't say no: {words}."},
	{Patient, []string{"confirms-patient-relationship", "defends-with-clinical-detail"}, "Finds their own care in your answer: {words}."},
	{Patient, []string{"verbatim-patient-words"}, "May not have meant this for others: {words}."},
	{Patient, []string{"case-self-recognition", "rare-condition-with-case", "rare-event-with-case"}, "May find themselves told of without a warning."},
	{Patient, []string{"mocks-patients", "mock-leaning"}, "May feel laughed at, or not believed: {words}."},
	{Patient, []string{"looked-up-record"}, "May ask who opened their record, and why: {words}."},
	{Patient, []string{"sexual-remark"}, "May not want to be alone with you again: {words}."},
	{Patient, []string{"discriminates"}, "May feel unwelcome for who they are: {words}."},
	{Patient, []string{"erodes-trust"}, "May trust you less: {words}."},
	{Patient, []string{"posting-instead-of-working", "idle-on-duty"}, "May ask who was looking after them meanwhile: {words}."},
	{Patient, []string{"tells-to-stop-treatment", "dose-in-public"}, "May act on this without asking anybody: {words}."},
	{Patient, []string{"bystander-in-view", "media-somebody-else", "readable-record", "media-text-readable"}, "May be in the picture, or their papers, without knowing."},

	{Relative, []string{"patient-name", "birth-date-with-case"}, "Sees somebody of theirs named."},
	{Relative, []string{"deceased-patient", "consent-deceased"}, "Reads of a death in the family."},
	{Relative, []string{"child-patient", "consent-child"}, "May ask who spoke for the child."},
	{Relative, []string{"consent-capacity"}, "May ask whether they could agree at that moment."},
	{Relative, []string{"consent-of-relative"}, "Said yes in passing, and may not have meant this."},
	{Relative, []string{"seeks-relatives"}, "May hear of it from a post first."},
	{Relative, []string{"suicide-detail"}, "Finds here how it was done: {words}."},
	{Relative, []string{"infection-control-told", "work-scene-told"}, "May worry about the care of somebody of theirs: {words}."},

	{Colleague, []string{"colleague-as-patient"}, "Is told of as ill: {words}."},
	{Colleague, []string{"disparages-colleagues"}, "May feel run down: {words}."},
	{Colleague, []string{"harsh-reply", "targets-person"}, "May take it as meant for them: {words}."},
	{Colleague, []string{"accusation"}, "May ask for the source of this: {words}."},
	{Colleague, []string{"staff-matter-told", "meeting-shown"}, "Thought that this stayed inside: {words}."},
	{Colleague, []string{"staffing-told"}, "Knows which shift you mean: {words}."},
	{Colleague, []string{"posting-instead-of-working", "idle-on-duty"}, "May have been working meanwhile: {words}."},
	{Colleague, []string{"badge-in-picture"}, "May have their badge in the picture."},

	{Neighbour, []string{"small-place-with-case"}, "Lives where few could be meant: {words}."},
	{Neighbour, []string{"role-or-relative-clue"}, "Knows few people like that: {words}."},
	{Neighbour, []string{"bystander-in-view", "media-somebody-else"}, "May be in the picture, or see who was there."},
	{Neighbour, []string{"home-and-family"}, "Recognises your home or family: {words}."},

	{Journalist, []string{"mocks-patients", "discriminates", "targets-person", "sexual-remark", "posting-instead-of-working", "equipment-as-prop", "on-scene-live", "infection-control-told", "defends-with-clinical-detail"},
		"Could make a headline of this: {words}."},
	{Journalist, []string{"claim-disproved", "claim-against-guidance"}, "Could ask an expert who says otherwise: {words}."},
	{Journalist, []string{"ad-unlabelled", "ad-label-not-first", "ad-label-unclear", "affiliate-unlabelled", "ad-poses-as-consumer", "interest-undeclared", "pom-in-advert", "pom-nickname-or-picture", "medicine-endorsed"},
		"Could ask who pays you for this: {words}."},
	{Journalist, []string{"internal-matters-told", "inside-told-plain", "inside-told", "staffing-told", "work-scene-told"}, "Could ring your employer about this: {words}."},
	{Journalist, []string{"suicide-detail"}, "Would be held to leave this out: {words}."},
}

// regulators are the beginnings of the ids of sources that bind or are enforced, by those who can take a complaint.
var regulators = []string{"gmc-", "nmc-", "hcpc-", "gdc-", "cap-", "asa-", "mhra-", "ico-", "ftc-", "au-", "mba-", "tga"}

// minds gives why a reader might complain.
func (v *view) minds(r Reader) (out []Line) {
	switch r {
	case Regulator:
		return v.regulator()
	case Employer:
		return v.employer()
	}
	for _, f := range v.raised {
		for _, m := range mindTable {
			if m.Reader != r || !slices.Contains(m.Rules, f.Rule.ID) {
				continue
			}
			l := v.line(f, m.Says)
			if !slices.ContainsFunc(out, func(o Line) bool { return said(o.Says) == said(l.Says) }) {
				out = append(out, l)
			}
		}
	}
	return out
}

// said is a line without the words it quotes: a thing is said once.
func said(s string) string {
	head, _, _ := strings.Cut(s, ":")
	return strings.TrimSuffix(head, ".")
}

// line fills the words a finding points at in.
func (v *view) line(f *finding.Finding, says string) Line {
	l := Line{Rule: f.Rule.ID, Level: f.Level}
	words := ""
	if len(f.Spans) > 0 && !f.Rule.Mask {
		words = v.quote(f.Spans[0])
		l.Spans = []post.Span{f.Spans[0]}
	}
	if words == "" {
		l.Says = strings.Replace(says, ": {words}", "", 1)
		return l
	}
	l.Says = strings.Replace(says, "{words}", words, 1)
	return l
}

// regulator tells which paragraphs of those who regulate the post could be held against, one line a finding.
func (v *view) regulator() (out []Line) {
	for _, f := range v.raised {
		if f.Level < rulebook.Decide || f.Rule.Fallback { // what only reads like something holds nothing against a paragraph
			continue
		}
		for _, c := range f.Citations {
			if !slices.ContainsFunc(regulators, func(p string) bool { return strings.HasPrefix(c.Source.ID, p) }) {
				continue
			}
			l := v.line(f, "")
			l.Says = c.Label() + ": " + strings.TrimSuffix(f.Title, ".") + "."
			out = append(out, l)
			break
		}
	}
	return out
}

// employer tells what of a post is an employer's matter.
func (v *view) employer() (out []Line) {
	for _, f := range v.raised {
		if f.Rule.Area == rulebook.Employer || f.Rule.ID == "consent-work-time" {
			l := v.line(f, "")
			l.Says = strings.TrimSuffix(f.Title, ".") + "."
			if strings.HasSuffix(f.Title, "?") {
				l.Says = f.Title
			}
			out = append(out, l)
		}
	}
	return out
}
