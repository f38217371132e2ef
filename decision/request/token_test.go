// SPDX-License-Identifier: Apache-2.0

package request

import (
	"bytes"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestATokenIsReadAsPeopleTypeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), tokenBytes, tokenBytes).Draw(t, "bytes")
		tok, err := NewToken(bytes.NewReader(raw))
		if err != nil {
			t.Fatal(err)
		}
		shown := tok.Show()
		if len(strings.ReplaceAll(shown, "-", "")) != tokenLength || strings.ContainsAny(shown, "ILOU") {
			t.Fatal(shown)
		}
		sloppy := strings.ToLower(shown)
		sloppy = strings.NewReplacer("0", "o", "1", rapid.SampledFrom([]string{"l", "I", "i", "L"}).Draw(t, "one"), "-", rapid.SampledFrom([]string{"", " ", "–", "\u00a0"}).Draw(t, "dash")).Replace(sloppy)
		for _, s := range []string{shown, sloppy, " " + shown + "\n"} {
			got, err := ParseToken(s)
			if err != nil || got != tok || !got.Is(tok.Hash()) {
				t.Fatalf("%q: %v", s, err)
			}
		}
	})
}

func TestOneWrongCharacterOrTwoExchangedAreASlipAndNotAnotherToken(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		raw := rapid.SliceOfN(rapid.Byte(), tokenBytes, tokenBytes).Draw(t, "bytes")
		tok, _ := NewToken(bytes.NewReader(raw))
		s := []byte(strings.ReplaceAll(tok.Show(), "-", ""))
		i, j := rapid.IntRange(0, len(s)-1).Draw(t, "i"), rapid.IntRange(0, len(s)-1).Draw(t, "j")
		c := alphabet[rapid.IntRange(0, 31).Draw(t, "c")]
		one := bytes.Clone(s)
		one[i] = c
		two := bytes.Clone(s)
		two[i], two[j] = two[j], two[i]
		for _, x := range [][]byte{one, two} {
			if bytes.Equal(x, s) {
				continue
			}
			if _, err := ParseToken(string(x)); !errors.Is(err, ErrTyping) {
				t.Fatalf("%s for %s: %v", x, s, err)
			}
		}
	})
}

func TestATokenIsNeverPrinted(t *testing.T) {
	tok, err := NewToken(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	js, err := json.Marshal(map[string]any{"t": tok, "p": &tok, "g": Given{Token: tok}})
	if err != nil {
		t.Fatal(err)
	}
	b.Write(js)
	slog.New(slog.NewJSONHandler(&b, nil)).Info("x", "t", tok, "s", PageSecret{tok})
	slog.New(slog.NewTextHandler(&b, nil)).Info("x", "t", tok, "p", &tok)
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d", "%X"} {
		fmt.Fprintf(&b, verb+verb+verb, tok, struct{ T Token }{tok}, PageSecret{tok})
	}
	all := strings.ToLower(b.String())
	raw := tok.Show()
	for _, secret := range []string{raw, strings.ReplaceAll(raw, "-", ""), fmt.Sprintf("%x", tok.secret[:]), fmt.Sprintf("%d", tok.secret[0:6])[1:], tok.Hash()} {
		if strings.Contains(all, strings.ToLower(secret)) {
			t.Errorf("%q gives it away", secret)
		}
	}
	if !strings.Contains(all, "token(hidden)") {
		t.Error("the test looks at nothing")
	}
}

func TestTokensOfTwoDrawsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		tok, err := NewToken(rand.Reader)
		if err != nil || seen[tok.Hash()] {
			t.Fatal("twice", err)
		}
		seen[tok.Hash()] = true
	}
	if _, err := NewToken(strings.NewReader("short")); err == nil {
		t.Error("a source that ran dry gives a token")
	}
}

