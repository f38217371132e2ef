// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"chaperone/fact"
	"chaperone/fact/jigsaw"
	"chaperone/fact/jigsaw/population"
	"chaperone/post"
	"chaperone/text"
)

// storyReadings says as what each kind of clue enters a story. Detail is listed, never counted.
var storyReadings = []struct {
	kind fact.Kind
	as   jigsaw.Sort
	read func(f *fact.Fact, v *jigsaw.Value) (counted bool)
}{
	{"clue-age", jigsaw.Age, readAge},
	{"clue-sex", jigsaw.Sex, readSex},
	{"clue-pronoun", jigsaw.Sex, readSex},
	{"clue-condition", jigsaw.Condition, readCode},
	{"clue-rare", jigsaw.Condition, readCode},
	{"clue-injury", jigsaw.Condition, readCode},
	{"clue-mechanism", jigsaw.Mechanism, readCode},
	{"clue-event", jigsaw.Mechanism, readCode},
	{"clue-procedure", jigsaw.Procedure, readCode},
	{"clue-care", jigsaw.Care, readPlace},
	{"clue-home", jigsaw.Home, readPlace},
	{"clue-place", jigsaw.Home, readPlace},
	{"clue-spot", jigsaw.Detail, nil},
	{"clue-duration", jigsaw.Detail, nil},
	{"own-relation", jigsaw.Detail, nil},
	{"story-when", jigsaw.When, readWindow},
	{"clue-ethnicity", jigsaw.Ethnicity, readCode}, // or a faith
	{"clue-occupation", jigsaw.Occupation, readCode},
	{"clue-multiple", jigsaw.Multiple, readCode},
	{"clue-ward", jigsaw.Detail, nil},
	{"clue-body", jigsaw.Detail, nil},
	{"clue-animal", jigsaw.Detail, nil},
	{"clue-quote", jigsaw.Detail, nil},
	{"clue-speech", jigsaw.Detail, nil},
	{"clue-ending", jigsaw.Detail, nil},
	{"clue-employer", jigsaw.Detail, nil},
	{"clue-detail", jigsaw.Detail, nil},
	{"clue-singular", jigsaw.Detail, nil},
	{"clue-outcome", jigsaw.Detail, nil},
	{"clue-household", jigsaw.Detail, nil},
	{"clue-relation", jigsaw.Detail, nil},
}

// StoryOf gathers what a post says of the one patient it tells of; nil where it tells of none.
func StoryOf(set *fact.Set) *jigsaw.Story {
	if !set.Has("patient-case") {
		return nil
	}
	return gatherStory(set)
}

// gatherStory gathers what the words say of whoever they speak of, patient or not.
func gatherStory(set *fact.Set) *jigsaw.Story {
	in := set.In
	s := &jigsaw.Story{Told: in.Post.PostedAt, Country: in.Practice.Author.Country}
	if s.Told.IsZero() {
		s.Told = in.Now
	}
	s.Posts = []string{in.Post.ID}
	taken := map[post.Span]jigsaw.Sort{}
	for _, k := range storyReadings {
		for _, f := range theirs(set.Of(k.kind)) {
			v := jigsaw.Value{Code: f.Code}
			as := k.as
			if as == jigsaw.Ethnicity && v.Code == "" {
				if sort, code := population.GroupOf(f.Of(in.Post.Text)); sort != "" {
					as, v.Code = sort, code
				}
			}
			if k.read == nil || !k.read(&f, &v) {
				if as == jigsaw.Sex {
					continue // "they" tells nothing
				}
				as, v = jigsaw.Detail, jigsaw.Value{}
			}
			if as == jigsaw.Home && strings.HasPrefix(f.Code, "care:") {
				as = jigsaw.Care
			}
			if old, ok := taken[f.Span]; ok && (old == as || as == jigsaw.Detail) {
				continue // the same words, read twice
			}
			if slices.ContainsFunc(s.Readings, func(o jigsaw.Reading) bool {
				return o.Overlaps(f.Span) && (as == jigsaw.Detail || o.Sort == as && o.Value.Code != "" && o.Value.Code == v.Code)
			}) {
				continue // words inside others that tell it already
			}
			taken[f.Span] = as
			s.Readings = append(s.Readings, jigsaw.Reading{Sort: as, Source: jigsaw.FromText, Post: in.Post.ID, Span: f.Span, Words: f.Of(in.Post.Text), Value: v, Kind: string(f.Kind)})
		}
	}
	for _, w := range in.Practice.Author.Workplaces {
		s.Readings = append(s.Readings, jigsaw.Reading{Sort: jigsaw.Care, Source: jigsaw.FromProfile, Words: w, Value: jigsaw.Value{Place: w}, Kind: "workplace"})
	}
	if s.Setting = settingOf(set); s.Setting == jigsaw.AnySetting && slices.ContainsFunc(s.Readings, func(r jigsaw.Reading) bool { return r.Sort == jigsaw.Multiple || r.Sort == jigsaw.Procedure }) {
		s.Setting = jigsaw.Hospital // operations and twins' births are seldom elsewhere
	}
	s.Grave = graveStory(set, s)
	s.News = set.Has("clue-newsworthy")
	return s
}

// readAge takes the years of the code, or a plain number.
func readAge(f *fact.Fact, v *jigsaw.Value) bool {
	lo, hi, two := strings.Cut(f.Code, "-")
	if !two {
		lo, hi = f.Value, f.Value
	}
	a, err1 := strconv.Atoi(lo)
	b, err2 := strconv.Atoi(hi)
	if err1 != nil || err2 != nil || a < 0 || b < a || b > 130 {
		return false
	}
	v.Lo, v.Hi, v.Code = a, b, ""
	return true
}

