// Package dockeree holds the evaluators of DISA's Docker Enterprise 2.x Linux/UNIX STIG,
// one file a rule, V2R1 and V2R2 alike: between the two releases no check text changed,
// and V2R2 added DKER-EE-999999.
//
// UCP and DTR are the former names of MKE and MSR, and the same facts serve both. What
// the STIGs of the two products ask alike is in package platform; an engine without UCP
// is judged from the bundle of its node alone, and what the rules ask of UCP or DTR is
// then Not_Reviewed.
package dockeree
