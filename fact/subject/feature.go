// SPDX-License-Identifier: Apache-2.0

package subject

import (
	"fmt"
	"strings"

	"chaperone/fact"
	"chaperone/post"
	"chaperone/text"
)

// sort groups the kinds of fact, so that what labelled posts call "age" and detectors "clue-age" are weighed alike.
type sort uint8

var sortNames = [...]string{"other", "person", "age", "sex", "relation", "occupation", "condition", "injury", "procedure", "drug", "event", "place", "ward", "when", "body", "ethnicity", "outcome", "quote"}

const sorts = len(sortNames)

var sortOf = func() map[string]sort {
	m := map[string]sort{}
	for i, s := range [sorts]string{
		1:  "person person-told initials patient-name patient-initials colleague-name author-name family-name-of-author public-name eponym-name historic-name fictional-name person-name handle",
		2:  "age age-over-89 child birth-date gender-history",
		3:  "sex sex-word pronoun",
		4:  "relation household multiple own-relation",
		5:  "occupation role employer",
		6:  "condition rare symptom",
		7:  "injury mechanism",
		8:  "procedure",
		9:  "drug",
		10: "event newsworthy animal sexual-offence detail rare-event",
		11: "place hospital address small-place street-address named-hospital named-city home care spot",
		12: "ward bystander",
		13: "date relative-time time recent-time numeric-date long-ago story-when duration",
		14: "body body-feature",
		15: "ethnicity religion",
		16: "outcome ending",
		17: "quote card speech",
	} {
		for _, k := range strings.Fields(s) {
			m[k] = sort(i)
		}
	}
	return m
}()

// Personal tells whether a fact of this kind is somebody's: what has a subject at all.
func Personal(k fact.Kind) bool {
	_, ok := sortOf[strings.TrimPrefix(string(k), "clue-")]
	return ok
}

// frameNames are what the text as a whole says, each true or false.
var frameNames = []string{"me", "us", "you", "he or she", "patient named so", "one person", "people", "own relative", "relative", "colleague", "public figure", "historic", "invented",
	"simulated", "hypothetical", "own illness", "own family", "patients at large", "much at large", "selling", "history", "years ago", "recent", "ward", "consent", "under care", "perhaps under care",
	"received", "comment", "message", "bio", "answers somebody", "outsider", "clinician", "tags or links", "figures", "asks", "story of the past", "short", "long", "words of care", "a word of care", "conditions", "procedures", "much he or she", "drugs named", "trade", "colleague story", "public story", "animal", "stage or exam"}

// blocks of features, one behind the other.
var (
	atSort   = 1
	atWay    = atSort + sorts
	atPair   = atWay + int(classes)*int(ways)
	atBefore = atPair + sorts*int(classes)
	atAfter  = atBefore + int(classes)
	atTopic  = atAfter + int(classes)
	atDet    = atTopic + int(classes)
	atFlag   = atDet + int(classes)
	flags    = []string{"article", "quoted", "in a hashtag", "beside the author's care", "far"}
	atFrame  = atFlag + len(flags)
	atFrames = atFrame + len(frameNames)             // the same, by who the fact is attached to; see sides
	atSorted = atFrames + len(sides)*len(frameNames) // sorts where somebody is surely under care
	atHead   = atSorted + sorts                      // the first one mentioned in the sentence
	atMain   = atHead + int(classes)                 // the one most mentioned in the text
	atSent   = atMain + int(classes)                 // words sent by somebody else: whom it is attached to
	features = atSent + int(classes)
)

// sides are sorts of people a fact is attached to, for which the frame of the text is weighed apart.
var sides = [...]string{"of nobody", "of somebody", "of the author", "of a colleague", "of a relative", "of people"}

var sideOf = [classes]int{none: 0, pronoun: 1, person: 1, patient: 1, trade: 1, speaker: 1, me: 2, us: 2, staff: 3, kin: 4, ownKin: 4, you: 5, group: 5, public: 1, historic: 5, eponym: 5, invented: 1, animal: 0}

// featureName says what a feature is, for the table and for people.
func featureName(i int) string {
	switch {
	case i == 0:
		return "any fact"
	case i < atWay:
		return "sort " + sortNames[i-atSort]
	case i < atPair:
		n := i - atWay
		return fmt.Sprintf("%s %s", wayNames[n%int(ways)], classNames[n/int(ways)])
	case i < atBefore:
		n := i - atPair
		return fmt.Sprintf("%s of %s", sortNames[n/int(classes)], classNames[n%int(classes)])
	case i < atAfter:
		return "before it " + classNames[i-atBefore]
	case i < atTopic:
		return "behind it " + classNames[i-atAfter]
	case i < atDet:
		return "topic " + classNames[i-atTopic]
	case i < atFlag:
		return "possessive of " + classNames[i-atDet]
	case i < atFrame:
		return flags[i-atFlag]
	case i < atFrames:
		return "text: " + frameNames[i-atFrame]
	case i < atSorted:
		n := i - atFrames
		return sides[n/len(frameNames)] + ", text: " + frameNames[n%len(frameNames)]
	case i < atHead:
		return "under care: " + sortNames[i-atSorted]
	case i < atMain:
		return "sentence begins with " + classNames[i-atHead]
	case i < atSent:
		return "text is most about " + classNames[i-atMain]
	}
	return "sent by others: of " + classNames[i-atSent]
}

