// SPDX-License-Identifier: Apache-2.0

package permit

import (
	"fmt"
	"strings"
	"time"
)

// Sentences says in plain words what came out: the first is the title, the last the way out where there is one.
func (r Result) Sentences() []string {
	p := r.Permit
	switch r.State {
	case NotPermit:
		return []string{"This isn't a permit.", "Either it is another file, or it was changed, even by a space. Ask for the file as it was given out. (" + cause(r.Why, ErrNotPermit) + ")"}
	case Changed:
		return []string{"This permit isn't what was signed.", "At least one character differs, in its lines or in its signature. Ask for the file as it was given out."}
	case OtherKey:
		return []string{"This permit is signed by another key.", "Its key is " + p.Key + ". Ask the practice which key is theirs, by another way than the one the permit came by."}
	case IsWithdrawn:
		return []string{"This permit was withdrawn.", fmt.Sprintf("The practice's list says so since %s.", clock(r.Entry.At)), again}
	case IsSuperseded:
		return []string{"This permit is for an earlier version.", fmt.Sprintf("Permit %s took its place on %s.", r.Entry.By, clock(r.Entry.At)), "Publish what that one is for, or check and sign off again; it takes a minute."}
	case Other:
		return append(append([]string{r.otherTitle()}, r.differences()...), again)
	case Expired:
		return []string{"This permit ended on " + p.ValidUntil.Format("2 January 2006") + ".", fmt.Sprintf("It held until %s.", clock(p.ValidUntil)), again}
	case ListUnreadable:
		return []string{"The status list can't be used.", "The permit itself holds for what was given. Whether it was withdrawn since, we can't tell: " + r.Why.Error() + ".", "Get the list from the practice again."}
	}
	out := []string{"This permit is valid.", r.statement(), r.signedOff()}
	if len(r.Skipped) > 0 {
		out = append(out, "Not compared, since it wasn't given: "+list(r.Skipped)+".")
	}
	if !r.KeyKnown {
		out = append(out, "The signature is by the key on the permit itself. Whether that is the practice's key, ask the practice: "+p.Key)
	}
	switch {
	case r.Listed.IsZero():
		out = append(out, "Whether it was withdrawn since can't be told without the practice's status list.")
	case r.Older:
		out = append(out, fmt.Sprintf("The status list of %s is older than the permit and can't know of it.", clock(r.Listed)))
	default:
		out = append(out, fmt.Sprintf("By the practice's list of %s it was neither withdrawn nor superseded.", clock(r.Listed)))
	}
	if r.Ahead > time.Minute {
		out = append(out, "It was signed off later than the clock here says. One of the two clocks is wrong.")
	}
	return out
}

const again = "Check and sign off again; it takes a minute."

// statement says what the permit is for.
func (r Result) statement() string {
	p := r.Permit
	s := fmt.Sprintf("It is for one text of %d bytes", p.TextBytes)
	switch n := len(p.Media); n {
	case 0:
		s += " without files"
	case 1:
		s += " with 1 file"
	default:
		s += fmt.Sprintf(" with %d files", n)
	}
	if len(p.Platforms) > 0 {
		s += ", on " + strings.Join(p.Platforms, ", ")
	}
	if p.Account != "" {
		s += ", from " + p.Account
	}
	if p.Audience != "" {
		s += ", for this audience: " + p.Audience
	}
	return s + "."
}

func (r Result) signedOff() string {
	p := r.Permit
	who := p.By
	if p.Name != "" {
		who = p.Name
	}
	return fmt.Sprintf("It was checked by rulebook %s on %s and signed off by %s on %s. It holds until %s.", p.Rulebook, clock(p.Checked), who, clock(p.SignedOff), clock(p.ValidUntil))
}

func (r Result) otherTitle() string {
	if len(r.Differs) > 1 {
		return "This permit is for another post."
	}
	switch f := r.Differs[0]; f {
	case FieldText:
		return "This permit is for another text."
	case FieldPlatform, FieldAccount, FieldAudience:
		return fmt.Sprintf("This permit is for another %s.", f)
	}
	return "This permit is for other files."
}

// differences says for each field what the permit is for instead. Words of the post aren't repeated: a permit has none.
func (r Result) differences() []string {
	p := r.Permit
	var out []string
	for _, f := range r.Differs {
		switch f {
		case FieldText:
			s := "The words aren't the ones signed off."
			if r.near != "" {
				s += " Only this differs: " + r.near + "."
			}
			out = append(out, s)
		case FieldMedia:
			out = append(out, fmt.Sprintf("Another number of files: it is for %d.", len(p.Media)))
		case FieldPlatform:
			out = append(out, "It is for "+said(strings.Join(p.Platforms, ", "), "no platform in particular")+".")
		case FieldAccount:
			out = append(out, "It is for "+said(p.Account, "no account in particular")+".")
		case FieldAudience:
			out = append(out, "It is for this audience: "+said(p.Audience, "not said")+".")
		default:
			out = append(out, fmt.Sprintf("Not what was signed off: %s.", f))
		}
	}
	return out
}

func said(s, none string) string {
	if s == "" {
		return none
	}
	return s
}

func list(fs []Field) string {
	s := make([]string, len(fs))
	for i, f := range fs {
		s[i] = string(f)
	}
	return strings.Join(s, ", ")
}

// cause gives the part of an error behind its sentinel.
func cause(err, sentinel error) string {
	return strings.TrimPrefix(err.Error(), sentinel.Error()+": ")
}

// clock gives a time for people. UTC is named: whoever reads it may be anywhere.
func clock(t time.Time) string { return t.UTC().Format("2 January 2006 at 15:04 UTC") }
