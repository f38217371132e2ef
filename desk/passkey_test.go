// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"
)

// device is an authenticator made of a key: what a phone does, in a few lines, and what it shouldn't do where a test asks.
type device struct {
	t      *testing.T
	key    *ecdsa.PrivateKey
	id     []byte
	handle []byte
	count  uint32
	origin string // what the browser says it is at
	party  string // whom the device believes it answers
	flags  byte   // user present and verified
}

func newDevice(t *testing.T) *device {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	id := make([]byte, 16)
	rand.Read(id)
	return &device{t: t, key: key, id: id, origin: "http://" + local, party: "localhost", flags: 0x05}
}

// local is the test's desk by the name passkeys belong to.
const local = "localhost:7001"

var b64 = base64.RawURLEncoding

func (d *device) client(kind, challenge string) []byte {
	data, err := json.Marshal(map[string]any{"type": kind, "challenge": challenge, "origin": d.origin, "crossOrigin": false})
	if err != nil {
		d.t.Fatal(err)
	}
	return data
}

// said is what a device says of itself: whom it answers, how it asked its owner, how often it signed.
func (d *device) said(flags byte) []byte {
	h := sha256.Sum256([]byte(d.party))
	d.count++
	return binary.BigEndian.AppendUint32(append(h[:], flags), d.count)
}

// cborHead is a CBOR head of a major type.
func cborHead(major byte, n int) []byte {
	switch {
	case n < 24:
		return []byte{major<<5 | byte(n)}
	case n < 256:
		return []byte{major<<5 | 24, byte(n)}
	}
	return []byte{major<<5 | 25, byte(n >> 8), byte(n)}
}

func cborBytes(b []byte) []byte { return append(cborHead(2, len(b)), b...) }
func cborText(s string) []byte  { return append(cborHead(3, len(s)), s...) }

// create answers a request for a new passkey.
func (d *device) create(options []byte) string {
	var o struct {
		PublicKey struct {
			Challenge string
			User      struct{ ID string }
		}
	}
	if err := json.Unmarshal(options, &o); err != nil || o.PublicKey.Challenge == "" {
		d.t.Fatalf("the desk asks %s: %v", options, err)
	}
	d.handle, _ = b64.DecodeString(o.PublicKey.User.ID)
	point, err := d.key.PublicKey.Bytes() // 4, x, y
	if err != nil {
		d.t.Fatal(err)
	}
	cose := append([]byte{0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21}, cborBytes(point[1:33])...)
	cose = append(append(cose, 0x22), cborBytes(point[33:])...)
	data := append(d.said(d.flags|0x40), make([]byte, 16)...)
	data = append(binary.BigEndian.AppendUint16(data, uint16(len(d.id))), d.id...)
	data = append(data, cose...)
	object := append(cborHead(5, 3), cborText("fmt")...)
	object = append(append(object, cborText("none")...), cborText("attStmt")...)
	object = append(append(append(object, cborHead(5, 0)...), cborText("authData")...), cborBytes(data)...)
	return d.credential("My phone", map[string]any{"clientDataJSON": b64.EncodeToString(d.client("webauthn.create", o.PublicKey.Challenge)), "attestationObject": b64.EncodeToString(object), "transports": []string{"internal"}})
}

// get answers a request to sign in.
func (d *device) get(options []byte) string {
	var o struct{ PublicKey struct{ Challenge string } }
	if err := json.Unmarshal(options, &o); err != nil || o.PublicKey.Challenge == "" {
		d.t.Fatalf("the desk asks %s: %v", options, err)
	}
	client, data := d.client("webauthn.get", o.PublicKey.Challenge), d.said(d.flags)
	sum := sha256.Sum256(client)
	hash := sha256.Sum256(append(append([]byte{}, data...), sum[:]...))
	sig, err := ecdsa.SignASN1(rand.Reader, d.key, hash[:])
	if err != nil {
		d.t.Fatal(err)
	}
	return d.credential("", map[string]any{"clientDataJSON": b64.EncodeToString(client), "authenticatorData": b64.EncodeToString(data), "signature": b64.EncodeToString(sig), "userHandle": b64.EncodeToString(d.handle)})
}