var wayNames = [ways]string{"reaches", "is", "owned by", "linked to", "done to", "led by", "followed by", "carried from", "awaits"}

// features gives the numbers of all that is true of a fact.
func (c *Cast) features(a attached, k fact.Kind) []int {
	dst := c.ownFeatures(nil, a, k)
	side := atFrames + sideOf[a.class]*len(frameNames)
	for _, f := range c.frame {
		dst = append(dst, atFrame+f, side+f)
	}
	return dst
}

// ownFeatures gives those of the fact itself, without the frame of the text.
func (c *Cast) ownFeatures(dst []int, a attached, k fact.Kind) []int {
	s := int(sortOf[strings.TrimPrefix(string(k), "clue-")])
	dst = append(dst, 0, atSort+s, atWay+int(a.class)*int(ways)+int(a.way), atPair+s*int(classes)+int(a.class), atBefore+int(a.before), atAfter+int(a.after), atTopic+int(a.topic),
		atDet+int(a.det), atHead+int(a.head), atMain+int(c.main))
	if c.sent {
		dst = append(dst, atSent+int(a.class))
	}
	if c.underCare {
		dst = append(dst, atSorted+s)
	}
	for i, on := range [...]bool{a.article, a.quoted, a.hash, a.did, a.far} {
		if on {
			dst = append(dst, atFlag+i)
		}
	}
	return dst
}

// outsider tells whether the author's role says that she is no clinician.
func outsider(role string) bool {
	role = strings.ToLower(role)
	for _, w := range [...]string{"member of the public", "patient", "relative", "brand", "unknown", "agency", "journalist", "stranger"} {
		if strings.HasPrefix(role, w) {
			return true
		}
	}
	return false
}

// frames reads what the text as a whole says.
func (c *Cast) frames(s *fact.Set) []int {
	in, on := c.in, make([]bool, len(frameNames))
	has := func(lists ...string) bool {
		for _, l := range lists {
			if len(in.Matches.Of(l)) > 0 {
				return true
			}
		}
		return false
	}
	var seen [classes]bool
	for i := range c.mentions {
		seen[c.mentions[i].class] = true
		seen[c.of(int32(i))] = true
	}
	sure, likely, pronouns := 0, 0, 0
	for _, m := range in.Matches.Of("story-patient") {
		switch m.Value {
		case "3":
			sure++
		default:
			likely++
		}
	}
	for i := range c.mentions {
		if c.mentions[i].class == pronoun {
			pronouns++
		}
	}
	tags, figures, asks, past, stage := 0, 0, false, 0, false
	for i := range c.doc.Tokens {
		stage = stage || stages[c.doc.Tokens[i].Fold]
		switch t := &c.doc.Tokens[i]; {
		case t.Hash, t.Class == text.URL:
			tags++
		case t.Class == text.Number, t.Fold == "%":
			figures++
		case t.Fold == "?":
			asks = true
		case t.Class == text.Word && len(t.Fold) > 4 && strings.HasSuffix(t.Fold, "ed"), t.Fold == "was", t.Fold == "had", t.Fold == "came", t.Fold == "said", t.Fold == "told", t.Fold == "were":
			past++
		}
	}
	n, out := len(c.doc.Tokens), outsider(in.Practice.Author.Role)
	c.sent, c.underCare = in.Post.Received || out, sure > 0
	for i, v := range [...]bool{seen[me], seen[us], seen[you], seen[pronoun], seen[patient], seen[person], seen[group], seen[ownKin], seen[kin], seen[staff], seen[public], seen[historic],
		seen[invented] || has("story-fiction"), has("story-simulated", "manikin"), has("story-hypothetical"), has("story-own"), has("story-family"), has("story-generic"),
		len(in.Matches.Of("story-generic")) > 1, has("story-selling"), has("story-history"), has("story-long-ago"), has("recent-time"), has("story-ward"), has("consent-word"),
		sure > 0, likely > 0, in.Post.Received, in.Post.Kind == post.KindComment, in.Post.Kind == post.KindMessage, in.Post.Kind == post.KindBio,
		in.Post.Reply != "", out, !out, tags > 1, figures > 2, asks, past > 2, n < 25, n > 120, len(in.Matches.Of("story-care")) > 1, has("story-care"), has("symptom", "condition", "injury"), has("procedure"), pronouns > 2, has("drug"), seen[trade],
		has("story-colleague"), has("story-public"), seen[animal], stage} {
		on[i] = v
	}
	var held []int
	for i := range on {
		if on[i] {
			held = append(held, i)
		}
	}
	return held
}
