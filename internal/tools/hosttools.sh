#!/usr/bin/env bash
# Collects from real tools of a host that tests otherwise have recordings of: auditd with
# the audit system of this machine's kernel, which is used for some seconds and left as it
# was, and a manager of systemd in a mount namespace of its own. Needs root, auditd and
# systemd (Debian: the packages of these names), and a kernel that nobody else audits.
set -euo pipefail
top=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
cd "$top"
run=$(mktemp -d)

if [ "${1:-}" = systemd ]; then # in the namespace
	run=$2
	mount -t tmpfs tmpfs /run/systemd # what says that the machine runs systemd
	mkdir -p /run/systemd/system "$run/config/systemd/user"
	export XDG_RUNTIME_DIR=$run XDG_CONFIG_HOME=$run/config
	/lib/systemd/systemd --user --log-target=console >"$run/log" 2>&1 &
	for _ in $(seq 50); do
		systemctl --user show --property=Version >/dev/null 2>&1 && break
		sleep 0.2
	done
	status=0
	STIGWRIGHT_SYSTEMD_UNITS="$run/config/systemd/user" "$run/acceptance" -test.run TestRealSystemd -test.v -test.count 1 || status=$?
	systemctl --user exit || true
	wait
	exit "$status"
fi

audited() { auditctl -s | sed -n "s/^$1 //p"; }

if [ "$(audited enabled)" != 0 ] || [ "$(audited pid)" != 0 ] || [ "$(auditctl -l)" != "No rules" ]; then
	echo "hosttools: somebody audits this machine, or its kernel may not be asked" >&2
	rm -rf "$run"
	exit 1
fi
auditd=
log=/var/log/audit/audit.log
[ ! -e "$log" ] || log= # somebody's
restore() {
	auditctl -D >/dev/null || true
	auditctl -e 0 >/dev/null || true
	[ -z "$auditd" ] || { kill "$auditd" 2>/dev/null; wait "$auditd" 2>/dev/null; } || true
	rm -rf "$run"
	[ -z "$log" ] || rm -f "$log"
}
trap restore EXIT
go test -tags acceptance -c -o "$run/acceptance" ./acceptance
auditd -n -s nochange >"$run/auditd.log" 2>&1 &
auditd=$!
for _ in $(seq 50); do
	[ "$(audited pid)" = "$auditd" ] && break
	sleep 0.1
done
auditctl -e 1 >/dev/null
STIGWRIGHT_AUDITD=1 "$run/acceptance" -test.run TestRealAudit -test.v -test.count 1
auditctl -D >/dev/null
mkdir "$run/systemd"
chmod 700 "$run/systemd"
cp "$run/acceptance" "$run/systemd/"
unshare -m --propagation private "$0" systemd "$run/systemd"
