// SPDX-License-Identifier: Apache-2.0

package register

import "testing"

// An author's file is read whole or refused.
func FuzzLoad(f *testing.F) {
	for _, s := range []string{"", "author: {name: Jo, hours: \"Mon-Fri 08:00-18:00\", time_zone: Europe/London}", "consents:\n  - {who: x, given: 2026-11-22}", "interests: []", "author:\n  hours: never", "author: [", "cover:\n- until: 22/11/2026", "author: {time_zone: ../../etc/passwd}", "evidence: &a [*a]"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 20_000 {
			return
		}
		p, err := Load(data)
		if (p == nil) == (err == nil) {
			t.Errorf("%v, %v", p, err)
		}
		if p != nil {
			p.Country()
		}
	})
}
