// SPDX-License-Identifier: Apache-2.0

package request

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"fmt"
	"io"
)

// Token is the secret in a link: who has it can see one page and answer it. It stands in the link and nowhere else; we keep its Hash. A Token
// prints, logs and encodes as "token(hidden)"; only Show gives it away.
type Token struct{ secret [tokenBytes]byte }

const (
	tokenBytes  = 16                     // 128 bits: nobody guesses one, however long they try
	tokenLength = (8*tokenBytes+4)/5 + 1 // 26 characters and one that checks them
)

// NewToken draws a token from 16 random bytes of a source fit for secrets (crypto/rand).
func NewToken(rand io.Reader) (Token, error) {
	var t Token
	if _, err := io.ReadFull(rand, t.secret[:]); err != nil {
		return Token{}, fmt.Errorf("random bytes for a link: %w", err)
	}
	return t, nil
}

// ParseToken reads a token as somebody typed it, or as it stands in a link. ErrTyping says that it can't be one; whether a token that reads well
// belongs to anything is another question.
func ParseToken(s string) (Token, error) {
	v, err := readTyped(s, tokenLength)
	if err != nil {
		return Token{}, err
	}
	var t Token
	if !gather(v[:tokenLength-1], t.secret[:]) {
		return Token{}, why(ErrTyping, "one letter or digit is wrong")
	}
	return t, nil
}

// Show gives the token away, in groups of four: for the link, and for nothing else.
func (t Token) Show() string {
	v := spread(t.secret[:], tokenLength-1)
	return showTyped(append(v, checkOf(v)))
}

// Hash is what we keep of a token: SHA-256 under a name of its own, as 64 lower-case hex digits. No salt and no slow hash: those protect
// secrets that can be guessed, and 128 random bits can't. The same hash finds the request, so it must be the same every time.
func (t Token) Hash() string {
	h := sha256.New()
	h.Write([]byte("chaperone request token v1\x00"))
	h.Write(t.secret[:])
	return hex.EncodeToString(h.Sum(nil))
}

// Is compares with a kept hash, in the same time whatever the answer.
func (t Token) Is(hash string) bool {
	return subtle.ConstantTimeCompare([]byte(t.Hash()), []byte(hash)) == 1
}

// String hides the token.
func (t Token) String() string { return "token(hidden)" }

// GoString hides the token.
func (t Token) GoString() string { return t.String() }

// Format hides the token, whatever the verb.
func (t Token) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, t.String()) }

// MarshalText hides the token: JSON, logs and YAML get nothing.
func (t Token) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// The reference on a paper form: it says which request the paper belongs to and is no secret.
const refLength = 8 // 7 characters and one that checks them

// NewRef draws a reference for a paper form from 5 random bytes.
func NewRef(rand io.Reader) (string, error) {
	var b [5]byte
	if _, err := io.ReadFull(rand, b[:]); err != nil {
		return "", fmt.Errorf("random bytes for a reference: %w", err)
	}
	v := spread(b[:], refLength-1)
	return showTyped(append(v, checkOf(v))), nil
}

// ParseRef reads a reference as somebody typed it and gives the form it is kept in: ErrTyping.
func ParseRef(s string) (string, error) {
	v, err := readTyped(s, refLength)
	if err != nil {
		return "", err
	}
	return showTyped(v), nil
}
