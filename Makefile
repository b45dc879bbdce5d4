# Everything here also works without make: the recipes are what one would type.

# git is asked only where it is there and knows a release tag.
VERSION := $(or $(shell git describe --tags --match 'v[0-9]*' --dirty 2>/dev/null | sed 's/^v//'),0.1.0)
GOFLAGS_BUILD := -trimpath -buildvcs=false -ldflags "-s -w -X main.version=$(VERSION)"

# The real files of ../shared are required where they are there.
export STIGWRIGHT_REQUIRE_SHARED := $(if $(wildcard ../shared/.),1,$(STIGWRIGHT_REQUIRE_SHARED))

# The SCAP Security Guide, by a file of each of its packages.
SSG_FILES := /usr/share/xml/scap/ssg/content
SSG := $(SSG_FILES)/ssg-debian11-ds.xml:ssg-debian $(SSG_FILES)/ssg-ubuntu2004-ds.xml:ssg-debderived $(SSG_FILES)/ssg-rhel9-ds.xml:ssg-nondebian

FUZZTIME ?= 60s
FUZZTOTAL ?= 60m

.PHONY: build test lint conformance bench fuzz acceptance acceptance-full repro release clean help

build: ## the command, static and reproducible: ./stigwright
	CGO_ENABLED=0 go build $(GOFLAGS_BUILD) -o stigwright ./cmd/stigwright

test: ## go test ./...
	go test ./...

lint: ## gofmt, go vet, staticcheck, and golangci-lint where it is installed
	@unformatted="$$(gofmt -l .)"; [ -z "$$unformatted" ] || { echo "gofmt: $$unformatted"; exit 1; }
	go vet ./...
	go vet -tags acceptance ./acceptance
	go tool staticcheck ./...
	go tool staticcheck -tags acceptance ./acceptance
	@if command -v golangci-lint >/dev/null; then golangci-lint run ./...; else echo "golangci-lint: not installed, left out"; fi

conformance: build ## OVAL cases that need no host (../shared/oval-conformance), run by the command, a table by group
	go run ./internal/tools/conformance -command ./stigwright

bench: ## benchmarks, and whole runs beside oscap
	internal/tools/bench.sh

fuzz: ## each fuzz target for FUZZTIME
	go run ./internal/tools/fuzzall -time $(FUZZTIME) -total $(FUZZTOTAL)

acceptance: ## what we write, read by other people's readers (needs ../shared, node, npm, xmllint, chromium)
	internal/tools/need.sh node:nodejs npm:npm xmllint:libxml2-utils chromium:chromium,fonts-dejavu-core cc:gcc,libc6-dev pcre-config:libpcre3-dev dockerd:docker.io docker:docker.io
	internal/tools/need.sh oscap:openscap-scanner,openscap-common $(SSG) rpmbuild:rpm,file gpg:gnupg,gpg-agent
	STIGWRIGHT_REQUIRE_SHARED=1 go test -tags acceptance -count=1 -timeout 30m ./acceptance

acceptance-full: acceptance fuzz bench ## acceptance, long fuzzing, bench, a real kube-apiserver (needs etcd), auditd and systemd (needs root)
	internal/tools/need.sh etcd:etcd-server openssl:openssl curl:curl auditctl:auditd /lib/systemd/systemd:systemd
	internal/tools/kubeapi.sh
	internal/tools/hosttools.sh

repro: ## build twice in two places, compare the bytes (this machine's target)
	internal/tools/repro.sh $(VERSION) $(shell go env GOOS)/$(shell go env GOARCH)

release: ## binaries of every platform in dist/, built twice, with SHA256SUMS
	internal/tools/repro.sh $(VERSION) linux/amd64 linux/arm64 darwin/amd64 windows/amd64

clean: ## remove what was built
	rm -rf dist stigwright

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "%-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
