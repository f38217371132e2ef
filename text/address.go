// SPDX-License-Identifier: Apache-2.0

package text

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"chaperone/post"
)

// tops are endings that make "name.ending" an address even without http.
var tops = map[string]bool{"com": true, "co": true, "uk": true, "org": true, "net": true, "io": true, "info": true, "health": true, "clinic": true, "shop": true,
	"store": true, "ly": true, "me": true, "app": true, "ai": true, "au": true, "ie": true, "nhs": true, "gov": true, "edu": true, "eu": true, "bio": true,
	"link": true, "tv": true, "us": true, "ca": true, "in": true, "de": true, "fr": true, "nz": true, "care": true, "life": true, "be": true, "to": true, "ee": true, "gg": true,
	"online": true, "site": true, "website": true, "example": true, "test": true, "doctor": true, "dental": true, "fit": true, "club": true, "live": true, "academy": true, "dev": true}

// maxAddress bounds the search for the end of an address, so that no text without spaces makes reading slow.
const maxAddress = 2048

// longRun is the length from which a run without spaces is only asked once whether an address begins it.
const longRun = 256

// address finds a web or mail address that starts at byte at.
func (r *reader) address(at int) (int, Class) {
	if at < r.plainTo {
		return at, 0
	}
	run := addressRun(r.s, at)
	end, class := addressIn(r.s, at, run)
	if end == at && run < len(r.s) && r.s[run] >= utf8.RuneSelf {
		end, class = r.foldedMail(at)
	}
	if end == at && (run-at >= longRun || strings.IndexByte(r.s[at:run], '.') < 0) {
		r.plainTo = run
	}
	return end, class
}

// foldedMail finds a mail address written in letters of another alphabet.
func (r *reader) foldedMail(at int) (int, Class) {
	end, sign := at, false
	for end < len(r.s) && end-at < longRun {
		c, n := decode(r.s, end)
		if c <= ' ' || unicode.IsSpace(c) || emoji(c) || strings.ContainsRune(`"<>()[],;|*'`, c) {
			break
		}
		sign = sign || c == '@' || c == '＠'
		end += n
	}
	if !sign {
		return at, 0
	}
	fold, from := foldPlaces(r.s, post.Span{Start: at, End: end})
	stop, class := addressIn(fold, 0, len(fold))
	if class != Email {
		return at, 0
	}
	if stop < len(from) {
		end = from[stop]
	}
	return end, Email
}

// addressRun gives the end of the bytes that could belong to an address.
func addressRun(s string, at int) int {
	end, scheme := at, false
	for end < len(s) && end-at < maxAddress {
		c := s[end]
		if c <= ' ' || c == '"' || c == '<' || c == '>' || c == '(' || c == ')' || c == '[' || c == ']' || c == ',' && !scheme || c >= utf8.RuneSelf || c == ';' || c == '|' || c == '*' || c == '\'' {
			break
		}
		scheme = scheme || c == '/' && end-at >= 2 && s[end-2:end] == ":/"
		end++
	}
	return end
}

func addressIn(s string, at, end int) (int, Class) {
	dot, mail := strings.IndexByte(s[at:end], '.') >= 0, strings.IndexByte(s[at:end], '@') >= 0
	if !dot {
		return at, 0
	}
	for end > at && strings.IndexByte(".,:!?;-_/", s[end-1]) >= 0 {
		if s[end-1] == '/' && strings.Contains(s[at:end], ".") && !strings.Contains(s[at:end-1], "://") && end-2 > at && s[end-2] != '/' {
			break
		}
		end--
	}
	run := s[at:end]
	low := strings.ToLower(run)
	if strings.HasPrefix(low, "http://") || strings.HasPrefix(low, "https://") || strings.HasPrefix(low, "www.") && len(low) > 6 {
		return end, URL
	}
	if mail {
		local, host, _ := strings.Cut(run, "@")
		if local != "" && strings.Contains(host, ".") && !strings.ContainsAny(host, "@/:") {
			return end, Email
		}
		return at, 0
	}
	host, path, _ := strings.Cut(low, "/")
	host, _, _ = strings.Cut(host, "?")
	labels := strings.Split(host, ".")
	last := labels[len(labels)-1]
	if len(labels) < 2 || !tops[last] {
		return at, 0
	}
	for _, l := range labels {
		if l == "" || strings.Trim(l, "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return at, 0
		}
	}
	// "ill.in", "done.to": a missing space after a stop. An address has a path, a long name, or an ending nobody writes by accident.
	if weak := last == "in" || last == "to" || last == "me" || last == "be" || last == "us" || last == "co" || last == "de" || last == "care" || last == "life" || last == "live" || last == "it" || last == "fit" || last == "health"; weak && path == "" && len(labels) == 2 && strings.Contains(low, ".") {
		if last != "co" && last != "health" && last != "care" {
			return at, 0
		}
	}
	if unicode.IsUpper(rune(run[strings.LastIndexByte(run, '.')+1])) && !unicode.IsUpper(rune(run[0])) && path == "" {
		return at, 0 // "today.In the end"
	}
	return end, URL
}
