// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"chaperone/fact"
)

func readWords(t testing.TB, words string) *fact.Set {
	t.Helper()
	in, err := fact.Context{}.Input(words, testNow)
	if err != nil {
		t.Fatal(err)
	}
	set, err := Read(in)
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// checkDigit gives the last digit of a health number; false where none is issued.
func checkDigit(nine int) (int, bool) {
	for d := range 10 {
		if healthCheck(fmt.Sprintf("%09d%d", nine, d)) {
			return d, true
		}
	}
	return 0, false
}

// TestTenBareDigitsAreNeverAnNHSNumber: without a word that says so they are a question at most. A hundred share a text, in the way
// a list would hold them, so that a hundred thousand are quick.
func TestTenBareDigitsAreNeverAnNHSNumber(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	bare := 0
	for range 1_000 {
		var b strings.Builder
		for range 100 {
			fmt.Fprintf(&b, "%010d,\n", r.Int64N(10_000_000_000))
		}
		set := readWords(t, b.String())
		if set.Has("nhs-number") || set.Has("chi-number") {
			t.Fatalf("bare digits were read as a number: %q", b.String())
		}
		bare += len(set.Of("nhs-number-bare"))
	}
	if rate := float64(bare) / 100_000; rate > 0.05 {
		t.Errorf("%.3f of random numbers are a question, more than check and ranges allow", rate)
	}
}

func TestEveryLiveNumberInThreeGroupsIsRead(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	ranges := [][2]int{{400_000_000, 499_999_999}, {600_000_000, 799_999_999}, {320_000_000, 399_999_999}}
	for i := range 600 {
		a := ranges[i%3]
		nine := a[0] + r.IntN(a[1]-a[0]+1)
		d, ok := checkDigit(nine)
		s := fmt.Sprintf("%09d%d", nine, d)
		if !ok || sameDigits(s) {
			continue
		}
		for _, sep := range []string{" ", "-", "\u00a0", "\u200b"} {
			words := "Found on the bus: " + s[:3] + sep + s[3:6] + sep + s[6:] + ", whose is it?"
			if set := readWords(t, words); !set.Has("nhs-number") {
				t.Fatalf("%q was not read", words)
			}
		}
	}
}

func TestUKMobilesAreNeverHealthNumbers(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 500 {
		n := r.IntN(1_000_000_000)
		for _, words := range []string{
			fmt.Sprintf("Ring +44 7%03d %06d after six", n/1_000_000, n%1_000_000),
			fmt.Sprintf("or 07%03d %06d", n/1_000_000, n%1_000_000),
			fmt.Sprintf("or 07%09d", n),
			fmt.Sprintf("+447%09d", n),
		} {
			set := readWords(t, words)
			for _, k := range []fact.Kind{"nhs-number", "nhs-number-bare", "chi-number", "chi-number-bare"} {
				if set.Has(k) {
					t.Fatalf("%q was read as %s", words, k)
				}
			}
			if !set.Has("phone") {
				t.Fatalf("%q holds a phone number", words)
			}
		}
	}
}

func TestEveryIssuedInsurancePrefixIsReadAndNoOther(t *testing.T) {
	never := map[string]bool{"BG": true, "GB": true, "KN": true, "NK": true, "NT": true, "TN": true, "ZZ": true}
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			p := string(a) + string(b)
			valid := !strings.ContainsRune("DFIQUV", a) && !strings.ContainsRune("DFIQUVO", b) && !never[p]
			if got := readWords(t, "Left behind: "+p+" 10 37 59 A").Has("ni-number"); got != valid {
				t.Errorf("%s: read %v, want %v", p, got, valid)
			}
		}
	}
}

// FuzzIdentifiers: whatever stands in a text, spans are those of the original bytes and nothing breaks.
func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"485 777 3457", "NHS no\u200b 4\u200b8\u200b5 777 3457", "Mrs O’Brien, 84, came in", "+44 (0)7700 900 027 x", "J. R. R.", "@ # 0 00 000", "Mr B's", "14 Hawthorn Close LS6 4AP", "\xff\xfe123 456 7890"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		set := readWords(t, s)
		for _, x := range set.All() {
			if !x.Fits(s) {
				t.Fatalf("%v does not fit %q", x, s)
			}
		}
		for _, k := range []fact.Kind{"nhs-number", "phone", "person-name", "hospital-number", "postcode", "contact", "confirms-patient"} {
			if why := set.Failed(k); why != "" {
				t.Fatalf("%s: %q", why, s)
			}
		}
	})
}
