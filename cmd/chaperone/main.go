// SPDX-License-Identifier: Apache-2.0

// Command chaperone checks what clinicians are about to publish against the rules that bind them. This folder holds flags and wiring
// only: what it does is in practice and the rooms above it.
package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/alecthomas/kong"
)

// Exit codes of the interface contract.
const (
	exitOK    = 0
	exitFound = 1 // something at or above --fail-on; a rule's own example fails
	exitBad   = 2 // bad input or usage
)

// errUsage and errFound carry an exit code to the end of main; what had to be said has been said.
var (
	errFound = errors.New("found")
	errBad   = errors.New("bad input")
)

type cli struct {
	Serve    serveCmd         `cmd:"" help:"The desk: write, check and sign off in the browser. What chaperone alone does, too."`
	Check    checkCmd         `cmd:"" help:"Check posts: FILE, DIR, or - for standard input."`
	Post     postCmd          `cmd:"" help:"The life of a post: draft, ways out, sign-off, published, taken down."`
	Register registerCmd      `cmd:"" help:"What you may lean on: consents, interests, permissions, evidence, cover, credentials."`
	Request  requestCmd       `cmd:"" help:"Ask a patient, an employer or a colleague about a post, and take their answer."`
	Permit   permitCmd        `cmd:"" help:"Publish permits: signed statements that a post was checked and signed off."`
	Record   recordCmd        `cmd:"" help:"What was decided: read it, prove it, protect it."`
	Backup   backupCmd        `cmd:"" help:"The whole practice in one sealed file, while work goes on."`
	Restore  restoreCmd       `cmd:"" help:"A backup into a new folder."`
	Rules    rulesCmd         `cmd:"" help:"Read and test the rulebook."`
	Version  kong.VersionFlag `short:"V" help:"Print the version and leave."`
}

// env is what a command may touch of the world: scripts and tests hand in their own.
type env struct {
	in       io.Reader
	out, err io.Writer
}

const about = `Reads a post before it is published and says what in it would break a rule that binds its author, which paragraph says so, and how to
mend it. Everything happens on this machine.`

func main() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(150) // rulebook and word lists are 20 MiB that stay: collecting less often makes starts and checks quicker, up to a point where memory only fills the caches
	}
	os.Exit(run(os.Args[1:], env{os.Stdin, os.Stdout, os.Stderr}))
}

func run(args []string, e env) int {
	var c cli
	code := -1
	k, err := kong.New(&c, kong.Name("chaperone"), kong.Description(about), kong.Vars{"version": "chaperone " + version()},
		kong.Writers(e.out, e.err), kong.Exit(func(n int) { code = n }), kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100, NoExpandSubcommands: true}))
	if err != nil {
		fmt.Fprintln(e.err, "chaperone:", err)
		return exitBad
	}
	if len(args) == 0 {
		args = []string{"serve"}
	}
	ctx, err := k.Parse(args)
	if code >= 0 { // --help, --version
		return code
	}
	if err != nil {
		fmt.Fprintf(e.err, "chaperone: %s\n", usageWords(err))
		return exitBad
	}
	switch err = ctx.Run(e); {
	case err == nil:
		return exitOK
	case errors.Is(err, errFound):
		return exitFound
	case errors.Is(err, errBad):
		return exitBad
	default:
		fmt.Fprintln(e.err, "chaperone:", ended(err.Error()))
		return exitBad
	}
}

// ended gives a message the full stop it may lack.
func ended(s string) string {
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "?") || strings.HasSuffix(s, "…") || strings.HasSuffix(s, "\n") {
		return s
	}
	return s + "."
}

// usageWords puts a fault of usage as one would say it, with where to read how it's done.
func usageWords(err error) string {
	command, leaf := "chaperone", false
	var p *kong.ParseError
	if errors.As(err, &p) && p.Context != nil {
		if n := p.Context.Selected(); n != nil {
			command, leaf = "chaperone "+n.Path(), n.Leaf()
		}
	}
	return ended(faultWords(err, leaf)) + " " + command + " --help shows " + map[bool]string{true: "how it goes.", false: "what there is."}[leaf]
}

// faultWords says what is wrong. At a leaf, a command with no commands under it, a word too many can't be a misspelt command.
func faultWords(err error, leaf bool) string {
	s := strings.ReplaceAll(err.Error(), `","`, `", "`)
	s = strings.Replace(s, " but got ", ", not ", 1)
	if rest, ok := strings.CutPrefix(s, "unknown flag "); ok {
		s = "there is no flag " + rest
	} else if rest, ok := strings.CutPrefix(s, "unexpected argument "); ok {
		s = "nothing here is called " + rest
		if leaf {
			s = rest + " is one word too many"
		}
	} else if rest, ok := strings.CutPrefix(s, "expected one of "); ok {
		s = "what should be done? One of " + rest
	} else if rest, ok := strings.CutPrefix(s, "expected \"<"); ok {
		s = "something is missing: <" + strings.TrimSuffix(rest, `"`)
	} else if rest, ok := strings.CutPrefix(s, "missing flags: "); ok {
		s = "something is missing: " + rest
	}
	return s
}

// version is the module's, as stamped by the build; "dev" for a build from a working tree.
func version() string {
	if b, ok := debug.ReadBuildInfo(); ok && b.Main.Version != "" && b.Main.Version != "(devel)" {
		return b.Main.Version
	}
	return "dev"
}
