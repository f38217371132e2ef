// SPDX-License-Identifier: Apache-2.0

package api

import (
	"fmt"
	"io"
	"strings"
)

// githubLevels maps our levels to workflow commands.
var githubLevels = map[string]string{"stop": "error", "decide": "warning", "advise": "notice"}

// WriteGitHub writes one workflow command (annotation) for each finding, question that holds, failed rule and unreadable file.
func WriteGitHub(w io.Writer, l *Located) error {
	put := func(level, title, msg string, spans []Span) error {
		at := "file=" + property(l.artifactName())
		if l.Line > 0 {
			at += fmt.Sprintf(",line=%d", l.Line)
		} else if len(spans) > 0 {
			line, col := l.Place(spans[0].Start)
			endLine, endCol := l.Place(spans[0].End)
			at += fmt.Sprintf(",line=%d,endLine=%d", line, endLine)
			if line == endLine {
				at += fmt.Sprintf(",col=%d,endColumn=%d", col, endCol)
			}
		}
		_, err := fmt.Fprintf(w, "::%s %s,title=%s::%s\n", level, at, property(title), message(msg))
		return err
	}
	if l.Fault != "" {
		return put("error", "Not checked", l.Fault, nil)
	}
	for _, f := range l.Findings {
		if err := put(githubLevels[f.Level], f.Title, f.Message+citeWords(f), f.Spans); err != nil {
			return err
		}
	}
	for _, q := range l.Questions {
		level := "notice"
		if q.Holds {
			level = "warning"
		}
		if err := put(level, "A question", q.Text, q.Spans); err != nil {
			return err
		}
	}
	for _, f := range l.Failed {
		if err := put("warning", "One check couldn't run", f.Rule+": "+f.Why, nil); err != nil {
			return err
		}
	}
	return nil
}

func (l *Located) artifactName() string {
	if l.File == "" {
		return "stdin"
	}
	return l.File
}

func message(s string) string {
	return strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(visible(s))
}

func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(message(s))
}
