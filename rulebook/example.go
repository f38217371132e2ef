// SPDX-License-Identifier: Apache-2.0

package rulebook

import (
	"fmt"
	"path"
)

// ReadExamples reads the examples of a rule, which the book was loaded without: some milliseconds for its file.
func (b *Book) ReadExamples(r *Rule) ([]Example, error) {
	if len(r.Examples) > 0 {
		return r.Examples, nil
	}
	p := packFiles{dir: b.dirs[r.Pack], name: r.Pack}
	if p.dir == nil {
		return nil, fmt.Errorf("rule %s: the pack %s isn't at hand any more", r.ID, r.Pack)
	}
	file := path.Base(r.File)
	if file == packName {
		if p.readPack(true); p.err != nil {
			return nil, p.err
		}
	} else {
		p.areas = []areaFile{{file: file}}
		if p.areas[0].read(p.dir, true); p.areas[0].err != nil {
			return nil, p.areas[0].err
		}
	}
	for _, f := range p.areas {
		for _, e := range f.entries {
			if e.ID == r.ID {
				found := Rule{ID: r.ID}
				if errs := found.readExamples(e); len(errs) > 0 {
					return nil, errs[0]
				}
				return found.Examples, nil
			}
		}
	}
	return nil, fmt.Errorf("rule %s: its file no longer has it", r.ID)
}

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
