#!/bin/sh
# Installs what the tests need and runs them all. Needs Go; everything else it fetches itself. Slow lanes (benchmarks, corpora, long
# fuzzing, a million posts) have commands of their own: see CONTRIBUTING.md.
set -eu
cd "$(dirname "$0")"

say() { printf '\n== %s\n' "$*"; }

race=-race
if ! command -v cc >/dev/null 2>&1 && ! command -v gcc >/dev/null 2>&1; then
	say "installing a C compiler (the race detector needs one; the program does not)"
	(apt-get update -qq && apt-get install -y -qq gcc libc6-dev) >/dev/null 2>&1 || true
	command -v gcc >/dev/null 2>&1 || { race=; echo "none could be installed: the tests run without the race detector"; }
fi

if ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then
	say "installing Chromium (the tests of the desk drive a real browser; the program needs none)"
	(apt-get update -qq && apt-get install -y -qq chromium) >/dev/null 2>&1 || echo "none could be installed: the browser tests are left out, and say so"
fi
if command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1; then
	export CHAPERONE_BROWSER=must
fi

# What isn't under the race detector is compiled in one way only, as it is given out: each further way costs minutes on a new machine.
export CGO_ENABLED=0 GOFLAGS="${GOFLAGS:-} -trimpath"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

say "gofmt"
unformatted=$(gofmt -l $(git ls-files '*.go' 2>/dev/null || find . -name '*.go'))
[ -z "$unformatted" ] || { echo "run gofmt on: $unformatted"; exit 1; }

say "go vet"
go vet ./...

say "staticcheck"
go run honnef.co/go/tools/cmd/staticcheck@v0.8.2 ./...

if [ -n "${GOVULNDB:-}" ]; then
	say "govulncheck against $GOVULNDB"
	go run golang.org/x/vuln/cmd/govulncheck@latest -db "$GOVULNDB" ./...
else
	say "govulncheck: left out (it needs its database; set GOVULNDB to a copy, or run it where there is a network)"
fi

say "build without cgo"
go build -ldflags "-s -w" -o "$work/chaperone" ./cmd/chaperone

say "tests"
export CHAPERONE_PROGRAM="$work/chaperone" # the scripts of cmd/chaperone drive the program as people get it
if [ -n "$race" ]; then
	CGO_ENABLED=1 CHAPERONE_BROWSER=no go test -race -timeout 25m ./...
	say "the desk in a browser" # without the race detector, which would make it four times as slow; its requests were raced above
	go test -timeout 25m ./desk
	say "what one goroutine does at length: all of it, of which the race detector saw a part"
	go test -run Large ./record/ledger
	go test ./fact/jigsaw
else
	go test -timeout 25m ./...
fi

say "short fuzzing"
FUZZTIME=${FUZZTIME:-2s} .ci/fuzz

say "all passed"
