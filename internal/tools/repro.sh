#!/usr/bin/env bash
# Builds the command twice and compares the bytes: once here, once from a copy of the
# tree in another folder with an empty build cache. Arguments: VERSION OS/ARCH… ; the
# results of the first build are left in dist/ with SHA256SUMS.
set -euo pipefail
cd "$(dirname "$0")/../.."

version=$1
shift
again=$(mktemp -d)
trap 'chmod -R u+w "$again"; rm -rf "$again"' EXIT

build() { # OS/ARCH FILE, in the current folder
	CGO_ENABLED=0 GOOS=${1%/*} GOARCH=${1#*/} go build -trimpath -buildvcs=false \
		-ldflags "-s -w -X main.version=$version" -o "$2" ./cmd/stigwright
}

mkdir -p dist "$again/elsewhere/stigwright" "$again/dist"
rm -f dist/stigwright_* dist/SHA256SUMS
tar -c --exclude=./.git --exclude=./dist --exclude=./.cache . | tar -x -C "$again/elsewhere/stigwright"
for target in "$@"; do
	name=stigwright_${version}_${target%/*}_${target#*/}
	[ "${target%/*}" != windows ] || name=$name.exe
	build "$target" "dist/$name"
	(cd "$again/elsewhere/stigwright" && GOCACHE=$again/cache build "$target" "$again/dist/$name")
	if ! cmp "dist/$name" "$again/dist/$name"; then
		echo "repro.sh: two builds of $name differ" >&2
		exit 1
	fi
	echo "reproduced: $name ($(wc -c <"dist/$name") bytes)"
done
(cd dist && sha256sum stigwright_* >SHA256SUMS && cat SHA256SUMS)
