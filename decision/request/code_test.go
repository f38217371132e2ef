// SPDX-License-Identifier: Apache-2.0

package request

import (
	"strings"
	"testing"
)

// byMail is a request whose page went out by mail, and its codes by answer and number.
func byMail(t testing.TB, edit func(*Asking)) (*life, map[Reply][]string) {
	t.Helper()
	var codes map[Reply][]string
	l := begin(t, func(a *Asking) {
		if edit != nil {
			edit(a)
		}
		var kept Codes
		codes, kept = page(t, a.ID, 9, a.CodeReplies())
		a.Way = Way{Channel: Page, Codes: &kept}
	})
	return l, codes
}

func page(t testing.TB, id string, seed byte, replies []Reply) (map[Reply][]string, Codes) {
	t.Helper()
	secret, err := NewPageSecret(source(seed))
	if err != nil {
		t.Fatal(err)
	}
	shown, kept, err := NewCodes(source(seed+1), secret, id, replies)
	if err != nil {
		t.Fatal(err)
	}
	codes := map[Reply][]string{}
	for _, c := range shown {
		codes[c.Reply] = append(codes[c.Reply], c.Code)
	}
	return codes, kept
}

func code(s string) Given { return Given{Channel: Page, Member: "m1", Code: s} }

func TestACodeAnswersAndUsedTwiceIsTheSameAnswer(t *testing.T) {
	l, codes := byMail(t, nil)
	l.do(l.r.Answer(day(1), code(strings.ToLower(codes[Yes][0]))))
	if g := l.r.Grant(); g == nil || g.Consent.Obtained != "page" || g.Consent.Signature != "code" || g.From != "request/r1" {
		t.Fatal("no grant")
	}
	e, err := l.r.Answer(day(2), code(codes[Yes][0]))
	l.refuses(ErrSame, e, err)
	e, err = l.r.Answer(day(2), code(codes[Yes][1]))
	l.refuses(ErrSame, e, err)
	l.do(l.r.Answer(day(900), code(codes[No][0])))
	if l.r.Grant() != nil {
		t.Error("a grant after no")
	}
	e, err = l.r.Answer(day(901), code(codes[No][0]))
	l.refuses(ErrSame, e, err)
}

func TestAnOldYesCannotUndoANoButTheNextCodeCan(t *testing.T) {
	l, codes := byMail(t, nil)
	l.do(l.r.Answer(day(1), code(codes[Yes][0])))
	l.do(l.r.Answer(day(2), code(codes[No][0])))
	e, err := l.r.Answer(day(3), code(codes[Yes][0]))
	l.refuses(ErrUsed, e, err)
	l.do(l.r.Answer(day(3), code(codes[Yes][1])))
	l.do(l.r.Answer(day(4), code(codes[No][0]))) // a no always counts, however often
	if l.r.Grant() != nil || l.r.Reply() != "changed-mind" {
		t.Error(l.r.Reply())
	}
}

func TestSlipsWrongCodesAndStaleOnesAreToldApart(t *testing.T) {
	l, codes := byMail(t, nil)
	good := codes[Yes][0]
	slip := []byte(good)
	slip[3], slip[2] = slip[2], slip[3]
	if string(slip) == good {
		slip[3] = alphabet[(strings.IndexByte(alphabet, slip[3])+1)%32]
	}
	e, err := l.r.Answer(day(1), code(string(slip)))
	l.refuses(ErrTyping, e, err)
	e, err = l.r.Answer(day(1), code(good[:10]))
	l.refuses(ErrTyping, e, err)
	other, _ := page(t, "r2", 9, []Reply{Yes})
	e, err = l.r.Answer(day(1), code(other[Yes][0])) // the same secret, another request
	l.refuses(ErrCode, e, err)

	e, err = l.r.Answer(day(31), code(good))
	l.refuses(ErrLapsed, e, err)
	_, kept := page(t, "r1", 50, l.r.CodeReplies())
	l.do(l.r.Renew(day(2), "m1", Way{Channel: Page, Codes: &kept}, day(60)))
	e, err = l.r.Answer(day(3), code(good))
	l.refuses(ErrStale, e, err)

	l, codes = byMail(t, nil)
	l.do(l.r.Revise(day(1), "m1", "sha256:two"))
	e, err = l.r.Answer(day(2), code(codes[Yes][0]))
	l.refuses(ErrStale, e, err)
}

func TestCodesForAskingAndNotMeDoWhatTheySay(t *testing.T) {
	l, codes := byMail(t, nil)
	l.do(l.r.Answer(day(1), code(codes[AsksBack][0])))
	if l.r.Status(day(1)) != Asks || len(l.r.Answers) != 0 {
		t.Error("asking back is an answer")
	}
	l.do(l.r.Answer(day(2), code(codes[NotMe][0])))
	if l.r.Status(day(2)) != NotTheirs {
		t.Error(l.r.Status(day(2)))
	}
}

func TestNoTwoCodesAreAlikeAndTheHashesHoldNone(t *testing.T) {
	seen := map[string]bool{}
	for _, edit := range []func(*Asking){nil, employer, colleague, under(Lacks)} {
		a := asking(t, edit)
		codes, kept := page(t, a.ID, 9, a.CodeReplies())
		for reply, list := range codes {
			for _, c := range list {
				if seen[string(a.Form)+string(a.Subject)+c] || len(strings.ReplaceAll(c, "-", "")) != codeLength || c[0] != letters[reply] {
					t.Errorf("%s: %s", reply, c)
				}
				seen[string(a.Form)+string(a.Subject)+c] = true
				if strings.Contains(string(encoded(kept)), c) || strings.Contains(string(encoded(kept)), strings.ReplaceAll(c, "-", "")) {
					t.Error("a code is kept")
				}
			}
		}
		if len(kept.Hashes) < len(a.CodeReplies()) {
			t.Error("an answer has no code")
		}
	}
	taken := map[byte]Reply{}
	for r, c := range letters {
		if other, ok := taken[c]; ok || digit(rune(c)) < 10 {
			t.Errorf("%s and %s have the letter %c", r, other, c)
		}
		taken[c] = r
	}
}