func TestReferencesAreReadBack(t *testing.T) {
	ref, err := NewRef(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseRef(" " + strings.ToLower(strings.ReplaceAll(ref, "-", "")) + " ")
	if err != nil || got != ref {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := ParseRef(ref[:7]); !errors.Is(err, ErrTyping) {
		t.Error(err)
	}
}

// What a token and a code are kept as is fixed: links and pages given out must open for years. The first hash is what sha256sum gives for
// "chaperone request token v1", a zero byte and the 16 bytes.
func TestWhatTokensAndCodesAreKeptAsIsFixed(t *testing.T) {
	tok, err := ParseToken("60RK-4CSM-6MV3-EE1S-C5H6-6S35-CRP")
	if err != nil || string(tok.secret[:]) != "0123456789abcdef" {
		t.Fatal(err, tok.secret)
	}
	if got := tok.Hash(); got != "5bb5ba1392bc90be58ebf6a60d8ca23d23a45d380390c217ad7c040951ba713e" {
		t.Error(got)
	}
	codes, kept := page(t, "r1", 9, []Reply{Yes})
	if codes[Yes][0] != "YDYZ-SD4Q-FJGN-GDZ8-BQE4" || kept.Hashes[0].Hash != "62d1ef0fa24e89d96b11f83ebe662be130aa7aa643d0e154bd8fef02fba17ca3" {
		t.Error(codes, kept)
	}
}

func FuzzReadToken(f *testing.F) {
	tok, _ := NewToken(source(3))
	f.Add(tok.Show())
	f.Add("")
	f.Add("oOiIlL-–\u00a0")
	f.Fuzz(func(t *testing.T, s string) {
		got, err := ParseToken(s)
		if err != nil {
			if !errors.Is(err, ErrTyping) {
				t.Fatal(err)
			}
			return
		}
		again, err := ParseToken(got.Show())
		if err != nil || again != got {
			t.Fatal("shown otherwise than read")
		}
	})
}

func FuzzReadCode(f *testing.F) {
	secret, _ := NewPageSecret(source(5))
	shown, kept, _ := NewCodes(source(6), secret, "r1", []Reply{Yes, No})
	f.Add(shown[0].Code)
	f.Add("Y")
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ReadCode(s)
		if err != nil {
			if !errors.Is(err, ErrTyping) {
				t.Fatal(err)
			}
			return
		}
		if _, ok := kept.find("r1", c.values); ok {
			flat := showTyped(c.values)
			for _, x := range shown {
				if x.Code == flat {
					return
				}
			}
			t.Fatalf("%q is taken for a code of the page", s)
		}
	})
}

func TestTheLimiterLetsPeopleReloadAndStopsGuessing(t *testing.T) {
	l, lim := &Limiter{}, Limits{Each: Rate{3, time.Minute}, Wrong: Rate{5, time.Second}}
	for range 3 {
		if ok, _ := l.Try(start, lim, "h", true); !ok {
			t.Fatal("stopped too early")
		}
	}
	ok, wait := l.Try(start, lim, "h", true)
	if ok || wait != time.Minute {
		t.Error(ok, wait)
	}
	if ok, _ := l.Try(start, lim, "other", true); !ok {
		t.Error("one link stops another")
	}
	for range 100 {
		l.Try(start, lim, "wrong", false)
	}
	if ok, _ := l.Try(start, lim, "wrong", false); ok {
		t.Error("guessing goes on")
	}
	if ok, _ := l.Try(start, lim, "third", true); !ok {
		t.Error("a flood of wrong links shuts out a right one")
	}
	if ok, _ := l.Try(start.Add(time.Minute), lim, "h", true); !ok {
		t.Error("nothing comes back")
	}
}

func TestTheLimiterForgetsAndAClockThatGoesBackHurtsNobodyForLong(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l, lim := &Limiter{}, Limits{Each: Rate{2, time.Minute}, Wrong: Rate{2, time.Second}}
		now, allowed := start, 0
		for range rapid.IntRange(1, 200).Draw(t, "tries") {
			now = now.Add(time.Duration(rapid.IntRange(-3600, 60).Draw(t, "seconds")) * time.Second)
			ok, wait := l.Try(now, lim, rapid.SampledFrom([]string{"a", "b"}).Draw(t, "h"), true)
			if wait > lim.Each.Every {
				t.Fatal("a longer wait than for one attempt", wait)
			}
			if ok {
				allowed++
			}
			if ok == (wait > 0) {
				t.Fatal(ok, wait)
			}
		}
		if ok, _ := l.Try(now.Add(time.Hour), lim, "c", true); !ok || len(l.Each) != 1 {
			t.Fatal("it forgets nothing", len(l.Each))
		}
	})
	if ok, _ := (&Limiter{}).Try(start, Limits{}, "h", true); ok {
		t.Error("the zero rate allows something")
	}
}
