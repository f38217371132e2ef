// SPDX-License-Identifier: Apache-2.0

package permit_test

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"chaperone/record/ledger"
	"chaperone/record/permit"

	"golang.org/x/mod/sumdb/tlog"
	"pgregory.net/rapid"
)

var update = flag.Bool("update", false, "write the vectors anew; those of a released version never change")

const words = "Five signs of a stroke, and what to do.\nCall 999 first."

func seed(b byte) []byte { return bytes.Repeat([]byte{b}, 32) }

func signer(t testing.TB, b byte) ledger.Signer {
	t.Helper()
	s, err := ledger.NewSigner("chaperone/vectors", seed(b))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func at(s string) time.Time {
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		panic(err)
	}
	return t
}

func full() permit.Permit {
	return permit.Permit{
		ID: "p-7k2m9q", Post: "k3x8w1", Revision: permit.Digest("a revision"), Text: permit.Digest(words), TextBytes: int64(len(words)),
		Media: []permit.Media{
			{Digest: permit.Digest("a picture"), Type: "image/jpeg", Size: 48213, Alt: permit.Digest("A clock at ten past ten")},
			{Digest: permit.Digest("a film"), Type: "video/mp4", Size: 9120044, Caption: permit.Digest("Call 999")},
		},
		Platforms: []string{"threads", "instagram"}, Account: "@dr.okafor", Audience: "public",
		Rulebook: "uk 2026-11", RulebookDigest: permit.Digest("a rulebook"),
		Checked: at("2026-11-22T10:00:00Z"), SignedOff: at("2026-11-22T10:04:31Z"), By: "m-alex", Name: "Dr Adaeze Okafor", ValidUntil: at("2026-12-22T10:04:31Z"),
		Log: permit.Log{Seq: 213, Size: 214, Root: tlog.RecordHash([]byte("a root"))},
	}
}

func least() permit.Permit {
	p := full()
	p.ID, p.Media, p.Platforms, p.Account, p.Audience, p.Name = "p-1", nil, nil, "", "", ""
	return p
}

func status() permit.Status {
	return permit.Status{AsOf: at("2026-12-01T08:00:00Z"), LogSize: 260, LogRoot: tlog.RecordHash([]byte("a later root")), Entries: []permit.Entry{
		{Permit: "p-zz", End: permit.Superseded, At: at("2026-11-30T14:02:00Z"), By: "p-zzz"},
		{Permit: "p-aa", End: permit.Withdrawn, At: at("2026-11-29T09:30:00Z")},
	}}
}

