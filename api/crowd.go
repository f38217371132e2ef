// SPDX-License-Identifier: Apache-2.0

package api

import (
	"chaperone/fact/detect"
	"chaperone/fact/jigsaw"
)

// CrowdOut says how many people a story could be about. Numbers are people; "people" is an upper bound, "low" and "high" its 80 % interval.
type CrowdOut struct {
	People    float64         `json:"people"`
	Low       float64         `json:"low"`
	High      float64         `json:"high"`
	Risk      float64         `json:"risk"`    // chance that a random pick among those who fit is the patient
	Verdict   string          `json:"verdict"` // red, amber or clear, for a stranger and for somebody local
	Clues     []JigsawClue    `json:"clues"`
	Uncounted []JigsawSeen    `json:"uncounted"` // seen, and in no figure: each can only make the number smaller
	Frame     string          `json:"frame"`     // the crowd it begins from
	Readers   []JigsawReader  `json:"readers"`
	Plans     []JigsawPlan    `json:"plans"`
	NoWording bool            `json:"no_wording"` // no wording of this story is safe from this account
	Alone     *JigsawEstimate `json:"alone,omitempty"`
	Figures   []JigsawFigure  `json:"figures"`
}

// JigsawEstimate is a number with its interval.
type JigsawEstimate struct {
	People float64 `json:"people"`
	Low    float64 `json:"low"`
	High   float64 `json:"high"`
}

// JigsawClue is a clue that counts. Start and end are 0 where its words stand in another post or in the profile.
type JigsawClue struct {
	Start   int     `json:"start"`
	End     int     `json:"end"`
	Text    string  `json:"text"`
	Kind    string  `json:"kind"`
	Share   float64 `json:"share"`   // of the narrowing; all sum to 1
	Without float64 `json:"without"` // people, were it not said
	From    string  `json:"from"`    // text, profile or history
	Post    string  `json:"post,omitempty"`
	Says    string  `json:"says,omitempty"` // what it was taken for
}

// JigsawSeen is a detail that was seen and is in no figure.
type JigsawSeen struct {
	Start       int    `json:"start"`
	End         int    `json:"end"`
	Text        string `json:"text"`
	Kind        string `json:"kind"`
	Distinctive bool   `json:"distinctive"`
	Post        string `json:"post,omitempty"`
}

// JigsawReader says what a reader could do with the story.
type JigsawReader struct {
	Reader string `json:"reader"` // stranger, local or insider
	Says   string `json:"says"`
}

// JigsawPlan is a change that makes the story safer.
type JigsawPlan struct {
	Title   string         `json:"title"`
	Edits   []Span         `json:"edits"`
	Worded  bool           `json:"worded"` // the edits make the whole plan; else a part has to be put into words by the author
	Attest  bool           `json:"attest"` // part of it is that the author attests the true date
	Before  JigsawEstimate `json:"before"`
	After   JigsawEstimate `json:"after"`
	Reaches bool           `json:"reaches"` // the threshold
}

// JigsawFigure is a figure the estimate used, and where it comes from.
type JigsawFigure struct {
	Table   string  `json:"table"`
	Row     string  `json:"row"`
	Value   float64 `json:"value"`
	Unit    string  `json:"unit"`
	Source  string  `json:"source"`
	Year    string  `json:"year"`
	Licence string  `json:"licence"`
	Default bool    `json:"default"` // an assumption: no figure exists
}

// jigsawOut gives the wire form of a crowd; nil where the post tells of nobody, or nothing could be counted.
func jigsawOut(c *detect.Crowd, post string) *JigsawOut {
	if c == nil || !c.Result.Known {
		return nil
	}
	r := c.Result
	e := estimateOut(r.Estimate)
	out := &CrowdOut{People: e.People, Low: e.Low, High: e.High, Risk: jigsaw.Shown(r.Risk), Verdict: string(r.Verdict), Frame: c.Problem.Frames[r.Frame].Name, NoWording: r.NoWording,
		Clues: []JigsawClue{}, Uncounted: []JigsawSeen{}, Readers: []JigsawReader{}, Plans: []JigsawPlan{}, Figures: []JigsawFigure{}}
	seen := map[[2]string]bool{}
	note := func(fs []jigsaw.Figure) {
		for _, f := range fs {
			if k := [2]string{f.Table, f.Row}; !seen[k] && f.Table != "" {
				seen[k] = true
				out.Figures = append(out.Figures, JigsawFigure{f.Table, f.Row, f.Value, f.Unit, f.Source, f.Year, f.Licence, f.Default})
			}
		}
	}
	note(c.Problem.Frames[r.Frame].Figures)
	for _, x := range r.Clues {
		k := c.Problem.Clues[x.Clue]
		o := JigsawClue{Kind: string(k.Sort), Text: k.Words, Share: hundredths(x.Share), Without: jigsaw.Shown(x.Without.K), From: string(k.Source), Says: k.Levels[k.At].Label}
		o.Start, o.End, o.Post = placeIn(k, post)
		out.Clues = append(out.Clues, o)
		note(x.Figures)
	}
	for _, u := range r.Uncounted {
		k := c.Problem.Clues[u.Clue]
		o := JigsawSeen{Text: k.Words, Kind: string(k.Sort), Distinctive: u.Why == jigsaw.Distinctive}
		o.Start, o.End, o.Post = placeIn(k, post)
		out.Uncounted = append(out.Uncounted, o)
	}
	for _, x := range c.Readers() {
		out.Readers = append(out.Readers, JigsawReader{x.Reader, x.Says})
	}
	for _, p := range r.Plans {
		o := JigsawPlan{Title: p.Name, Edits: []Span{}, Worded: p.Worded, Attest: p.Attest, Before: estimateOut(p.Before), After: estimateOut(p.After), Reaches: p.Reaches}
		for _, x := range p.Edits {
			if x.Post == post {
				o.Edits = append(o.Edits, Span{x.Start, x.End, x.Text})
			}
		}
		out.Plans = append(out.Plans, o)
	}
	if c.Alone != nil && c.Alone.Known {
		a := estimateOut(c.Alone.Estimate)
		out.Alone = &a
	}
	return &JigsawOut{CrowdOut: out}
}

func placeIn(k jigsaw.Clue, post string) (start, end int, other string) {
	for _, p := range k.Spans {
		if p.Post == post {
			return p.Start, p.End, ""
		}
		other = p.Post
	}
	return 0, 0, other
}

func estimateOut(e jigsaw.Estimate) JigsawEstimate {
	return JigsawEstimate{jigsaw.Shown(e.K), jigsaw.Shown(e.Lo), jigsaw.Shown(e.Hi)}
}
