package mke

import "github.com/stigwright/stigwright/rules"

var cntrMK000980 = rules.Rule{
	ID:    "CNTR-MK-000980",
	Scope: rules.Cluster,
	Class: rules.Manual,
	Reading: "The check is an experiment that creates a namespace, a claim and pods. No program may run it, so only a " +
		"dated statement of somebody who did decides, for this cluster.",
	Warnings:      []string{"The experiment pulls an image from a public registry, which content trust and an air gap forbid."},
	NotApplicable: swarmCluster,
	Check:         rules.Attested("pvc_durability_test", "test of a persistent volume", "the logs were still there after the pod was lost"),
}
