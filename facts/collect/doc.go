// Package collect gathers the facts of package facts from real systems: the host it
// runs on (or an image mounted under a folder), the Docker Engine, and the interfaces
// of MKE, MSR and Kubernetes (fact bundle schema 1, sections 3 and 4).
//
// It only looks. Nothing is written to a target, no object of it is changed, and what
// is secret is replaced before a value leaves the source that read it (section 6).
//
// A [Source] gathers one section. Sources are values: what they would touch is listed
// before anything is touched, and each is handed what the earlier ones found, so that
// the paths named by one (a unit's drop-ins, the certificates of the engine) are looked
// at by another:
//
//	had := collect.Had{}
//	for _, s := range collect.HostSources(target) {
//		had[s.Section] = s.Collect(ctx, target, had)
//	}
//
// A source never fails: what went wrong is the state and the reason of its fact, and
// only a thing that was properly looked for and is not there is absent.
package collect
