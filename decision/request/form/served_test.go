// SPDX-License-Identifier: Apache-2.0

package form

import (
	"strings"
	"testing"

	"chaperone/decision/request"
)

var lacks = []Lack{LacksReply, LacksTicks, LacksName, LacksChild, LacksQuestion, LacksConditions, LacksDay, LacksSomeone, LacksOther, LacksTime, LacksBrevity, LacksSomething}

// What was typed stands on the page again, as letters, beside what is lacking.
func TestAnAnswerThatLacksSomethingComesBackAsItWasTyped(t *testing.T) {
	for name, edit := range examples() {
		a, p := build(t, edit, request.Link)
		for _, l := range lacks {
			o := Options{Action: "/ask/x"}
			o.Lacks, o.Filled = l, Filled{"name": {`Jane "the" <b>`}, "words": {"</textarea><script>"}, "reply": {string(a.Replies()[0])}, "true": a.Statements()}
			page := htmlOf(t, p, o)
			if textOf(t, page, "lacks") == "" || strings.Contains(page, "<script") || !strings.Contains(page, "&lt;/textarea&gt;&lt;script&gt;") {
				t.Fatalf("%s, %s: the page is\n%s", name, l, page)
			}
			if p.Sign != "" && !strings.Contains(page, `value="Jane &#34;the&#34; &lt;b&gt;"`) {
				t.Errorf("%s: the name is gone", name)
			}
			if n := strings.Count(page, " checked"); n != 1+len(a.Statements()) {
				t.Errorf("%s: %d fields are ticked", name, n)
			}
		}
	}
}

func TestWhatWasAskedBackAndToldStandsOnThePage(t *testing.T) {
	_, p := build(t, nil, request.Link)
	o := Options{Action: "/ask/x"}
	o.Thread = []Said{{true, "3 May", "Can my son see it?"}, {false, "4 May", "Yes, <b>anybody</b> can.\u202e"}}
	o.News, _ = Say(Reader)
	o.Back = "/this-device/back"
	page := htmlOf(t, p, o)
	if got := textOf(t, page, "thread"); !strings.Contains(got, "You 3 May") || !strings.Contains(got, "Can my son see it?") || !strings.Contains(got, begin(p.Author)+" 4 May") || strings.Contains(page, "<b>anybody") || strings.Contains(page, "\u202e") {
		t.Errorf("the page says\n%s", got)
	}
	if got := textOf(t, page, "ways"); !strings.Contains(got, "give this device back") || !strings.Contains(page, `href="/this-device/back"`) {
		t.Errorf("the end says %s", got)
	}
	if got := textOf(t, page, "news"); !strings.Contains(got, "This is the page they see") {
		t.Errorf("the news are %s", got)
	}
}

// The words that come back to a patient read as easily as the page.
func TestWhatIsSaidAfterwardsReadsAtGradeSixOrLess(t *testing.T) {
	for k, v := range english {
		if !strings.HasPrefix(k, "lacks.") && !strings.HasPrefix(k, "after.") && !strings.HasPrefix(k, "give-back") || k == "lacks.head" {
			continue
		}
		var parts []string
		for _, s := range strings.FieldsFunc(brace.ReplaceAllString(v, "Dr Lee"), func(r rune) bool { return r == '.' || r == ';' || r == ':' }) {
			if len(wordsOf(s)) > 0 {
				parts = append(parts, s)
			}
		}
		if g, _, longest := grade(parts); g > 6 || longest > 25 {
			t.Errorf("%s: grade %.1f, longest sentence %d words: %s", k, g, longest, v)
		}
	}
}

func TestAPictureLeadsToItsFullSize(t *testing.T) {
	_, p := build(t, func(_ *request.Asked, s *request.Shown) {
		s.Pictures = []request.Picture{{Digest: "d1", Alt: "A ward"}, {Digest: "d2", Alt: "A film"}}
	}, request.Link)
	o := Options{Action: "/ask/x", Pictures: map[string][]byte{"d1": []byte("\xff\xd8\xff\xe0")}}
	o.Large, o.Whole = "/ask/x/picture", map[string]bool{"d1": true}
	page := htmlOf(t, p, o)
	if !strings.Contains(page, `href="/ask/x/picture/1"`) || strings.Contains(page, "picture/2") || !strings.Contains(page, "It is not shown here") {
		t.Errorf("the page is %s", page)
	}
}