// readSex takes the code, or the value where that is all there is.
func readSex(f *fact.Fact, v *jigsaw.Value) bool {
	if v.Code == "" {
		v.Code = f.Value
	}
	return v.Code == "f" || v.Code == "m"
}

func readCode(f *fact.Fact, v *jigsaw.Value) bool { return v.Code != "" }

// readPlace takes "town:NAME" and "care:NAME"; a place without a name is a detail.
func readPlace(f *fact.Fact, v *jigsaw.Value) bool {
	_, name, ok := strings.Cut(f.Code, ":")
	v.Place, v.Code = name, ""
	return ok && name != ""
}

// readWindow takes "FROM/UNTIL" in minutes of local time, with " night" behind it where only the nights count.
func readWindow(f *fact.Fact, v *jigsaw.Value) bool {
	code, night := strings.CutSuffix(f.Code, " night")
	from, until, ok := strings.Cut(code, "/")
	if !ok {
		return false
	}
	var err1, err2 error
	v.From, err1 = windowTime(from)
	v.Until, err2 = windowTime(until)
	v.Night, v.Code = night, ""
	return err1 == nil && err2 == nil && v.From.Before(v.Until)
}

// windowTime reads a local minute, with or without the zone's offset.
func windowTime(s string) (time.Time, error) {
	for _, form := range []string{"2006-01-02T15:04Z07:00", time.RFC3339} {
		if t, err := time.Parse(form, s); err == nil {
			return t, nil
		}
	}
	return time.Parse("2006-01-02T15:04", s)
}

// hospitalRoles and communityRoles are parts of roles and specialties that tell where care is given.
var hospitalRoles = []string{"surg", "anaesth", "intensiv", "emergency", "registrar", "consultant", "ward", "theatre", "obstetric", "midwi", "neonat", "radiograph", "radiolog", "paramedic", "oncolog", "cardiolog",
	"medical student", "foundation", "fy1", "fy2", "f1", "f2", "sho", "acute", "critical care", "odp", "physician", "haematolog", "gastro", "respiratory", "stroke", "trauma", "orthop"}
var communityRoles = []string{"gp", "general practi", "family doctor", "family medicine", "family physician", "dentist", "dental", "hygienist", "pharmacist", "district nurse", "health visitor", "community", "practice nurse", "optometr", "podiatr", "chiropract",
	"osteopath", "counsel", "psychotherap", "care home", "school nurse", "dispens", "aesthetic"}

// hospitalWords say that a story plays where people are admitted or brought.
var hospitalWords = map[string]bool{"icu": true, "itu": true, "hdu": true, "a&e": true, "resus": true, "theatre": true, "casualty": true, "ward": true, "ambulance": true, "admitted": true}

// clinicWords say that a story plays in a clinic people come to by appointment: nobody is admitted there.
var clinicWords = map[string]bool{"clinic": true, "clinics": true, "outpatient": true, "outpatients": true, "appointment": true, "appointments": true, "surgery's": true, "telehealth": true}

func settingOf(set *fact.Set) jigsaw.Setting {
	if !set.Has("clue-ward") {
		for i := range set.In.Doc.Tokens {
			if clinicWords[set.In.Doc.Tokens[i].Fold] {
				return jigsaw.Community
			}
		}
	}
	for i := range set.In.Doc.Tokens {
		if hospitalWords[set.In.Doc.Tokens[i].Fold] {
			return jigsaw.Hospital
		}
	}
	words := " " + text.Fold(set.In.Practice.Author.Role+" "+set.In.Practice.Author.Specialty)
	for _, w := range communityRoles {
		if strings.Contains(words, " "+w) {
			return jigsaw.Community
		}
	}
	for _, w := range hospitalRoles {
		if strings.Contains(words, " "+w) {
			return jigsaw.Hospital
		}
	}
	if set.Has("clue-ward") {
		return jigsaw.Hospital
	}
	return jigsaw.AnySetting
}

// graveKinds are facts for which the higher threshold holds; graveCodes chapters of ICD-10: mental health, pregnancy with loss, sexual health,
// self-harm and assault.
var graveKinds = []fact.Kind{"clue-outcome", "clue-child", "clue-sexual-offence", "clue-gender-history"}
var graveCodes = []string{"F", "O0", "Z33", "A5", "A60", "A61", "A62", "A63", "A64", "B20", "B21", "B22", "B23", "B24", "X6", "X7", "X80", "X81", "X82", "X83", "X84", "X85", "X9", "Y0", "P95", "O36", "T74"}

func graveStory(set *fact.Set, s *jigsaw.Story) bool {
	for _, k := range graveKinds {
		if len(theirs(set.Of(k))) > 0 {
			return true
		}
	}
	for _, r := range s.Readings {
		if r.Sort == jigsaw.Age && r.Value.Hi < 18 {
			return true
		}
		for _, c := range graveCodes {
			if strings.HasPrefix(r.Value.Code, c) {
				return true
			}
		}
	}
	return false
}

func theirs(fs []fact.Fact) []fact.Fact {
	var out []fact.Fact
	for _, f := range fs {
		if f.Subject == fact.Patient || f.Subject == fact.Family || f.SubjectSure < elsewhere {
			out = append(out, f)
		}
	}
	return out
}
