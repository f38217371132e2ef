# Shortcuts; every target is a plain command that works without make, too.

VERSION ?= dev
BUILD = CGO_ENABLED=0 go build -trimpath -ldflags "-s -w"

.PHONY: build test check bench counts fuzz evaluate release clean

build: ## one static binary
	$(BUILD) -o chaperone ./cmd/chaperone

test: ## installs what the tests need and runs them all
	./test.sh

check: ## what is quick enough to run before every commit
	go vet ./...
	go test ./...

evaluate: ## quality on the labelled cases; doc/quality.md explains the parts
	go run ./cmd/evaluate

release: ## the binary for each system we build for, with checksums
	mkdir -p dist
	for s in linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64; do \
	  GOOS=$${s%/*} GOARCH=$${s#*/} $(BUILD) -o dist/chaperone-$(VERSION)-$${s%/*}-$${s#*/} ./cmd/chaperone || exit 1; done
	cd dist && sha256sum chaperone-$(VERSION)-* > SHA256SUMS

clean:
	rm -rf chaperone dist
