// SPDX-License-Identifier: Apache-2.0

package post

import "testing"

func TestWhatIsSaidOfAPictureIsReadOrRefused(t *testing.T) {
	if s, ok := ParseSeen("patient", "no", "yes", "", "no", "yes"); !ok || s != (Seen{ShowsPatient, SaidNo, SaidYes, "", SaidNo, SaidYes}) {
		t.Errorf("%+v, %v", s, ok)
	}
	for _, bad := range [][6]string{{"Patient"}, {"", "maybe"}, {"", "", "YES"}, {"", "", "", "1"}, {"", "", "", "", "before"}, {"", "", "", "", "", "nobody"}} {
		if _, ok := ParseSeen(bad[0], bad[1], bad[2], bad[3], bad[4], bad[5]); ok {
			t.Errorf("%v is taken", bad)
		}
	}
}

func TestAgreementIsAskedOnlyOfPeople(t *testing.T) {
	for _, c := range []struct {
		s    Seen
		open int
	}{
		{Seen{}, 5},
		{Seen{ShowsNobody, SaidNo, SaidNo, SaidNo, SaidNo, ""}, 0},
		{Seen{ShowsMe, SaidNo, SaidNo, SaidNo, SaidNo, ""}, 0},
		{Seen{ShowsMe, SaidYes, SaidNo, SaidNo, SaidNo, ""}, 1},
		{Seen{ShowsPatient, SaidNo, SaidNo, SaidNo, SaidNo, ""}, 1},
		{Seen{ShowsPatient, SaidNo, SaidNo, SaidNo, SaidNo, SaidNo}, 0},
		{Seen{ShowsScan, SaidNo, SaidNo, SaidYes, SaidNo, ""}, 0},
	} {
		if n := c.s.Open(); n != c.open {
			t.Errorf("%+v: %d open, not %d", c.s, n, c.open)
		}
	}
}
