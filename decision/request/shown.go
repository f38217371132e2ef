// SPDX-License-Identifier: Apache-2.0

package request

// AskedWords is the private part of KindAsked.
type AskedWords struct {
	Shown Shown  `json:"shown"`
	Told  string `json:"told"` // the words of the page as the person gets them
	Salt  string `json:"salt"` // hex; keys Asked.Told, so that the digest alone confirms no guess at a name
}

// String hides the words.
func (AskedWords) String() string { return "words()" }

// Party is somebody, to tell one from another. Empty fields aren't known.
type Party struct {
	Name   string `json:"name,omitempty"`
	Email  string `json:"email,omitempty"`
	Phone  string `json:"phone,omitempty"`
	Number string `json:"number,omitempty"` // registration with GMC, NMC …
	Role   string `json:"role,omitempty"`   // and organisation, where there is one
	Member string `json:"member,omitempty"` // id, where the person works here
}

// String hides the person.
func (Party) String() string { return "party()" }

// Shown are the plain facts the page is filled from. All words are plain text as a person would write it.
type Shown struct {
	Person      Party     `json:"person"`                // who is asked
	Patient     string    `json:"patient,omitempty"`     // the patient's name, where somebody else is asked
	About       string    `json:"about,omitempty"`       // and how the page names them: "your son", "Mrs Lee"
	Words       []string  `json:"words,omitempty"`       // by which posts speak of the patient
	Author      Party     `json:"author"`                //
	Called      string    `json:"called"`                // how the page names the author: "Dr Okafor"
	Place       string    `json:"place,omitempty"`       // where they work: "St Anne's Hospital"
	Team        string    `json:"team,omitempty"`        // whom "we" means: "Dr Okafor and her team"
	Text        string    `json:"text"`                  // of the post
	Pictures    []Picture `json:"pictures,omitempty"`    //
	Account     string    `json:"account,omitempty"`     // "@dr.okafor"
	Sites       []string  `json:"sites,omitempty"`       // platforms as people call them: "Instagram"
	Audience    string    `json:"audience,omitempty"`    // a sentence: "Anyone in the world. About 12,000 people follow the page."
	Stays       string    `json:"stays,omitempty"`       // "years"
	Purpose     string    `json:"purpose,omitempty"`     // one of Purposes, or own words
	Why         string    `json:"why,omitempty"`         // a sentence: "To show people the early signs of a stroke."
	Paid        string    `json:"paid,omitempty"`        // a sentence: "Dr Okafor is not paid for it."
	Named       bool      `json:"named,omitempty"`       // the person's name is in the post
	Offered     string    `json:"offered,omitempty"`     // the incentive, in words
	ReadBy      string    `json:"read_by,omitempty"`     // who sees the answer besides the author: "the hospital's press team"
	Notes       bool      `json:"notes,omitempty"`       // the answer is kept in the health notes
	Phone       string    `json:"phone,omitempty"`       // to ring
	Address     string    `json:"address,omitempty"`     // to write to
	Uses        []string  `json:"uses,omitempty"`        // employer: in words
	Interest    string    `json:"interest,omitempty"`    // colleague: in the author's words
	InterestIn  string    `json:"interest_in,omitempty"` // colleague: the party
	KnownWishes string    `json:"wishes,omitempty"`      // what somebody who died wanted, and who says so
	Relation    string    `json:"relation,omitempty"`    // of the person asked to the patient: "daughter"
	Taken       string    `json:"taken,omitempty"`       // who asks: "treating clinician"
}

// String hides the words.
func (Shown) String() string { return "shown()" }

// Picture is one of the post's, as it will go out.
type Picture struct {
	Digest string `json:"digest"`
	Alt    string `json:"alt,omitempty"`
}
