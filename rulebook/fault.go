// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"errors"
	"fmt"

	"chaperone/post"
)

// Fault is one thing in a pack that can't be used, and where it stands.
type Fault struct {
	File string // as the loader names it: "rulebook/us/pack.yaml"
	Line int    // from 1; 0 where it isn't known
	Rule string // the rule's id; "" where it isn't about one
	Err  error
}

// Error gives place, rule and fault in one line.
func (f *Fault) Error() string {
	where := f.File
	if f.Line > 0 {
		where = fmt.Sprintf("%s:%d", f.File, f.Line)
	}
	if f.Rule != "" {
		return fmt.Sprintf("%s: rule %s: %v", where, f.Rule, f.Err)
	}
	return fmt.Sprintf("%s: %v", where, f.Err)
}

// Unwrap gives the fault alone.
func (f *Fault) Unwrap() error { return f.Err }

// Faults takes an error of Load or With apart, in the order in which the faults were found; none where it isn't ErrInvalid.
func Faults(err error) []Fault {
	if !errors.Is(err, ErrInvalid) {
		return nil
	}
	var out []Fault
	var walk func(error)
	walk = func(err error) {
		if err == ErrInvalid {
			return
		}
		if f, ok := err.(*Fault); ok {
			x := *f
			var l *post.LineError
			if x.Line == 0 && errors.As(x.Err, &l) {
				x.Line, x.Err = l.Line, l.Err
			}
			out = append(out, x)
			return
		}
		if many, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range many.Unwrap() {
				walk(e)
			}
			return
		}
		out = append(out, Fault{Err: err})
	}
	walk(err)
	return out
}
