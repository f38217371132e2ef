// SPDX-License-Identifier: Apache-2.0

package permit_test

import (
	"bytes"
	"testing"

	"chaperone/record/permit"
)

// What is read can be said again in one way only; what isn't, is refused in words.
func FuzzPermit(f *testing.F) {
	f.Add(signed(f, full()))
	f.Add(signed(f, least()))
	f.Add([]byte("chaperone publish permit v1\n\n— x y\n"))
	s := signer(f, 1)
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := permit.Parse(data)
		if err == nil && p.Key == s.Key() {
			if again, err := p.Sign(s); err != nil || !bytes.Equal(again, data) {
				t.Errorf("accepted, and written again it is %q, %v", again, err)
			}
		}
		text := string(data)
		r := permit.Verify(data, permit.Evidence{Text: &text, Lists: [][]byte{data}})
		if len(r.Sentences()) < 2 {
			t.Error("nothing is said")
		}
	})
}

func FuzzStatus(f *testing.F) {
	f.Add(listed(f, status()))
	f.Add([]byte("chaperone permit status v1\npractice key: a+00000000+AA==\n\n— a AA==\n"))
	s := signer(f, 1)
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := permit.ParseStatus(data)
		if err == nil && l.Key == s.Key() {
			if again, err := l.Sign(s); err != nil || !bytes.Equal(again, data) {
				t.Errorf("accepted, and written again it is %q, %v", again, err)
			}
		}
	})
}