func signed(t testing.TB, p permit.Permit) []byte {
	t.Helper()
	data, err := p.Sign(signer(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func listed(t testing.TB, s permit.Status) []byte {
	t.Helper()
	data, err := s.Sign(signer(t, 1))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// vectors stand in testdata, for other programs: the key they are made with, and the files.
func vectors(t testing.TB) map[string][]byte {
	s := signer(t, 1)
	keys, err := json.MarshalIndent(map[string]string{"name": s.Name(), "seed_base64": base64.StdEncoding.EncodeToString(seed(1)), "key": s.Key(), "text": words, "text_digest": permit.Digest(words)}, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{
		"key.json": append(keys, '\n'), "permit.txt": signed(t, full()), "permit-least.txt": signed(t, least()),
		"status.txt": listed(t, status()), "status-empty.txt": listed(t, permit.Status{AsOf: at("2026-11-22T11:00:00Z"), LogSize: 220}),
	}
}

func TestWhatIsSignedIsTheCommittedVectors(t *testing.T) {
	for name, data := range vectors(t) {
		path := filepath.Join("testdata", name)
		if *update {
			if err := os.WriteFile(path, data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil || !bytes.Equal(want, data) {
			t.Errorf("%s: %v\n%s\nnow:\n%s", name, err, want, data)
		}
	}
}

func TestAPermitReadsBackAsItWasSigned(t *testing.T) {
	for name, p := range map[string]permit.Permit{"full": full(), "least": least()} {
		data := signed(t, p)
		back, err := permit.Parse(data)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if again := signed(t, back); !bytes.Equal(again, data) {
			t.Errorf("%s is signed again as\n%s", name, again)
		}
		if back.Key != signer(t, 1).Key() || back.ID != p.ID || back.Log != p.Log || !back.ValidUntil.Equal(p.ValidUntil) || len(back.Media) != len(p.Media) {
			t.Errorf("%s came back as %+v", name, back)
		}
	}
	data := listed(t, status())
	back, err := permit.ParseStatus(data)
	if err != nil || len(back.Entries) != 2 || back.Entries[0].Permit != "p-aa" {
		t.Fatalf("status: %+v, %v", back, err)
	}
	if again := listed(t, back); !bytes.Equal(again, data) {
		t.Errorf("the list is signed again as\n%s", again)
	}
}

// The signature is checked with nothing of ours and nothing of the note package.
func TestTheSignatureIsPlainEd25519OverTheLines(t *testing.T) {
	public := ed25519.NewKeyFromSeed(seed(1)).Public().(ed25519.PublicKey)
	for name, data := range map[string][]byte{"permit": signed(t, full()), "status": listed(t, status())} {
		text, line, _ := bytes.Cut(data, []byte("\n\n"))
		fields := strings.Fields(string(line))
		if len(fields) != 3 || fields[0] != "—" || fields[1] != "chaperone/vectors" {
			t.Fatalf("%s: signature line %q", name, line)
		}
		raw, err := base64.StdEncoding.DecodeString(fields[2])
		if err != nil || len(raw) != 68 || !ed25519.Verify(public, append(bytes.Clone(text), '\n'), raw[4:]) {
			t.Errorf("%s: the signature doesn't hold: %v", name, err)
		}
	}
}

func TestNoChangedByteIsAccepted(t *testing.T) {
	parse := map[string]func([]byte) error{
		"permit": func(b []byte) error { _, err := permit.Parse(b); return err },
		"status": func(b []byte) error { _, err := permit.ParseStatus(b); return err },
	}
	tried := 0
	for name, data := range map[string][]byte{"permit": signed(t, full()), "status": listed(t, status())} {
		for i := range data {
			for _, mask := range []byte{1, 2, 4, 8, 16, 32, 64, 128, 255} {
				tried++
				b := bytes.Clone(data)
				b[i] ^= mask
				if err := parse[name](b); err == nil {
					t.Fatalf("%s: byte %d changed from %q to %q is accepted", name, i, data[i], b[i])
				}
			}
			for _, b := range [][]byte{append(bytes.Clone(data[:i]), data[i+1:]...), append(append(bytes.Clone(data[:i]), ' '), data[i:]...), append(append(bytes.Clone(data[:i]), '\n'), data[i:]...), data[:i]} {
				tried++
				if err := parse[name](b); err == nil {
					t.Fatalf("%s: a byte more or less at %d is accepted", name, i)
				}
			}
		}
		for _, b := range [][]byte{append(bytes.Clone(data), '\n'), append(bytes.Clone(data), data...), append([]byte("\ufeff"), data...), bytes.ReplaceAll(data, []byte("\n"), []byte("\r\n")), nil} {
			if err := parse[name](b); err == nil {
				t.Errorf("%s in another form is accepted", name)
			}
		}
	}
	if tried < 20000 {
		t.Errorf("only %d changes were tried", tried)
	}
}

// resign signs lines that Sign would never write, to see that a right signature doesn't make up for a wrong form.
func resign(text string) []byte {
	private := ed25519.NewKeyFromSeed(seed(1))
	raw := append([]byte{0, 0, 0, 0}, ed25519.Sign(private, []byte(text))...)
	data, _ := os.ReadFile("testdata/permit.txt")
	old, _ := base64.StdEncoding.DecodeString(strings.Fields(string(data[bytes.Index(data, []byte("\n\n")):]))[2])
	copy(raw, old[:4])
	return []byte(text + "\n— chaperone/vectors " + base64.StdEncoding.EncodeToString(raw) + "\n")
}

func TestASignatureDoesNotMakeUpForAnotherForm(t *testing.T) {
	text, _, _ := strings.Cut(string(signed(t, full())), "\n\n")
	text += "\n"
	if _, err := permit.Parse(resign(text)); err != nil {
		t.Fatal("the helper of this test doesn't sign:", err)
	}
	swap := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("%q isn't on the permit", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for what, changed := range map[string]string{
		"a number with a plus":             swap("log size: 214", "log size: +214"),
		"a number with a leading zero":     swap("log size: 214", "log size: 0214"),
		"an entry outside the log":         swap("log size: 214", "log size: 213"),
		"a digest in capitals":             swap(permit.Digest(words), "sha256:"+strings.ToUpper(permit.Digest(words)[7:])),
		"a time with a fraction":           swap("T10:00:00Z", "T10:00:00.0Z"),
		"a time in another zone":           swap("T10:00:00Z", "T10:00:00+00:00"),
		"a day that isn't":                 swap("2026-11-22T10:00", "2026-02-30T10:00"),
		"platforms out of order":           swap("platform: instagram\nplatform: threads", "platform: threads\nplatform: instagram"),
		"a platform twice":                 swap("platform: instagram", "platform: instagram\nplatform: instagram"),
		"an empty field":                   swap("account: @dr.okafor", "account: "),
		"two spaces":                       swap("account: @dr", "account:  @dr"),
		"a field nobody knows":             swap("account: ", "mood: good\naccount: "),
		"fields out of order":              swap("account: @dr.okafor\naudience: public", "audience: public\naccount: @dr.okafor"),
		"a field twice":                    swap("account: @dr.okafor", "account: @dr.okafor\naccount: @dr.okafor"),
		"a field missing":                  swap("rulebook: uk 2026-11\n", ""),
		"a media type in capitals":         swap("image/jpeg", "image/JPEG"),
		"a file with a word more":          swap("caption none", "caption none x"),
		"a file with a negative size":      swap("48213", "-48213"),
		"an invisible letter":              swap("@dr", "@\u200bdr"),
		"letters turned round":             swap("@dr", "@\u202edr"),
		"a tab":                            swap("Dr Adaeze", "Dr\tAdaeze"),
		"a no-break space":                 swap("Dr Adaeze", "Dr\u00a0Adaeze"),
		"an id with a space":               swap("m-alex", "m alex"),
		"another first line":               swap("permit v1", "permit v2"),
		"a status list's first line":       swap("publish permit v1", "permit status v1"),
		"a key that isn't the signature's": swap(signer(t, 1).Key(), signer(t, 2).Key()),
		"a key in capitals":                swap("practice key: "+signer(t, 1).Key(), "practice key: "+strings.ToUpper(signer(t, 1).Key())),
		"a line at the end":                text + "and: more\n",
	} {
		if _, err := permit.Parse(resign(changed)); !errors.Is(err, permit.ErrNotPermit) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestWhatCannotBeStatedIsNotSigned(t *testing.T) {
	for what, change := range map[string]func(*permit.Permit){
		"no id":                    func(p *permit.Permit) { p.ID = "" },
		"an id of two lines":       func(p *permit.Permit) { p.ID = "a\nb" },
		"a digest of another sort": func(p *permit.Permit) { p.Text = "md5:abc" },
		"no revision":              func(p *permit.Permit) { p.Revision = "" },
		"an account of two lines":  func(p *permit.Permit) { p.Account = "@a\naudience: public" },
		"a name with a space":      func(p *permit.Permit) { p.Name = "Dr Okafor " },
		"a name in broken UTF-8":   func(p *permit.Permit) { p.Name = "Dr \xff" },
		"no time":                  func(p *permit.Permit) { p.Checked = time.Time{} },
		"a file without a type":    func(p *permit.Permit) { p.Media[0].Type = "" },
		"no rulebook":              func(p *permit.Permit) { p.Rulebook = "" },
		"no place in the log":      func(p *permit.Permit) { p.Log = permit.Log{} },
	} {
		p := full()
		change(&p)
		if _, err := p.Sign(signer(t, 1)); !errors.Is(err, permit.ErrIncludes) {
			t.Errorf("%s: %v", what, err)
		}
	}
	for what, change := range map[string]func(*permit.Status){
		"a permit twice":       func(s *permit.Status) { s.Entries[0].Permit = s.Entries[1].Permit },
		"a successor missing":  func(s *permit.Status) { s.Entries[0].By = "" },
		"an end nobody knows":  func(s *permit.Status) { s.Entries[1].End = "gone" },
		"its own successor":    func(s *permit.Status) { s.Entries[0].By = s.Entries[0].Permit },
		"withdrawn for a next": func(s *permit.Status) { s.Entries[1].By = "p-3" },
	} {
		s := status()
		change(&s)
		if _, err := s.Sign(signer(t, 1)); !errors.Is(err, permit.ErrIncludes) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// Whatever words go in: either Sign refuses them, or Parse gives them back, and another permit has other bytes.
func TestEveryPermitThatIsSignedReadsBack(t *testing.T) {
	s := signer(t, 1)
	rapid.Check(t, func(t *rapid.T) {
		p := full()
		p.Account = rapid.OneOf(rapid.String(), rapid.StringMatching(`[a-z@:. ]{0,12}`)).Draw(t, "account")
		p.Name = rapid.OneOf(rapid.String(), rapid.StringMatching(`[A-Z][a-zé\x{200c} ]{0,12}`)).Draw(t, "name")
		p.Platforms = rapid.SliceOfN(rapid.StringMatching(`[a-z ]{1,3}`), 0, 4).Draw(t, "platforms")
		p.Media = p.Media[:rapid.IntRange(0, 2).Draw(t, "media")]
		p.ValidUntil = p.ValidUntil.Add(time.Duration(rapid.Int64Range(0, 1<<58).Draw(t, "until")))
		data, err := p.Sign(s)
		if err != nil {
			if !errors.Is(err, permit.ErrIncludes) {
				t.Fatal(err)
			}
			return
		}
		back, err := permit.Parse(data)
		if err != nil {
			t.Fatalf("%v\n%s", err, data)
		}
		if back.Account != p.Account || back.Name != p.Name || !back.ValidUntil.Equal(p.ValidUntil.Truncate(time.Second)) || len(back.Media) != len(p.Media) {
			t.Fatalf("%+v came back as %+v", p, back)
		}
	})
}
