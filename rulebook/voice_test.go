// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// Words we don't say, and why: certainty nobody has, scolding, officialese, force. From our page on voice.
var unsaid = regexp.MustCompile(`(?i)\b(` + strings.Join([]string{
	"safe", "safely", "compliant", "compliance", "non-compliant", "approved by us", "illegal", "unlawful", "breach(es|ed)?", "violat(es?|ed|ing|ions?)", "guarantee[sd]?", "detected", "invalid",
	"you shouldn.t", "you should not", "you mustn.t", "you must", "you can.t", "you are not allowed", "are you sure", "forbid(s|den)?", "unprofessional", "inappropriate", "inadequate", "irresponsible", "warning", "failed to", "please revise",
	"oops", "uh-oh", "utilise[sd]?", "in order to", "please note", "kindly", "the subject", "the data subject", "click here", "learn more", "simply", "obviously",
}, "|") + `)\b`)

// American spellings of words that rules use.
var american = regexp.MustCompile(`(?i)\b(color|favor|behavior|center|recogniz\w*|apologiz\w*|organiz\w*|personaliz\w*|advertiz\w*|anonymiz\w*)\b`)

// quotedOut takes out what a text quotes: others may say what we don't.
var quotedOut = regexp.MustCompile(`‘[^’]*’|“[^”]*”`)

// Every title, message, question and button of every shipped rule keeps to the voice: calm, short, plain, on the reader's side.
func TestShippedTextKeepsTheVoice(t *testing.T) {
	b, err := Load(Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range b.Rules {
		say := func(what, s string, words, chars int) {
			if s == "" {
				return
			}
			at := func(format string, a ...any) {
				t.Helper()
				t.Errorf("%s:%d: %s: %s "+format+"\n  %s", append(append([]any{r.File, r.Line, r.ID, what}, a...), s)...)
			}
			if n := len(strings.Fields(strings.ReplaceAll(s, "{words}", "words"))); words > 0 && n > words {
				at("has %d words; %d at most", n, words)
			}
			if n := utf8.RuneCountInString(strings.ReplaceAll(s, "{words}", "‘the words of a post’")); chars > 0 && n > chars {
				at("has %d characters; %d at most", n, chars)
			}
			own := quotedOut.ReplaceAllString(s, "")
			if strings.Contains(own, "!") {
				at("raises its voice")
			}
			if w := unsaid.FindString(own); w != "" {
				at("says %q", w)
			}
			if w := american.FindString(own); w != "" {
				at("spells %q", w)
			}
			for _, c := range own {
				if c >= 0x1F000 || c >= 0x2600 && c <= 0x27BF || c == 0xFE0F {
					at("has an emoji")
					break
				}
			}
			for w := range strings.FieldsSeq(own) {
				w = strings.TrimFunc(w, unicode.IsPunct)
				if len(w) > 5 && strings.ToUpper(w) == w && strings.ToLower(w) != w {
					at("shouts %q", w)
				}
			}
			if strings.Contains(s, "'{words}'") || strings.Contains(s, "\"{words}\"") {
				at("quotes {words}, which brings its own quotes")
			}
		}
		say("title", r.Title, 8, 0)
		if strings.HasSuffix(r.Title, ".") {
			t.Errorf("%s:%d: %s: the title ends in a stop", r.File, r.Line, r.ID)
		}
		say("message", r.Say, 0, 180)
		say("question", r.Ask, 0, 180)
		if r.Ask != "" && !strings.Contains(r.Ask, "?") {
			t.Errorf("%s:%d: %s: the question asks nothing", r.File, r.Line, r.ID)
		}
		for _, f := range r.Fix {
			words := 5
			if strings.Contains(f.Title, "‘") {
				words = 0 // it names the words
			}
			say("fix", f.Title, words, 60)
		}
	}
}

// The test must be able to fail.
func TestTheVoiceHearsWhatWeDontSay(t *testing.T) {
	for _, s := range []string{"This is a violation", "You mustn't say so", "Are you sure", "guaranteed"} {
		if !unsaid.MatchString(s) {
			t.Errorf("%q passes", s)
		}
	}
	if unsaid.MatchString(quotedOut.ReplaceAllString("‘completely safe’ promises much", "")) {
		t.Error("a quotation counts as ours")
	}
}
