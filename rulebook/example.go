// SPDX-License-Identifier: Apache-2.0

package rulebook

import "fmt"

func (r *Rule) readExamples(e ruleEntry) (errs []error) {
	raised, clear := false, false
	for i, x := range e.Examples {
		ex := Example{Fixed: x.Fixed}
		n := 0
		for _, o := range []struct {
			name string
			text *string
		}{{"raised", x.Raised}, {"ask", x.Ask}, {"clear", x.Clear}, {"silent", x.Silent}} {
			if o.text != nil {
				n++
				ex.Outcome, ex.Text = o.name, *o.text
			}
		}
		if n != 1 {
			errs = append(errs, fmt.Errorf("example %d: one of raised, ask, clear, silent is needed", i+1))
		}
		if x.Level != "" {
			var ok bool
			if ex.Level, ok = ParseLevel(x.Level); !ok {
				errs = append(errs, fmt.Errorf("example %d: level %q is not known", i+1, x.Level))
			}
		}
		if x.With != nil {
			ex.Context = *x.With
		}
		raised = raised || ex.Outcome == "raised"
		clear = clear || ex.Outcome == "clear" || ex.Outcome == "silent"
		r.Examples = append(r.Examples, ex)
	}
	if !raised || !clear {
		errs = append(errs, fmt.Errorf("a raised example and a clear or silent one are needed"))
	}
	return errs
}
