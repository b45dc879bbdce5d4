package mke_test

import (
	"testing"
	"time"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK001490(t *testing.T) {
	used := all(facts.MSRInUse.Is(facts.RegistryUse{InUse: true}), facts.MKERegistries.Is([]facts.MKERegistry{}))
	loaded := time.Date(2026, 11, 14, 2, 0, 0, 0, time.UTC)
	registry := func(change func(*facts.Registry)) facts.Registry {
		r := facts.Registry{Present: facts.Some(true), Version: facts.Some("3.1.8"), Settings: facts.Some(facts.MSRSettings{ScanningEnabled: facts.Some(true)}),
			ScanStatus:   facts.Some(facts.ScanStatus{LastDBUpdateFailed: facts.Some(false), LastVulnOverridesDBUpdateFailed: facts.Some(false), LastDBUpdate: facts.Some(loaded)}),
			Repositories: facts.Some([]facts.Repository{{Namespace: "shop", Name: "api", ScanOnPush: facts.Some(true)}})}
		if change != nil {
			change(&r)
		}
		return r
	}
	msr := func(change func(*facts.Registry)) facts.Setting { return facts.MSR.Is(registry(change)) }
	status := func(r *facts.Registry) *facts.ScanStatus { return &r.ScanStatus.Value }

	ruletest.Run(t, mke.Rules, "CNTR-MK-001490",
		row("on, loaded", fine, "PASS scan_status.lastDBUpdate: 2026-11-14T02:00:00Z", used, msr(nil)),
		row("age at the time of collection", fine, "2026-11-14T02:00:00Z, 5 days before it was collected", used,
			facts.MSR.Set(facts.Fact{State: facts.OK, Complete: true, At: ruletest.Now.AddDate(0, 0, -1), Value: registry(nil)})),
		row("an old database is no finding", fine, "2020-01-01", used, msr(func(r *facts.Registry) {
			status(r).LastDBUpdate = facts.Some(time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC))
		})),
		row("repository without a scan on push is a note", fine, "the check does not ask for: shop/api", used, msr(func(r *facts.Registry) { r.Repositories.Value[0].ScanOnPush = facts.Some(false) })),
		row("off", open, "settings.scanningEnabled: scanningEnabled=false", used, msr(func(r *facts.Registry) { r.Settings.Value.ScanningEnabled = facts.Some(false) })),
		row("off, status unknown", open, "scanningEnabled=false", used, msr(func(r *facts.Registry) {
			r.Settings.Value.ScanningEnabled, r.ScanStatus = facts.Some(false), facts.Maybe[facts.ScanStatus]{}
		})),
		row("update failed", open, "scan_status.lastDBUpdateFailed: true", used, msr(func(r *facts.Registry) { status(r).LastDBUpdateFailed = facts.Some(true) })),
		row("update of the overrides alone failed", open, "lastVulnOverridesDBUpdateFailed: true", used, msr(func(r *facts.Registry) { status(r).LastVulnOverridesDBUpdateFailed = facts.Some(true) })),
		row("never loaded", open, "no database was ever loaded", used, msr(func(r *facts.Registry) { status(r).LastDBUpdate = facts.Maybe[time.Time]{State: facts.Absent} })),
		row("never loaded, by the zero time", open, "no database was ever loaded", used, msr(func(r *facts.Registry) { status(r).LastDBUpdate = facts.Some(time.Time{}) })),
		row("switch unknown", unclear, "msr.settings.scanningEnabled: not collected", used, msr(func(r *facts.Registry) { r.Settings.Value.ScanningEnabled = facts.Maybe[bool]{} })),
		row("settings denied", unclear, "denied", used, msr(func(r *facts.Registry) { r.Settings = facts.Maybe[facts.MSRSettings]{State: facts.Denied} })),
		row("failure of the update unknown", unclear, "msr.scan_status.lastDBUpdateFailed: not collected", used, msr(func(r *facts.Registry) { status(r).LastDBUpdateFailed = facts.Maybe[bool]{} })),
		row("failure of the overrides unknown", unclear, "msr.scan_status.lastVulnOverridesDBUpdateFailed: not collected", used,
			msr(func(r *facts.Registry) { status(r).LastVulnOverridesDBUpdateFailed = facts.Maybe[bool]{} })),
		row("date unknown", unclear, "msr.scan_status.lastDBUpdate: not collected", used, msr(func(r *facts.Registry) { status(r).LastDBUpdate = facts.Maybe[time.Time]{} })),
		row("status not collected", unclear, "msr.scan_status: not collected", used, msr(func(r *facts.Registry) { r.ScanStatus = facts.Maybe[facts.ScanStatus]{} })),
		row("status failed", unclear, "msr.scan_status: error: 500", used, msr(func(r *facts.Registry) {
			r.ScanStatus = facts.Maybe[facts.ScanStatus]{State: facts.Failed, Error: "500"}
		})),
		row("another registry that MKE knows", unclear, "msr2.example.mil too", used, facts.MKERegistries.Is([]facts.MKERegistry{{HostAddress: "msr2.example.mil"}}),
			msr(func(r *facts.Registry) { r.Address = facts.Some("msr1.example.mil") })),
		row("registry partly collected, and off", open, "scanningEnabled=false", used, facts.MSR.Partly(registry(func(r *facts.Registry) { r.Settings.Value.ScanningEnabled = facts.Some(false) }))),
		row("MSR 4", unclear, "MSR 4 has no such setting", used, facts.MSR.Is(facts.Registry{Present: facts.Some(true), Major: facts.Some(4)})),
		row("registry partly collected", unclear, "msr: partly collected", used, facts.MSR.Partly(registry(nil))),
		row("registry not collected", unclear, "msr: not collected", used),
		row("registry denied", unclear, "msr: denied", used, facts.MSR.Lacks(facts.Denied, "")),
		row("no registry", notAppl, "none here", facts.MSRInUse.Is(facts.RegistryUse{Source: "none here"})),
		row("use of a registry unknown", unclear, "It is not known whether the rule applies", facts.MSRInUse.Lacks(facts.NotCollected, ""), msr(nil)),
	)
}
