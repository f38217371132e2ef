// SPDX-License-Identifier: Apache-2.0

package desk

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"chaperone/practice"
	"chaperone/record"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
)

// Passkeys follow W3C Web Authentication, level 3. They belong to a name, and no browser takes an address of digits for one: they work where the
// desk is called localhost. No attestation is asked for: which make of device it is doesn't matter here, and nobody's list is looked up.

// passkeyName is the name passkeys belong to (the relying party's id).
const passkeyName = "localhost"

// How long a device may take, and how many may be under way.
const (
	passkeyTime  = 5 * time.Minute
	mostAsked    = 1000
	passkeyBytes = 64 << 10
)

// passkeyRoutes are about passkeys; a device answers through a script, for there is no form that asks one.
var passkeyRoutes = []route{
	{Pattern: "POST /you/passkeys/begin", May: members, Do: (*call).passkeyNew, JSON: true, Body: passkeyBytes},
	{Pattern: "POST /you/passkeys/finish", May: members, Do: (*call).passkeyMade, JSON: true, Body: passkeyBytes},
	{Pattern: "POST /you/passkeys/{key}/remove", May: members, Do: (*call).passkeyGone},
	{Pattern: "POST /you/sign-in/by-name", May: members, Do: (*call).byName},
	{Pattern: "GET /sign-in", May: anybody, Do: (*call).doorstep},
	{Pattern: "POST /sign-in/passkey/begin", May: anybody, Do: (*call).passkeyAsk, JSON: true, Body: passkeyBytes},
	{Pattern: "POST /sign-in/passkey/finish", May: anybody, Do: (*call).passkeyIn, JSON: true, Body: passkeyBytes},
}

var (
	errPasskeyHere = &fault{http.StatusUnprocessableEntity, "passkey-name", "Passkeys need the desk's name.", "Open the desk as http://localhost first: the page on passkeys has a button for it.", "", ""}
	errPasskey     = &fault{http.StatusUnauthorized, "passkey", "That passkey doesn't sign anybody in here.", "It may have been removed, or belongs to another practice. A one-time address signs you in, too.", "", ""}
	errPasskeyOld  = &fault{http.StatusUnauthorized, "passkey-copy", "This passkey was used elsewhere, too.", "Its count went back, as a copy's would. Sign in by a one-time address, remove the passkey, and make a new one.", "", ""}
	errPasskeyLate = &fault{http.StatusUnauthorized, "passkey-late", "That took too long.", "Nothing was changed. Try again.", "", ""}
)

// ceremonies keeps what devices have been asked and have not yet answered, by the challenge. Each is answered once.
type ceremonies struct {
	mu  sync.Mutex
	all map[string]ceremony
}

type ceremony struct {
	session webauthn.SessionData
	owner   *session // whose new passkey it is; nil for signing in
	until   time.Time
}

func (c *ceremonies) ask(s *webauthn.SessionData, owner *session, now time.Time) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, x := range c.all {
		if now.After(x.until) {
			delete(c.all, k)
		}
	}
	if len(c.all) >= mostAsked {
		return errTooMany
	}
	if c.all == nil {
		c.all = map[string]ceremony{}
	}
	c.all[s.Challenge] = ceremony{*s, owner, now.Add(passkeyTime)}
	return nil
}

// answer takes what was asked by a challenge; false where nothing was, it was answered, took too long, or was asked of somebody else.
func (c *ceremonies) answer(challenge string, owner *session, now time.Time) (webauthn.SessionData, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	x, ok := c.all[challenge]
	delete(c.all, challenge)
	return x.session, ok && x.owner == owner && !now.After(x.until)
}

// localName gives the desk's address by the name passkeys belong to; "" where it has none.
func (d *Desk) localName() string {
	i := slices.IndexFunc(d.hosts, func(h string) bool {
		name, _, err := net.SplitHostPort(h)
		return h == passkeyName || err == nil && name == passkeyName
	})
	if i < 0 {
		return ""
	}
	return "http://" + d.hosts[i]
}

// atName tells whether the browser has called the desk by that name.
func (c *call) atName() bool { return "http://"+strings.ToLower(c.r.Host) == c.localName() }

// party is this desk to a device.
func (c *call) party() (*webauthn.WebAuthn, error) {
	if !c.atName() {
		return nil, errPasskeyHere
	}
	return webauthn.New(&webauthn.Config{RPID: passkeyName, RPDisplayName: "Chaperone", RPOrigins: []string{c.localName()}, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired}})
}

// holder is a member as the library sees one.
type holder struct {
	practice.Person
	handle []byte
}

// holderOf gives a member with the handle devices know them by. It names the practice, too: devices keep one passkey for each handle, and every
// practice on this computer is called localhost.
func (d *Desk) holderOf(p practice.Person) *holder {
	h := sha256.Sum256([]byte("chaperone passkey v1\n" + d.office.Origin() + "\n" + p.ID))
	return &holder{p, h[:]}
}

func (h *holder) WebAuthnID() []byte          { return h.handle }
func (h *holder) WebAuthnName() string        { return h.Name }
func (h *holder) WebAuthnDisplayName() string { return h.Name }
func (h *holder) WebAuthnCredentials() (out []webauthn.Credential) {
	for _, k := range h.Passkeys {
		c := webauthn.Credential{ID: k.Credential, PublicKey: k.Key, AttestationType: k.Type, Flags: webauthn.NewCredentialFlags(protocol.AuthenticatorFlags(k.Flags)),
			Authenticator: webauthn.Authenticator{AAGUID: k.Device, SignCount: k.Count}}
		for _, t := range k.Transports {
			c.Transport = append(c.Transport, protocol.AuthenticatorTransport(t))
		}
		out = append(out, c)
	}
	return out
}

