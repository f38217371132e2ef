// SPDX-License-Identifier: Apache-2.0

package request

import "strings"

// What people type: Douglas Crockford's base 32 (no I, L, O, U, so that no two letters look alike and no word comes about), read without
// regard to case, spaces and hyphens, with O for 0 and I and L for 1.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// group is how many characters stand together when shown.
const group = 4

// digit gives the value of a typed character; -1 where it is none, -2 where it only parts the others.
func digit(r rune) int {
	switch r {
	case 'o', 'O':
		return 0
	case 'i', 'I', 'l', 'L':
		return 1
	case ' ', '\t', '\n', '\r', '\u00a0', '\u2009', '\u202f', '\u200b', '\ufeff', '-', '_', '.', '\u00ad', '\u2010', '\u2011', '\u2012', '\u2013', '\u2014', '\u2212':
		return -2
	}
	if r >= 'a' && r <= 'z' {
		r -= 'a' - 'A'
	}
	if r > 'Z' {
		return -1
	}
	return strings.IndexRune(alphabet, r)
}

// read gives the values of the characters typed; ErrTyping where there aren't n of them, one is none, or the last doesn't check the others.
func readTyped(s string, n int) ([]byte, error) {
	if len(s) > 8*n+64 {
		return nil, why(ErrTyping, "it is longer than any we give")
	}
	out := make([]byte, 0, n)
	for _, r := range s {
		switch d := digit(r); {
		case d >= 0:
			out = append(out, byte(d))
		case d == -1:
			return nil, why(ErrTyping, "%q isn't a letter we use", r)
		}
	}
	switch {
	case len(out) < n:
		return nil, why(ErrTyping, "%d letters and digits are there, and it has %d", len(out), n)
	case len(out) > n:
		return nil, why(ErrTyping, "%d letters and digits are there, and it has only %d", len(out), n)
	case checkOf(out[:n-1]) != out[n-1]:
		return nil, why(ErrTyping, "one letter or digit is wrong, or two changed places")
	}
	return out, nil
}

// show groups values for people.
func showTyped(values []byte) string {
	var b strings.Builder
	for i, v := range values {
		if i > 0 && i%group == 0 {
			b.WriteByte('-')
		}
		b.WriteByte(alphabet[v])
	}
	return b.String()
}

// times multiplies in the field of 32 elements (x^5 + x^2 + 1).
func times(a, b byte) byte {
	var out byte
	for ; b > 0; b >>= 1 {
		if b&1 == 1 {
			out ^= a
		}
		if a <<= 1; a&32 != 0 {
			a ^= 0b100101
		}
	}
	return out
}

// checkOf gives the character that checks others: a weighted sum over the field of 32 elements with the powers of 2 as weights. They repeat
// after 31, so in up to 31 characters every single wrong one and every exchange of any two is noticed; anything else by 31 in 32.
func checkOf(values []byte) byte {
	var sum, w byte = 0, 1
	for _, v := range values {
		w = times(w, 2)
		sum ^= times(v, w)
	}
	return sum
}

// spread gives n values of 5 bits from bytes, the first bit first; bits after the last byte are 0.
func spread(data []byte, n int) []byte {
	out := make([]byte, n)
	for i := range out {
		for bit := 5 * i; bit < 5*i+5; bit++ {
			out[i] <<= 1
			if bit < 8*len(data) {
				out[i] |= data[bit/8] >> (7 - bit%8) & 1
			}
		}
	}
	return out
}

// gather is the way back: false where bits beyond the last byte are set.
func gather(values []byte, data []byte) bool {
	clear(data)
	for i, v := range values {
		for j := range 5 {
			bit := 5*i + j
			one := v >> (4 - j) & 1
			if bit < 8*len(data) {
				data[bit/8] |= one << (7 - bit%8)
			} else if one == 1 {
				return false
			}
		}
	}
	return true
}
