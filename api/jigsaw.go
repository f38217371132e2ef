// SPDX-License-Identifier: Apache-2.0

package api

import (
	"time"

	"chaperone/fact/jigsaw/link"
	"chaperone/practice"
)

// JigsawOut is what readers could piece together; only where the post speaks of a patient. Its first part is left out where nothing could be
// counted.
type JigsawOut struct {
	*CrowdOut
	Linked []LinkedOut `json:"linked,omitempty"` // earlier posts on the same person, the likeliest first
	Author []KnownOut  `json:"author,omitempty"` // what the account has made known of its author up to this post
}

// LinkedOut is an earlier story the post carries on.
type LinkedOut struct {
	Posts []string    `json:"posts"` // their ids, in order of time
	As    string      `json:"as"`    // "same" or "maybe"
	Clues []GroundOut `json:"clues"` // what did it, the weightiest first
}

// GroundOut is one thing two posts share, or words that point back.
type GroundOut struct {
	Kind  string `json:"kind"`  // age, condition, word …; explicit, pronoun, definite, count, reply: words that point back
	Text  string `json:"text"`  // in this post; empty where it has no words
	Start int    `json:"start"` // of them
	End   int    `json:"end"`
	Post  string `json:"post,omitempty"`  // the earlier post
	Their string `json:"their,omitempty"` // its words
}

// KnownOut is one thing the account has made known of its author.
type KnownOut struct {
	What        string `json:"what"` // workplace, town, specialty, grade, hours, time-zone
	Value       string `json:"value"`
	Where       string `json:"where"`          // profile, bio, post
	Post        string `json:"post,omitempty"` // id of the post that says it, or with which the profile was first seen
	Start       int    `json:"start"`          // of the words, where they stand in a post or bio
	End         int    `json:"end"`
	PublicUntil string `json:"public_until,omitempty"` // a later profile leaves it out; readers may remember it
}

// AddLinked adds what earlier posts of the account have to do with this one.
func (r *Result) AddLinked(rep *practice.Report) {
	o := rep.Linked
	if o == nil || len(o.Links) == 0 && !rep.Facts.Has("patient-case") {
		return
	}
	j := r.Jigsaw
	if j == nil {
		j = &JigsawOut{}
	}
	for _, l := range o.Links {
		out := LinkedOut{Posts: l.Posts, As: string(l.As), Clues: []GroundOut{}}
		for _, g := range l.Grounds {
			if g.Weight > 0 {
				out.Clues = append(out.Clues, GroundOut{g.Sort, g.Of(rep.Post.Text), g.Start, g.End, g.Post, g.Their})
			}
		}
		j.Linked = append(j.Linked, out)
	}
	for _, k := range o.Profile {
		j.Author = append(j.Author, knownOut(k))
	}
	if len(j.Linked)+len(j.Author) > 0 {
		r.Jigsaw = j
	}
}

func knownOut(k link.Known) KnownOut {
	o := KnownOut{What: k.What, Value: k.Value, Where: k.Where, Post: k.Post, Start: k.Start, End: k.End}
	if !k.Until.IsZero() {
		o.PublicUntil = k.Until.Format(time.RFC3339)
	}
	return o
}
