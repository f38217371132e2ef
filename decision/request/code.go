// SPDX-License-Identifier: Apache-2.0

package request

import (
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"
)

// A page sent by mail has no way back but the person: it shows, behind each answer, a short code to read out, text or write. The codes come
// from a secret that stands in that page alone, so a code can't be made without having opened the page; it does not say who opened it.
// We keep a salted hash of each.
//
// Yes counts once for each code: who finds an old message must not be able to say yes again for somebody who has since said no. No counts
// always: nobody must fail to take back a yes because they used up a code.
const (
	codeBits   = 90                 // of each code
	codeLength = 1 + codeBits/5 + 1 // a letter for the answer, 18 characters, one that checks the rest: five groups of four
	saltBytes  = 16
	yesCodes   = 3 // how often a page can say yes: at first, and twice more after changes of mind
)

// PageSecret is what a page's codes come from. It stands in the page while it is made, is never kept, and prints as nothing.
type PageSecret struct{ Token }

// NewPageSecret draws one from 16 random bytes.
func NewPageSecret(rand io.Reader) (PageSecret, error) {
	t, err := NewToken(rand)
	return PageSecret{t}, err
}

// PageCode is a code as it stands in a page.
type PageCode struct {
	Reply Reply
	N     int    // 1 for the first of this answer
	Code  string // as shown
}

// String hides the code.
func (c PageCode) String() string { return "code(" + string(c.Reply) + ")" }

// Codes is what we keep of the codes of one page.
type Codes struct {
	Salt   string     `json:"salt"` // hex
	Hashes []CodeHash `json:"hashes"`
}

// CodeHash is one of them.
type CodeHash struct {
	Reply Reply  `json:"reply"`
	N     int    `json:"n"`
	Hash  string `json:"hash"` // hex
}

// letters says which letter begins the code of an answer; all are in the alphabet and look like no other.
var letters = map[Reply]byte{
	Yes: 'Y', Conditions: 'C', UntilDate: 'D', No: 'N', SomeoneElse: 'E', AsksBack: 'A', NotMe: 'M',
	HasTie: 'T', Fine: 'F', SaySo: 'S', LeaveOut: 'X', CantJudge: 'J', NotNamed: 'Q', PerhapsNamed: 'P', Named: 'K',
	WouldWant: 'W', WouldNot: 'V', CantSay: 'Z',
}

// agrees tells whether an answer could come to a grant: such a code counts once.
func (r Reply) agrees() bool {
	switch r {
	case Yes, Conditions, UntilDate, Fine, SaySo, NotNamed, WouldWant:
		return true
	}
	return false
}

// NewCodes makes the codes of a page for request id, one for each answer its form knows and more where it may be given again; what we keep
// of them is salted with 16 random bytes.
func NewCodes(rand io.Reader, secret PageSecret, id string, replies []Reply) ([]PageCode, Codes, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(rand, salt); err != nil {
		return nil, Codes{}, fmt.Errorf("random bytes for a page: %w", err)
	}
	kept := Codes{Salt: hex.EncodeToString(salt)}
	var shown []PageCode
	for _, r := range replies {
		n := 1
		if r.agrees() {
			n = yesCodes
		}
		for i := 1; i <= n; i++ {
			mac := hmac.New(sha256.New, secret.secret[:])
			mac.Write([]byte("chaperone answer code v1\x00" + id + "\x00" + string(r) + "\x00" + strconv.Itoa(i)))
			v := append([]byte{byte(digit(rune(letters[r])))}, spread(mac.Sum(nil), codeBits/5)...)
			v = append(v, checkOf(v))
			shown = append(shown, PageCode{r, i, showTyped(v)})
			kept.Hashes = append(kept.Hashes, CodeHash{r, i, kept.hash(id, v)})
		}
	}
	return shown, kept, nil
}

func (c Codes) hash(id string, values []byte) string {
	h := sha256.New()
	h.Write([]byte("chaperone answer code hash v1\x00" + c.Salt + "\x00" + id + "\x00"))
	h.Write(values)
	return hex.EncodeToString(h.Sum(nil))
}

// find gives the code somebody typed: false where it is none of these.
func (c Codes) find(id string, values []byte) (found CodeHash, ok bool) {
	h := []byte(c.hash(id, values))
	for _, k := range c.Hashes { // all of them, so that the time says nothing
		if subtle.ConstantTimeCompare(h, []byte(k.Hash)) == 1 {
			found, ok = k, true
		}
	}
	return found, ok
}

// ReadCode reads a code as somebody typed it. ErrTyping tells a slip from a code that was never ours.
func ReadCode(s string) (TypedCode, error) {
	v, err := readTyped(s, codeLength)
	return TypedCode{v}, err
}

// TypedCode is a code that reads well. It prints as nothing.
type TypedCode struct{ values []byte }

// String hides the code.
func (TypedCode) String() string { return "code(hidden)" }

// GoString hides the code.
func (c TypedCode) GoString() string { return c.String() }
