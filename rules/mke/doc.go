// Package mke holds the evaluators of DISA's Mirantis Kubernetes Engine STIG, one
// file a rule, V1R1 and V2R1 alike: between the two releases no check text changed.
//
// The rules share shapes, not verdicts: what the STIGs of this product and of its
// predecessor ask alike is in package platform.
package mke
