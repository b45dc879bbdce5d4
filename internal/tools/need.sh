#!/usr/bin/env bash
# Installs what is missing: need.sh COMMAND-OR-FILE:PACKAGE[,PACKAGE…]…
# A command, or a file by its whole path, that is there costs nothing; apt-get update runs once, before the first
# package that has to be installed. Anything that cannot be installed ends the run.
set -euo pipefail

as_root() {
	if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi
}

there() { case $1 in /*) [ -e "$1" ] ;; *) command -v "$1" >/dev/null 2>&1 ;; esac; }

packages=()
for pair in "$@"; do
	if ! there "${pair%%:*}"; then
		IFS=, read -ra names <<<"${pair#*:}"
		packages+=("${names[@]}")
	fi
done
if [ ${#packages[@]} -gt 0 ]; then
	echo "installing: ${packages[*]}"
	export DEBIAN_FRONTEND=noninteractive
	as_root apt-get update -qq
	as_root apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null
fi
for pair in "$@"; do
	there "${pair%%:*}" || { echo "need.sh: ${pair%%:*} is still missing" >&2; exit 1; }
done
