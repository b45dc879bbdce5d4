package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE001190(t *testing.T) {
	const id = "DKER-EE-001190"
	mount := func(source string, rw bool) option {
		return func(c *facts.Container) {
			c.Inspect.Value.Mounts = facts.Some([]facts.Mount{{Type: "bind", Source: source, Destination: "/d", RW: facts.Some(rw), Propagation: "rprivate"}})
		}
	}
	bad := mount("/etc/ssl", true)
	const init = "/proc/1/root"
	const paths = "images: {sensitive_host_paths: [/, /boot, /etc, /var/lib/docker]}"
	stated := signedOff(paths)
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "can write to /etc/ssl at /d", stated), byState(bad, "can write to /etc/ssl at /d", stated), []ruletest.Case{
		row("read-only", fine, "no writable mount", have(container("web", mount("/etc", false))), stated),
		row("the entry itself", open, "/boot/ at /d", have(container("web", mount("/boot/", true))), stated),
		row("above an entry", open, "/var at /d", have(container("web", mount("/var", true))), stated),
		row("by the link to /run", open, "/var/run/docker.sock at /d", have(container("web", mount("/var/run/docker.sock", true))), signedOff("images: {sensitive_host_paths: [/run]}")),
		row("an entry by the link to /run", open, "/run at /d", have(container("web", mount("/run", true))), signedOff("images: {sensitive_host_paths: [/var/run]}")),
		row("above an entry by the link to /run", open, "/var at /d", have(container("web", mount("/var", true))), signedOff("images: {sensitive_host_paths: [/var/run]}")),
		row("through the root of the first process", open, init+"/etc at /d", have(container("web", mount(init+"/etc", true))), stated),
		row("the root of the first process", open, init+" at /d", have(container("web", mount(init, true))), stated),
		row("the root", open, "/ at /d", have(container("web", mount("/", true))), stated),
		row("the entry / is the root alone", fine, "no writable mount", have(container("web", mount("/srv/etc", true))), stated),
		row("a name that begins alike", fine, "no writable mount", have(container("web", mount("/etcetera", true))), stated),
		row("a path that the filter would hide", open, "/etc/ucp at /d", have(container("web", mount("/etc/ucp", true))), stated),
		row("asked for", open, "/etc/ssl at /d", have(container("web", host(func(h *facts.HostConfig) { h.Binds = facts.Some([]string{"/etc/ssl:/d"}) }))), stated),
		row("nothing stated", unclear, "ssp:images.sensitive_host_paths", have(container("web", bad))),
		row("nothing stated and no mount", unclear, "ssp:images.sensitive_host_paths", have(container("web"))),
		row("an empty list", unclear, "images.sensitive_host_paths: is an empty list, which names no directory", have(container("web", bad)), ruletest.SSP("images: {sensitive_host_paths: []}")),
		row("an empty list and no mount", unclear, "is an empty list", have(container("web")), ruletest.SSP("images: {sensitive_host_paths: []}")),
		row("a folder of windows", unclear, "no way to name a folder of Windows", onWindows, have(container("web", mount(`C:\data`, true))), stated),
		row("whether it can be written is not known", unclear, "is not known", have(container("web", func(c *facts.Container) {
			c.Inspect.Value.Mounts = facts.Some([]facts.Mount{{Type: "bind", Source: "/etc", Destination: "/d"}})
		})), stated),
		row("a mount without its source", unclear, "Source: not collected", have(container("web", mount("", true))), stated),
		row("mounts not collected", unclear, "mounts not known", have(container("web", func(c *facts.Container) { c.Inspect.Value.Mounts = facts.Maybe[[]facts.Mount]{} })), stated),
		row("the proven agent", fine, "which the printed command leaves out", have(container("ucp-agent", vendor, bad)), stated),
		row("looks like the vendor's", unclear, "sha256:other", have(container("ucp-agent", vendor, ofImage("sha256:other"), bad)), stated),
		row("a pod of kube-system", fine, "proven container of a pod", have(container("k8s_calico", inPod("kube-system"), bad)), systemPods, stated),
		row("a pod of another namespace", open, "OPEN k8s_calico", have(container("k8s_calico", inPod("shop"), bad)), pods("shop"), stated),
	})...)
}
