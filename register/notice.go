// SPDX-License-Identifier: Apache-2.0

package register

import (
	"slices"
	"time"
)

// Nature is what became known of a paper.
type Nature string

// The natures of notices. Only a retraction marks an entry retracted; the others ask a person to look.
const (
	Retraction    Nature = "retraction"
	Concern       Nature = "concern"    // the journal has doubts and says so
	Correction    Nature = "correction" // part of it was wrong
	Reinstatement Nature = "reinstatement"
)

// Notice is what became known of the paper an evidence entry rests on.
type Notice struct {
	Nature  Nature    `json:"nature"`
	On      Date      `json:"on,omitzero"`       // the day of the notice
	Paper   []string  `json:"paper,omitempty"`   // DOI and PMID of the paper by which it was recognised
	DOI     string    `json:"doi,omitempty"`     // of the notice itself
	PMID    string    `json:"pmid,omitempty"`    // of the notice itself
	Reasons []string  `json:"reasons,omitempty"` // as the list puts them
	Source  string    `json:"source,omitempty"`  // who says so: "Retraction Watch 41234", a link
	At      time.Time `json:"at,omitzero"`       // when it was noted here
	By      string    `json:"by,omitempty"`
}

// noted tells whether a notice is on file: the same source, or the same nature and day.
func (e *Entry) noted(n Notice) bool {
	return slices.ContainsFunc(e.Notices, func(m Notice) bool {
		return m.Nature == n.Nature && (n.Source != "" && m.Source == n.Source || m.On.String() == n.On.String() && m.DOI == n.DOI)
	})
}