func (d *device) credential(name string, response map[string]any) string {
	out, err := json.Marshal(map[string]any{"name": name, "credential": map[string]any{"id": b64.EncodeToString(d.id), "rawId": b64.EncodeToString(d.id), "type": "public-key", "clientExtensionResults": map[string]any{}, "response": response}})
	if err != nil {
		d.t.Fatal(err)
	}
	return string(out)
}

// atName is a browser that calls the desk localhost, signed in as a member or nobody.
func (d *tested) atName(member string) *browser {
	d.t.Helper()
	b := d.browser()
	b.at = local
	if member != "" {
		path, err := d.SignInPath(member)
		if err != nil {
			d.t.Fatal(err)
		}
		b.get(path)
		b.see("/you/sign-in")
	}
	return b
}

// register makes a passkey for a member.
func (d *tested) register(member string, dev *device) *browser {
	d.t.Helper()
	b := d.atName(member)
	asked := b.postJSON("/you/passkeys/begin", "{}")
	if p := b.postJSON("/you/passkeys/finish", dev.create([]byte(asked.body))); p.Code != http.StatusOK {
		d.t.Fatalf("a new passkey gives %d: %s", p.Code, p.body)
	}
	return b
}

func TestAPasskeyIsMadeSignsInAndIsRemoved(t *testing.T) {
	d := newDesk(t)
	dev := newDevice(t)
	b := d.register("m-author", dev)
	b.see("/you/sign-in").says("My phone", "added", "Added. It signs you in")
	in := d.atName("")
	in.see("/sign-in").says("Sign in with a passkey")
	answer := dev.get([]byte(in.postJSON("/sign-in/passkey/begin", "{}").body))
	if p := in.postJSON("/sign-in/passkey/finish", answer); p.Code != http.StatusOK || !strings.Contains(p.body, `"to":"/"`) {
		t.Fatalf("signing in gives %d: %s", p.Code, p.body)
	}
	in.see("/write")
	if p := in.get("/you/people"); p.Code != http.StatusForbidden {
		t.Errorf("an author by passkey opens the people: %d", p.Code)
	}
	in.see("/you/sign-in").says("by passkey", "last used")
	if p := d.atName("").postJSON("/sign-in/passkey/finish", answer); p.Code != http.StatusUnauthorized {
		t.Errorf("the same answer again gives %d", p.Code)
	}
	p, err := d.office.Member(t.Context(), "m-author")
	if err != nil || len(p.Passkeys) != 1 {
		t.Fatal(p, err)
	}
	b.do("/you/passkeys/"+p.Passkeys[0].ID+"/remove").says("Removed.", "None yet")
	again := d.atName("")
	if p := again.postJSON("/sign-in/passkey/finish", dev.get([]byte(again.postJSON("/sign-in/passkey/begin", "{}").body))); p.Code != http.StatusUnauthorized || len(again.cookies) != 0 {
		t.Errorf("removed, it gives %d", p.Code)
	}
	v, err := d.office.Verify(t.Context(), nil)
	if err != nil || !v.Holds() {
		t.Errorf("the record doesn't verify: %v %v", err, v.Sentences())
	}
}

