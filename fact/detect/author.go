// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strings"

	"chaperone/fact"
	"chaperone/post"
)

// What is true of the author and the destination is not in the words but in the profile and the front matter. These facts have no
// words to point at: their span is the empty one at the start.
var _ = add(Detector{
	Name: "author",
	Kinds: Kinds{
		"author-doctor":     "The author is a doctor, or a physician or anaesthesia associate (GMC).",
		"author-nurse":      "The author is a nurse, midwife or nursing associate (NMC).",
		"author-dentist":    "The author is a member of the dental team (GDC).",
		"author-hcpc":       "The author's profession is regulated by the HCPC (physiotherapist, paramedic, dietitian …).",
		"author-pharmacist": "The author is a pharmacist or pharmacy technician (GPhC).",
		"author-student":    "The author is a student or not yet registered.",
		"author-associate":  "The author is a physician or anaesthesia associate.",
		"author-gb":         "The author works in the United Kingdom, or no country is given.",
		"author-us":         "The author works in the United States.",
		"author-au":         "The author works in Australia.",
		"is-reply":          "The post is a comment or message, or answers a given text.",
		"is-bio":            "The post is a profile text.",
		"is-received":       "The text was sent to the author by somebody else.",
		"closed-group":      "The post goes to a group or to private readers only.",
	},
	Read: func(r *Reader) {
		for _, k := range authorKinds(r.Practice.Author.Role + " " + r.Practice.Author.Body + " " + r.Practice.Author.Specialty) {
			r.Found(k, post.Span{})
		}
		switch r.Practice.Country() {
		case "GB":
			r.Found("author-gb", post.Span{})
		case "US":
			r.Found("author-us", post.Span{})
		case "AU":
			r.Found("author-au", post.Span{})
		}
		if k := r.Post.Kind; k == post.KindComment || k == post.KindMessage || r.Post.Reply != "" {
			r.Found("is-reply", post.Span{})
		}
		if r.Post.Kind == post.KindBio {
			r.Found("is-bio", post.Span{})
		}
		if r.Post.Received {
			r.Found("is-received", post.Span{})
		}
		if a := r.Post.Audience; a == post.Group || a == post.Private {
			r.Found("closed-group", post.Span{})
		}
	},
})

var professions = []struct {
	kind  fact.Kind
	words []string
}{
	{"author-student", []string{"student", "pre-registration", "preregistration", "foundation dentist trainee"}},
	{"author-associate", []string{"physician associate", "anaesthesia associate", "physician assistant"}},
	{"author-dentist", []string{"dentist", "dental", "gdc", "orthodont", "hygienist", "endodont"}},
	{"author-nurse", []string{"nurse", "midwife", "health visitor", "nmc", "sister", "matron", "anp", "nursing", "rmn", "rgn"}},
	{"author-hcpc", []string{"physio", "paramedic", "dietitian", "dietician", "occupational therap", "radiographer", "speech and language", "psychologist", "podiatr", "biomedical scientist", "hcpc", "odp", "operating department", "orthoptist", "audiolog", "art therap", "prosthet"}},
	{"author-pharmacist", []string{"pharmacist", "pharmacy", "gphc"}},
	{"author-doctor", []string{"doctor", "gp", "consultant", "registrar", "physician", "surgeon", "psychiatrist", "anaesthetist", "anesthesiologist", "dermatologist", "cardiologist", "paediatrician", "pediatrician", "gynaecologist", "obstetrician", "neurologist", "oncologist", "pathologist", "radiologist", "foundation", "fy1", "fy2", "f1", "f2", "sho", "st1", "st2", "st3", "st4", "st5", "st6", "st7", "st8", "ct1", "ct2", "ct3", "resident", "intern", "gmc", "medical director", "specialty doctor", "staff grade", "locum", "trainee", "fellow", "attending", "haematologist", "urologist", "rheumatologist", "geriatrician", "ophthalmologist", "endocrinologist", "gastroenterologist"}},
}

// authorKinds reads the professions in a role given in the author's own words. A nurse consultant is a nurse: the first profession
// that is not "student" wins.
func authorKinds(role string) []fact.Kind {
	role = " " + strings.ToLower(role) + " "
	var out []fact.Kind
	for _, p := range professions {
		for _, w := range p.words {
			i := strings.Index(role, w)
			if i < 0 || len(w) <= 4 && (letterAt(role, i-1) || letterAt(role, i+len(w))) {
				continue
			}
			out = append(out, p.kind)
			if p.kind == "author-student" {
				break
			}
			if p.kind == "author-associate" {
				out = append(out, "author-doctor") // the GMC regulates both
			}
			return out
		}
	}
	return out
}

func letterAt(s string, i int) bool {
	return i >= 0 && i < len(s) && (s[i] >= 'a' && s[i] <= 'z' || s[i] >= '0' && s[i] <= '9')
}