// passkeyNew asks a device for a new passkey.
func (c *call) passkeyNew() error {
	w, err := c.party()
	if err != nil {
		return err
	}
	p, err := c.office.Member(c.ctx(), c.me.ID)
	if err != nil {
		return err
	}
	h := c.holderOf(p)
	options, asked, err := w.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return fmt.Errorf("a passkey can't be asked for: %w", err)
	}
	if err := c.devices.ask(asked, c.session, c.now()); err != nil {
		return err
	}
	c.json(http.StatusOK, options)
	return nil
}

// deviceAnswer is what a script sends back.
type deviceAnswer struct {
	Name       string          `json:"name"`
	Credential json.RawMessage `json:"credential"`
}

func (c *call) deviceSaid() (a deviceAnswer, err error) {
	data, err := io.ReadAll(c.r.Body)
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return a, errTooLarge
	case err != nil || json.Unmarshal(data, &a) != nil || len(a.Credential) == 0:
		return a, errForm
	}
	return a, nil
}

// passkeyMade keeps a new passkey.
func (c *call) passkeyMade() error {
	w, err := c.party()
	if err != nil {
		return err
	}
	a, err := c.deviceSaid()
	if err != nil {
		return err
	}
	made, err := protocol.ParseCredentialCreationResponseBytes(a.Credential)
	if err != nil {
		return errForm
	}
	asked, ok := c.devices.answer(made.Response.CollectedClientData.Challenge, c.session, c.now())
	if !ok {
		return errPasskeyLate
	}
	p, err := c.office.Member(c.ctx(), c.me.ID)
	if err != nil {
		return err
	}
	key, err := w.CreateCredential(c.holderOf(p), asked, made)
	if err != nil {
		c.log.Warn("a new passkey was refused", "why", plainFault(err))
		return errForm
	}
	k := practice.Passkey{Name: a.Name, Credential: key.ID, Key: key.PublicKey, Type: key.AttestationType, Device: key.Authenticator.AAGUID, Flags: byte(key.Flags.ProtocolValue()), Count: key.Authenticator.SignCount}
	for _, t := range key.Transport {
		k.Transports = append(k.Transports, string(t))
	}
	if _, err := c.office.AddPasskey(c.ctx(), *c.me, c.me.ID, k); err != nil {
		return err
	}
	c.session.say(message{"Added. It signs you in from now on.", "clear"})
	c.json(http.StatusOK, struct {
		To string `json:"to"`
	}{"/you/sign-in"})
	return nil
}

// plainFault says what the library refused, without what the browser sent.
func plainFault(err error) string {
	var p *protocol.Error
	if errors.As(err, &p) {
		return p.Type
	}
	return "unknown"
}

// passkeyAsk asks any device that knows this desk to sign somebody in.
func (c *call) passkeyAsk() error {
	w, err := c.party()
	if err != nil {
		return err
	}
	options, asked, err := w.BeginDiscoverableLogin(webauthn.WithUserVerification(protocol.VerificationRequired))
	if err != nil {
		return fmt.Errorf("a sign-in can't be asked for: %w", err)
	}
	if err := c.devices.ask(asked, nil, c.now()); err != nil {
		return err
	}
	c.json(http.StatusOK, options)
	return nil
}

// passkeyIn signs in by a passkey.
func (c *call) passkeyIn() error {
	w, err := c.party()
	if err != nil {
		return err
	}
	a, err := c.deviceSaid()
	if err != nil {
		return err
	}
	said, err := protocol.ParseCredentialRequestResponseBytes(a.Credential)
	if err != nil {
		return errForm
	}
	asked, ok := c.devices.answer(said.Response.CollectedClientData.Challenge, nil, c.now())
	if !ok {
		return errPasskeyLate
	}
	user, key, err := w.ValidatePasskeyLogin(c.whose, asked, said)
	if err != nil {
		c.log.Warn("a sign-in by passkey was refused", "why", plainFault(err))
		return errPasskey
	}
	h, ok := user.(*holder)
	if !ok {
		return errPasskey
	}
	if key.Authenticator.CloneWarning {
		c.log.Warn("a sign-in by passkey was refused: its count went back", "member", h.ID)
		return errPasskeyOld
	}
	i := slices.IndexFunc(h.Passkeys, func(k practice.Passkey) bool { return bytes.Equal(k.Credential, key.ID) })
	if i < 0 {
		return errPasskey
	}
	if err := c.office.SignedInBy(c.ctx(), h.Member, h.Passkeys[i].ID, key.Authenticator.SignCount); err != nil {
		if errors.Is(err, record.ErrNotFound) { // removed meanwhile
			return errPasskey
		}
		return err
	}
	cookie, err := c.doors.begin(c.r, h.ID)
	if err != nil {
		return err
	}
	http.SetCookie(c.w, cookie)
	c.json(http.StatusOK, struct {
		To string `json:"to"`
	}{"/"})
	return nil
}

// whose finds the member a device answers for.
func (c *call) whose(_, handle []byte) (webauthn.User, error) {
	all, err := c.office.People(c.ctx())
	if err != nil {
		return nil, err
	}
	for _, p := range all {
		if h := c.holderOf(p); p.Removed.IsZero() && bytes.Equal(h.handle, handle) {
			return h, nil
		}
	}
	return nil, fmt.Errorf("no member has this handle: %w", record.ErrNotFound)
}
