// SPDX-License-Identifier: Apache-2.0

package practice

import (
	"context"
	"errors"

	"chaperone/register"
)

// Fresh tells whether nothing was ever kept here: no profile, no entry of a register, no post, nothing being written.
func (o *Office) Fresh(ctx context.Context) (fresh bool, err error) {
	any := errors.New("there is something")
	err = o.view(ctx, func(r reading) error {
		for _, kind := range []string{stateSettings, stateEntry, statePost, stateWorking} {
			if err := r.v.States(kind, func(string, []byte) error { return any }); err != nil {
				return err
			}
		}
		return nil
	})
	if errors.Is(err, any) {
		return false, nil
	}
	return err == nil, err
}

// KeepRegister says that a register is kept from now on: what isn't in it isn't on file, where before nobody knew. One that is kept already
// stays as it is.
func (o *Office) KeepRegister(ctx context.Context, by Member, n register.Name) error {
	return o.update(ctx, by, func(w *work) error {
		rs, err := w.registers()
		if err != nil || rs.Given(n) {
			return err
		}
		e, err := rs.Give(w.at, w.by, n)
		if err != nil {
			return err
		}
		return w.filed(e)
	})
}
