// Package acceptance runs the built command on real benchmarks and facts and hands
// every checklist it writes to readers written by others: STIG Manager's client parser,
// MITRE's Heimdall converters, and DISA's own schemas. It has tests only, behind the
// build tag "acceptance", because they install those readers with npm:
//
//	make acceptance
//
// What is expected is counted without this module's packages: a mistake that writer and
// reader share would not show otherwise. The readers are installed once, into
// $XDG_CACHE_HOME or the folder for temporary files, under the digest of their
// package.json; nothing is installed into the checkout or beside it.
package acceptance
