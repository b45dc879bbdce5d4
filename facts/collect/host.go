package collect

// HostSources is the sources of a node's own sections (fact bundle schema, section 3),
// but for those of its engine, in an order in which each finds what it asks of the
// others. Run them after docker_engine.volumes, whose mount points tls_paths asks for.
func HostSources(*Target) []Source {
	return []Source{
		osSource(), systemdSource(), processesSource(), tlsPathsSource(), hostFilesSource(), groupsSource(),
		listeningSource(), lsmSource(), sysctlSource(), auditSource(), kubeletSource(), packagesSource(),
	}
}
