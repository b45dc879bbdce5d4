package main

// diffReleases compares two releases of a benchmark, or two libraries.
func (a *app) diffReleases(old, new string, _ diffFlags) error {
	return hinted("it compares two checklists of an asset so far",
		"%s and %s hold benchmarks; comparing releases is not there yet", old, new)
}
