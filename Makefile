# Shortcuts; every target is a plain command that works without make, too.

VERSION ?= dev
BUILD = CGO_ENABLED=0 go build -trimpath -ldflags "-s -w"

.PHONY: lists encoder build test slow check bench counts fuzz evaluate release clean

build: lists ## one static binary
	$(BUILD) -o chaperone ./cmd/chaperone

test: ## installs what the tests need and runs them all
	./test.sh

slow: ## what takes too long for every run: 300 kills of the record's store and 150 of the whole program, 400 random games over the office, every write of an encrypted store, more losses of power
	CHAPERONE_SLOW=1 go test -timeout 60m -count 1 -v -run 'Kill|Failed|Power' ./record/store/sqlite
	CHAPERONE_SLOW=1 go test -timeout 60m -count 1 -v -run 'Killed' ./cmd/chaperone
	CHAPERONE_SLOW=1 go test -timeout 60m -count 1 -v -run 'WhateverIsDone' ./practice

check: ## what is quick enough to run before every commit
	go vet ./...
	go test ./...

fuzz: ## every fuzz target, FUZZTIME each (5s)
	.ci/fuzz

evaluate: ## quality on the labelled cases; doc/quality.md explains the parts
	go run ./cmd/evaluate

bench: ## how fast it is, and other tools on the same posts; N=1000000 for the full stream
	cd cmd/bench/peers && npm ci --no-audit --no-fund --loglevel=error || echo "peers could not be installed: they are reported as such"
	go run ./cmd/bench -n $(or $(N),100000) --peers

counts: ## how many posts each rule reaches; CORPORA=dir counts the corpora outside the repository, too
	go run ./cmd/evaluate counts --corpora "$(CORPORA)"

lists: ## compiles the word lists, so that the program starts fast (stale, it still reads the lists themselves)
	go run ./cmd/train lists

encoder: ## trains the sentence encoder again (Python, about three hours), then the models that lean on it; ORDINARY=file of everyday posts
	ORDINARY="$(ORDINARY)" cmd/train/encoder/build.sh

release: lists ## the binary for each system we build for, with checksums
	mkdir -p dist
	for s in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64; do \
	  GOOS=$${s%/*} GOARCH=$${s#*/} $(BUILD) -o dist/chaperone-$(VERSION)-$${s%/*}-$${s#*/} ./cmd/chaperone || exit 1; done
	cd dist && sha256sum chaperone-$(VERSION)-* > SHA256SUMS

clean:
	rm -rf chaperone dist
