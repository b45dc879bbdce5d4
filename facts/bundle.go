package facts

// Kind is what a bundle describes. The zero value is no kind.
type Kind string

// The kinds of bundle.
const (
	NodeBundle    Kind = "node"
	ClusterBundle Kind = "cluster"
)

// Bundle is the facts of one node or one cluster, read from a bundle file or a
// capture folder (fact bundle schema 1).
type Bundle struct {
	Kind       Kind
	File       string // as the user spelled it
	ID         string // bundle_id; "" in the plain form
	ClusterID  string
	Provenance Provenance
	Timeless   bool   // of a form that has no times, so freshness is not judged (plain form, capture folder)
	Digest     string // SHA-256 of the content as canonical JSON, without bundle_id, lower hex
	Edited     bool   // the content no longer gives the bundle_id it carries
	Facts      map[string]Fact
	head       *head // stands in for Facts where they are not held; see Head
}
