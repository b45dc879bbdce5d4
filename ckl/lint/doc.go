// Package lint says what other programs would do to a checklist file before it is
// handed to them: refuse it, drop rows, cut texts. It knows STIG Viewer 2 and 3,
// STIG Manager, Heimdall, eMASS and OpenRMF, each only as far as a run, a schema,
// source code or a public report says something; every rule names which.
//
//	findings, err := lint.Lint("node1.ckl", data, lint.STIGManager, lint.Heimdall)
//	fixed, done, left, err := lint.Fix("node1.ckl", data, lint.STIGManager)
//
// It reads the bytes, not package ckl's model: that reader mends what others trip
// over, so the model no longer shows it. Rules lists all rules, docs/lint.md is
// made from it. The package does not judge whether a checklist is right.
package lint
