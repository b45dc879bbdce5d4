// Package platform is how the STIGs of the vendor's container platform read the same
// facts: a setting of every container of a node, ports, certificates, grants, keys of
// the configuration, the image registry, releases. Docker Enterprise's UCP and DTR are
// today's MKE and MSR, so both STIGs ask the same questions of the same APIs; what a
// verdict rests on is here once, and the rules in rules/mke and rules/dockeree say which
// part of it their check text asks for.
//
// It judges nothing by itself: it knows no STIG ID, and whatever two check texts ask
// differently is a parameter. References to sections are to the rule tables of the
// STIGs and the fact bundle schema.
package platform
