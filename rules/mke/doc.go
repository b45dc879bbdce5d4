// Package mke holds the evaluators of DISA's Mirantis Kubernetes Engine STIG, one
// file a rule, V1R1 and V2R1 alike: between the two releases no check text changed.
//
// The rules share shapes, not verdicts: containers.go for a setting of every
// container, settings.go for keys of the MKE configuration, registry.go for the
// image registry.
package mke
