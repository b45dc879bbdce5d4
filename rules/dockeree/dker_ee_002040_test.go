package dockeree_test

import (
	"slices"
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002040(t *testing.T) {
	const id = "DKER-EE-002040"
	device := func(paths ...string) option {
		return host(func(h *facts.HostConfig) {
			var list []facts.Device
			for _, p := range paths {
				list = append(list, facts.Device{PathOnHost: p, PathInContainer: p, CgroupPermissions: "rwm"})
			}
			h.Devices = facts.Some(list)
		})
	}
	bad := device("/dev/sda")
	none, some := ruletest.SSP("images: {approved_devices: []}"), signedOff("images: {approved_devices: [/dev/fuse]}")
	privileged := host(func(h *facts.HostConfig) { h.Privileged = facts.Some(true) })
	ruletest.Run(t, dockeree.Rules, id, slices.Concat(byContainer(bad, "Devices=[/dev/sda (rwm)]", none), byState(bad, "Devices=[/dev/sda (rwm)]", none), []ruletest.Case{
		row("nothing stated and no device", fine, "PASS 1 container", have(container("web"))),
		row("null is as good as empty", fine, "PASS 1 container", have(container("web", device()))),
		row("nothing stated and a device", unclear, "ssp:images.approved_devices", have(container("web", bad))),
		row("approved", fine, "in ssp images.approved_devices, approved by J. Doe", have(container("web", device("/dev/fuse"))), some),
		row("one of two approved", open, "not in ssp images.approved_devices: /dev/sda", have(container("web", device("/dev/fuse", "/dev/sda"))), some),
		row("a path below an approved one", open, "/dev/fuse/x", have(container("web", device("/dev/fuse/x"))), some),
		row("privileged has all of them", open, "Privileged=true, which gives every device of the host", have(container("web", privileged)), some),
		row("privileged and nothing stated", unclear, "ssp:images.approved_devices", have(container("web", privileged))),
		row("the proven agent is judged like any other", open, "OPEN ucp-agent", have(container("ucp-agent", vendor, bad)), some),
		row("what looks like the vendor's too", open, "OPEN ucp-agent", have(container("ucp-agent", vendor, ofImage("sha256:other"), bad)), some),
		row("devices not collected", unclear, "Devices not known", have(container("web", host(func(h *facts.HostConfig) { h.Devices = facts.Maybe[[]facts.Device]{} }))), none),
		row("privileged not known", unclear, "Privileged: not collected", have(container("web", host(func(h *facts.HostConfig) { h.Privileged = facts.Maybe[bool]{} }))), none),
	})...)
}
