// SPDX-License-Identifier: Apache-2.0

package register

import (
	"strings"
	"testing"
	"time"
)

func at(t *testing.T, s string) time.Time {
	t.Helper()
	x, err := time.Parse(time.RFC3339, s)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

func TestHoursCoverWhatTheySay(t *testing.T) {
	for _, c := range []struct {
		hours   string
		in, out []string
	}{
		{"Mon-Fri 08:00-18:00; Sat 09:00-13:00", []string{"2026-11-17T10:42:00Z", "2026-11-21T12:59:00Z"}, []string{"2026-11-22T10:00:00Z", "2026-11-21T13:00:00Z", "2026-11-17T18:00:00Z"}},
		{"Mon, Tue, Thu 08:00-18:30", []string{"2026-11-17T10:42:00Z"}, []string{"2026-11-18T10:42:00Z"}},
		{"nights Fri-Sun 20:00-08:00", []string{"2026-11-20T23:00:00Z", "2026-11-23T07:59:00Z"}, []string{"2026-11-20T12:00:00Z", "2026-11-23T20:30:00Z"}},
		{"daily 9-17", []string{"2026-11-22T09:00:00Z"}, []string{"2026-11-22T08:59:00Z"}},
		{"weekdays 9-5", []string{"2026-11-17T16:59:00Z"}, []string{"2026-11-17T17:00:00Z", "2026-11-18T03:00:00Z"}},
		{"nights 20:30-09:00, 2-5 Nov 2026", []string{"2026-11-04T03:12:00Z", "2026-11-06T08:59:00Z"}, []string{"2026-11-07T03:12:00Z", "2026-11-02T03:12:00Z", "2027-11-04T03:12:00Z"}},
		{"09:00-21:30, 7 and 8 Nov 2026", []string{"2026-11-08T14:20:00Z"}, []string{"2026-11-08T22:40:00Z", "2026-11-15T14:20:00Z"}},
		{"06:00-18:00, 9-14 Nov 2026", []string{"2026-11-10T14:02:00-05:00"}, []string{"2026-11-15T14:02:00-05:00"}},
		{"Mon-Sat 09:00-18:00, lunch 13:00-14:00", []string{"2026-10-15T12:20:00+01:00"}, []string{"2026-10-15T13:20:00+01:00"}},
		{"Mon 09:00-12:00; Tue 09:00-18:00; lunch 12:30-13:00", []string{"2026-11-17T12:00:00Z"}, []string{"2026-11-17T12:45:00Z"}},
		{"Mon-Fri 08:00-16:00 (NHS ward)", []string{"2026-11-17T10:42:00Z"}, []string{"2026-11-21T10:42:00Z"}},
		{"8am to 6pm Mon to Thu", []string{"2026-11-17T17:42:00Z"}, []string{"2026-11-20T10:42:00Z"}},
		{"30 Nov - 2 Dec 2026 0730-2000", []string{"2026-12-01T07:30:00Z"}, []string{"2026-12-03T07:30:00Z"}},
		{"30 Dec - 2 Jan 2027 08:00-20:00", []string{"2026-12-31T09:00:00Z", "2027-01-02T09:00:00Z"}, []string{"2027-12-31T09:00:00Z"}},
		{"Nov 9th-14th, 2026 06:00-18:00", []string{"2026-11-14T09:00:00Z"}, []string{"2026-11-15T09:00:00Z"}},
		{"2026-11-07 09:00-21:30; 2026-11-08 – 2026-11-10 12:00-24:00", []string{"2026-11-07T09:00:00Z", "2026-11-10T23:59:00Z"}, []string{"2026-11-08T11:00:00Z", "2026-11-11T00:00:01Z"}},
		{"Mon 08:00-12:00, Tue 13:00-17:00", []string{"2026-11-17T13:30:00Z"}, []string{"2026-11-17T09:30:00Z"}},
		{"08:00-12:00, 13:00-17:00", []string{"2026-11-17T13:30:00Z"}, []string{"2026-11-17T12:30:00Z", "2026-11-22T13:30:00Z"}},
	} {
		h, err := ParseHours(c.hours)
		if err != nil {
			t.Errorf("%q: %v", c.hours, err)
			continue
		}
		for _, s := range c.in {
			if !h.Covers(at(t, s)) {
				t.Errorf("%q leaves out %s", c.hours, s)
			}
		}
		for _, s := range c.out {
			if h.Covers(at(t, s)) {
				t.Errorf("%q takes in %s", c.hours, s)
			}
		}
	}
}

func TestHoursNobodyCanReadAreAnError(t *testing.T) {
	for _, s := range []string{"whenever", ".", "nights", ";", "Mon-Fri", "Mon-Fri mornings", "08:00", "25:00-26:00", "Mon 9-", "2-5 Nov 20:00-08:00", "31 Nov 2026 09:00-17:00",
		"5-2 Nov 2026 09:00-17:00", "Mon-Fri 09:00-17:00 (not Tue)", "Mon-Fri 09:00-17:00 (until 2", "Nov 09:00-17:00", "Mon 09:00-17:00 €"} {
		if h, err := ParseHours(s); err == nil {
			t.Errorf("%q was read as %v", s, h)
		}
	}
	for _, s := range []string{"", "  "} {
		if h, err := ParseHours(s); err != nil || h != nil {
			t.Errorf("%q gives %v, %v", s, h, err)
		}
	}
}

func TestAtWorkReadsTheAuthorsClock(t *testing.T) {
	when := at(t, "2026-11-17T22:30:00Z") // 09:30 on Wednesday in Sydney
	a := Author{Hours: "Mon-Fri 09:00-17:00"}
	if got, ok := a.AtWork(when); got || !ok {
		t.Errorf("on the post's own clock: %v, %v", got, ok)
	}
	a.TimeZone = "Australia/Sydney"
	if got, ok := a.AtWork(when); !got || !ok {
		t.Errorf("in Sydney: %v, %v", got, ok)
	}
	for _, unknown := range []Author{{}, {Hours: "whenever"}, {Hours: "Mon-Fri 09:00-17:00", TimeZone: "Atlantis"}} {
		if _, ok := unknown.AtWork(when); ok {
			t.Errorf("%+v: known", unknown)
		}
	}
	if _, ok := (&Author{Hours: "nights 20:00-08:00"}).AtWork(at(t, "2026-11-17T00:00:00Z")); ok {
		t.Error("a bare date is taken for midnight")
	}
}

func FuzzParseHours(f *testing.F) {
	for _, s := range []string{"Mon-Fri 08:00-18:00; Sat 09:00-13:00", "nights 20:30-09:00, 2-5 Nov 2026", "09:00-21:30, 7 and 8 Nov 2026", "Mon-Sat 09:00-18:00, lunch 13:00-14:00",
		"Mon-Fri 08:00-16:00 (NHS ward)", "Nov 9th-14th, 2026 06:00-18:00", "30 Dec - 2 Jan 2027 8am-8pm", "2026-11-07 – 2026-11-09 0730-2000", "daily 9-5", "(", "1-1-1", "–", "9-", "24-24"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		h, err := ParseHours(s)
		if err != nil && h != nil {
			t.Fatalf("%q: hours and an error", s)
		}
		if err != nil && strings.TrimSpace(err.Error()) == "" {
			t.Fatalf("%q: an error without words", s)
		}
		if len(h) > maxShifts {
			t.Fatalf("%q: %d shifts", s, len(h))
		}
		for _, x := range h {
			if x.From < 0 || x.Until <= x.From || x.Until > 48*time.Hour || x.Day < 0 || x.Day > 6 {
				t.Fatalf("%q: %+v", s, x)
			}
		}
		h.Covers(time.Date(2026, 11, 4, 3, 12, 0, 0, time.UTC))
	})
}
