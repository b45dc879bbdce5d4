package flip

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// An entry is named by what tells it from the others, which an empty name does not.
func TestNamed(t *testing.T) {
	for want, element := range map[string]any{
		"web":      map[string]any{"Name": "web", "Destination": "/data"},
		"/data":    map[string]any{"Name": "", "Destination": "/data", "Source": "/srv"},
		"/srv":     map[string]any{"name": nil, "Source": "/srv"},
		"kube/web": map[string]any{"name": "web", "namespace": "kube"},
		`{"a":1}`:  map[string]any{"a": 1},
	} {
		require.Equal(t, want, named(element))
	}
}
