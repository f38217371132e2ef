// SPDX-License-Identifier: Apache-2.0

package link

import (
	"strings"

	"chaperone/fact/jigsaw"
)

// Share is the default of Rules.P: round shares of the people clinicians write about, from the design's synthetic hospitals (a block
// within a specialty six times as common as in the country) and, for occupations, the nine major groups of SOC2010 in the census of 2011
// (ONS KS608). They only have to be right within a factor of two or so: that is 0.7 in log odds.
func Share(r jigsaw.Reading) float64 {
	switch r.Sort {
	case jigsaw.Age:
		return ageShare(r.Value.Lo, r.Value.Hi)
	case jigsaw.Sex:
		return 0.5
	case jigsaw.Condition:
		if strings.HasPrefix(r.Value.Code, "ORPHA:") {
			return 0.001
		}
		return codeShare(r.Value.Code, [3]float64{0.04, 0.015, 0.005})
	case jigsaw.Mechanism:
		return codeShare(r.Value.Code, [3]float64{0.05, 0.02, 0.01})
	case jigsaw.Procedure:
		return codeShare(r.Value.Code, [3]float64{0.08, 0.03, 0.01})
	case jigsaw.Care:
		return 0.1
	case jigsaw.Home:
		return 0.03
	case jigsaw.When:
		return max(0.05, r.Value.Until.Sub(r.Value.From).Hours()/24/30)
	case jigsaw.Ethnicity, jigsaw.Religion:
		return 0.1
	case jigsaw.Born:
		return 0.05
	case jigsaw.Occupation:
		if p, ok := majorGroups[r.Value.Code]; ok {
			return p
		}
		return 0.05
	case jigsaw.Marital:
		return 0.4
	case jigsaw.Multiple:
		if r.Value.Code == "2" {
			return 0.015
		}
		return 0.001
	case jigsaw.GivenName:
		return 0.005
	}
	return 0.02
}

var majorGroups = map[string]float64{"soc1": 0.11, "soc2": 0.18, "soc3": 0.13, "soc4": 0.11, "soc5": 0.11, "soc6": 0.09, "soc7": 0.08, "soc8": 0.07, "soc9": 0.11}

// ageShare is roughly that of emergency admissions: the first year and the years from 70 on come three times as often as others.
func ageShare(lo, hi int) float64 {
	p := 0.0
	for y := lo; y <= min(hi, 110); y++ {
		switch {
		case y == 0:
			p += 0.03
		case y < 18:
			p += 0.006
		case y < 65:
			p += 0.009
		case y < 90:
			p += 0.017
		default:
			p += 0.004
		}
	}
	return min(1, max(p, 0.002))
}

// codeShare goes by how much a code leaves open: a block of several categories, one category, or a subdivision.
func codeShare(code string, p [3]float64) float64 {
	rs := ranges(code)
	switch {
	case len(rs) > 1 || len(rs) == 1 && rs[0].lo != rs[0].hi:
		return p[0]
	case strings.Contains(code, ".") || len(code) > 4:
		return p[2]
	}
	return p[1]
}
