package facts

// SSP is the organisation's decisions, read from ssp.yaml.
type SSP struct {
	File   string
	Digest string
}
