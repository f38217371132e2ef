// SPDX-License-Identifier: Apache-2.0

package detect

import (
	"strconv"
	"time"
)

// A reader takes "last night" as the night before the post; where the post has a time, the day it means is worked out.
var _ = add(Detector{
	Name:  "recent-time",
	Kinds: Kinds{"recent-time": "Words that place the story in the last days: today, last night, on shift, this week. The value is the day meant, where the post has a date."},
	Lists: []string{"recent-time"},
	Read: func(r *Reader) {
		for _, m := range r.Phrases("recent-time") {
			f := r.Found("recent-time", m.Span)
			f.Instead = "recently"
			if r.Post.PostedAt.IsZero() {
				continue
			}
			f.Value = recentDay(m.Value, r.Post.PostedAt)
		}
	},
})

// recentDay gives the day meant by a value of the list: days back ("-1"), or a weekday ("mon") counted back from the post.
func recentDay(v string, posted time.Time) string {
	if n, err := strconv.Atoi(v); err == nil {
		return posted.AddDate(0, 0, n).Format("2006-01-02")
	}
	days := map[string]time.Weekday{"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
	if d, ok := days[v]; ok {
		back := (int(posted.Weekday()) - int(d) + 7) % 7
		return posted.AddDate(0, 0, -back).Format("2006-01-02")
	}
	return ""
}
