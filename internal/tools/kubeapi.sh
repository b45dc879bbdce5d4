#!/usr/bin/env bash
# Collects from a real kube-apiserver: builds one in a scratch module (three minutes of
# two processors, once; it is kept in $KUBEAPI_CACHE), starts it on an etcd of its own,
# and runs the test that fills it with objects and collects them. Needs etcd
# (Debian: etcd-server) and the Go module proxy.
set -euo pipefail
version=v1.36.3 staging=v0.36.3
cache=${KUBEAPI_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/stigwright-kubeapi}
top=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
mkdir -p "$cache"

if [ ! -x "$cache/kube-apiserver-$version" ]; then
	scratch=$(mktemp -d)
	trap 'rm -rf "$scratch"' EXIT
	cd "$scratch"
	go mod init scratch >/dev/null 2>&1
	printf 'package tools\n\nimport _ "k8s.io/kubernetes/cmd/kube-apiserver/app"\n' >tools.go
	mod=$(go mod download -json "k8s.io/kubernetes@$version" | sed -n 's/.*"GoMod": "\(.*\)".*/\1/p')
	go mod edit -require "k8s.io/kubernetes@$version"
	sed -n 's|^[[:space:]]*\(k8s.io/[a-z-]*\) => ./staging/.*|\1|p; s|^[[:space:]]*\(k8s.io/[a-z-]*\) v0.0.0$|\1|p' "$mod" | sort -u |
		while read -r m; do go mod edit -replace "$m=$m@$staging"; done
	GOFLAGS=-mod=mod go build -trimpath -ldflags="-s -w -X k8s.io/component-base/version.gitVersion=$version" \
		-o "$cache/kube-apiserver-$version" k8s.io/kubernetes/cmd/kube-apiserver
	cd "$top"
	rm -rf "$scratch"
fi
[ "${1:-}" = build ] && exit 0
command -v etcd >/dev/null || { echo "kubeapi: no etcd; on Debian: apt-get install etcd-server" >&2; exit 1; }

run=$(mktemp -d)
pids=()
stop() {
	for ((i = ${#pids[@]} - 1; i >= 0; i--)); do # the server before its etcd
		kill "${pids[i]}" 2>/dev/null || true
		wait "${pids[i]}" 2>/dev/null || true
	done
	rm -rf "$run"
}
trap stop EXIT
port=${KUBEAPI_PORT:-26443} etcd=${KUBEAPI_ETCD_PORT:-26379}
etcd --data-dir "$run/etcd" --listen-client-urls "http://127.0.0.1:$etcd" --advertise-client-urls "http://127.0.0.1:$etcd" \
	--listen-peer-urls "http://127.0.0.1:$((etcd + 1))" --initial-advertise-peer-urls "http://127.0.0.1:$((etcd + 1))" \
	--initial-cluster "default=http://127.0.0.1:$((etcd + 1))" >"$run/etcd.log" 2>&1 &
pids+=($!)
openssl genrsa -out "$run/sa.key" 2048 2>/dev/null
printf 'admin-token,admin,1,"system:masters"\nviewer-token,viewer,2,"viewers"\n' >"$run/tokens.csv"
"$cache/kube-apiserver-$version" --etcd-servers "http://127.0.0.1:$etcd" --secure-port "$port" --bind-address 127.0.0.1 \
	--cert-dir "$run/certs" --token-auth-file "$run/tokens.csv" --authorization-mode RBAC --service-account-issuer https://kube.example.mil \
	--service-account-key-file "$run/sa.key" --service-account-signing-key-file "$run/sa.key" \
	--disable-admission-plugins=ServiceAccount --service-cluster-ip-range 10.0.0.0/24 >"$run/apiserver.log" 2>&1 &
pids+=($!)
for _ in $(seq 60); do
	curl -sk --fail -H "Authorization: Bearer admin-token" "https://127.0.0.1:$port/readyz" >/dev/null 2>&1 && break
	sleep 1
done
curl -sk --fail -H "Authorization: Bearer admin-token" "https://127.0.0.1:$port/readyz" >/dev/null ||
	{ tail -5 "$run/apiserver.log" "$run/etcd.log" >&2; echo "kubeapi: the server did not start" >&2; exit 1; }
cd "$top"
STIGWRIGHT_KUBE_API="https://127.0.0.1:$port" go test -tags acceptance ./acceptance -count=1 -run 'TestRealKubernetes' -v