func TestWhatIsNoPasskeySignsNobodyIn(t *testing.T) {
	for name, spoil := range map[string]func(d *tested, dev *device) (options []byte){
		"another site":            func(_ *tested, dev *device) []byte { dev.origin = "http://evil.example"; return nil },
		"another port":            func(_ *tested, dev *device) []byte { dev.origin = "http://localhost:9"; return nil },
		"a device for others":     func(_ *tested, dev *device) []byte { dev.party = "evil.example"; return nil },
		"nobody verified":         func(_ *tested, dev *device) []byte { dev.flags = 0x01; return nil },
		"nobody there":            func(_ *tested, dev *device) []byte { dev.flags = 0x04; return nil },
		"another key":             func(_ *tested, dev *device) []byte { dev.key = newDevice(dev.t).key; return nil },
		"another person's handle": func(_ *tested, dev *device) []byte { dev.handle = make([]byte, 32); return nil },
		"a copy":                  func(_ *tested, dev *device) []byte { dev.count = 0; return nil },
		"a challenge made up":     func(*tested, *device) []byte { return []byte(`{"publicKey":{"challenge":"bWFkZSB1cA"}}`) },
		"somebody who left": func(d *tested, _ *device) []byte {
			if err := d.office.RemoveMember(d.t.(*testing.T).Context(), people[0], "m-author"); err != nil {
				d.t.Fatal(err)
			}
			return nil
		},
	} {
		d := newDesk(t)
		dev := newDevice(t)
		dev.count = 5
		d.register("m-author", dev)
		in := d.atName("")
		options := []byte(in.postJSON("/sign-in/passkey/begin", "{}").body)
		if o := spoil(d, dev); o != nil {
			options = o
		}
		if p := in.postJSON("/sign-in/passkey/finish", dev.get(options)); p.Code != http.StatusUnauthorized || len(in.cookies) != 0 {
			t.Errorf("%s: %d %s", name, p.Code, p.body)
		}
	}
	d := newDesk(t)
	dev := newDevice(t)
	d.register("m-author", dev)
	late := d.atName("")
	options := []byte(late.postJSON("/sign-in/passkey/begin", "{}").body)
	d.clock.turn(passkeyTime + time.Minute)
	if p := late.postJSON("/sign-in/passkey/finish", dev.get(options)); p.Code != http.StatusUnauthorized {
		t.Errorf("six minutes later: %d", p.Code)
	}
	for _, body := range []string{"", "{}", `{"credential":{}}`, `{"credential":"x"}`, `{"credential":{"id":"AA","rawId":"AA","type":"public-key","response":{}}}`} {
		if p := late.postJSON("/sign-in/passkey/finish", body); p.Code != http.StatusBadRequest {
			t.Errorf("%q gives %d", body, p.Code)
		}
	}
}

func TestANewPasskeyIsItsOwnersAlone(t *testing.T) {
	d := newDesk(t)
	dev := newDevice(t)
	a, b := d.atName("m-author"), d.atName("m-reviewer")
	options := []byte(a.postJSON("/you/passkeys/begin", "{}").body)
	if p := b.postJSON("/you/passkeys/finish", dev.create(options)); p.Code != http.StatusUnauthorized {
		t.Errorf("answered by somebody else: %d", p.Code)
	}
	options = []byte(a.postJSON("/you/passkeys/begin", "{}").body)
	dev.origin = "http://evil.example"
	if p := a.postJSON("/you/passkeys/finish", dev.create(options)); p.Code != http.StatusBadRequest {
		t.Errorf("made elsewhere: %d", p.Code)
	}
	a.token = "forged"
	if p := a.postJSON("/you/passkeys/begin", "{}"); p.Code != http.StatusForbidden {
		t.Errorf("asked by a forged page: %d", p.Code)
	}
	if p := d.as("m-author").withToken().postJSON("/you/passkeys/begin", "{}"); p.Code != http.StatusUnprocessableEntity || !strings.Contains(p.body, "localhost") {
		t.Errorf("at the address of digits: %d %s", p.Code, p.body)
	}
	p, err := d.office.Member(t.Context(), "m-author")
	if err != nil || len(p.Passkeys) != 0 {
		t.Errorf("kept: %+v, %v", p, err)
	}
}

func TestOneGoesOnByNameToMakeAPasskey(t *testing.T) {
	d := newDesk(t)
	b := d.as("m-author")
	b.see("/you/sign-in").says("Passkeys work where the desk is called localhost")
	link := b.postForm("/you/sign-in/by-name", nil)
	link.says("keeps you signed in")
	to := attr(link.class("btn")[0], "href")
	if len(link.class("primary")) > 0 {
		to = attr(link.class("primary")[0], "href")
	}
	path, ok := strings.CutPrefix(to, "http://"+local)
	if !ok {
		t.Fatalf("it leads to %q", to)
	}
	there := d.atName("")
	there.get(path)
	there.see("/you/sign-in").says("A name for the new one")
	d.browser().see("/sign-in").says("Go there")
	if p := b.get("/sign-in"); p.Code != http.StatusSeeOther {
		t.Errorf("signed in, the doorstep gives %d", p.Code)
	}
}

// withToken reads the token of a page.
func (b *browser) withToken() *browser {
	b.t.Helper()
	b.see("/you/sign-in")
	return b
}
