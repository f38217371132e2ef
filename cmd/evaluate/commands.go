// SPDX-License-Identifier: Apache-2.0

package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// subcommand is one further measurement: "evaluate NAME …". It writes its result to w and parses its own flags.
type subcommand struct {
	about string
	run   func(w io.Writer, args []string) error
}

// subcommands holds them all; a file adds its own with var _ = command(…), so that nothing has to be listed here.
var subcommands = map[string]subcommand{}

func command(name, about string, run func(w io.Writer, args []string) error) struct{} {
	subcommands[name] = subcommand{about, run}
	return struct{}{}
}

// dispatch runs the subcommand the arguments name. It tells false where they name none: plain evaluate, with its flags.
func dispatch(w io.Writer, args []string) (bool, error) {
	if len(args) == 0 || strings.HasPrefix(args[0], "-") {
		return false, nil
	}
	c, ok := subcommands[args[0]]
	if !ok {
		var names []string
		for n, c := range subcommands {
			names = append(names, fmt.Sprintf("  %-12s %s", n, c.about))
		}
		slices.Sort(names)
		return true, fmt.Errorf("there is no %q; there are:\n%s", args[0], strings.Join(names, "\n"))
	}
	return true, c.run(w, args[1:])
}
