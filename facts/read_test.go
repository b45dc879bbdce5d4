package facts

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// readShared reads one bundle file of the shared samples.
func readShared(t testing.TB, elem ...string) ([]*Bundle, []string) {
	t.Helper()
	path := shared.Dir(t, append([]string{"facts-samples", "bundles"}, elem...)...)
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	bundles, warnings, err := ReadBundle(filepath.Base(path), data)
	require.NoError(t, err)
	return bundles, warnings
}

func TestSampleBundlesKeepTheirIDs(t *testing.T) {
	for _, row := range []struct{ dir, name, id, digest string }{
		{"compliant", "cluster.json", "1815e266-bbf8-5321-87d0-475762d91d61", "e304b6b6a384dd7f452d7d54883fa0b0bfe3e6f3a10893e9dfe88a731da03e9a"},
		{"compliant", "node1.json", "f2deac4b-029f-5eec-856c-25c20ede8978", "07d5ab1f8186ec230f66a269c3c7ec2fd09e9417c8eb0277a160cb2c26a7f409"},
		{"compliant", "node2.json", "023beef8-dd2a-5084-8c32-00caae508482", "3cefe92a199bbe129bad6e43d98eed585114a115addb9531dbaaa444d59bf5af"},
		{"compliant", "node3.json", "627b604c-4ce1-5dd5-bfd2-92f25d61d932", "ce6b1932c90d06c777599ccf45bd66c6ff43a6c1b07bbc88c09f511e67a2eda4"},
		{"noncompliant", "cluster.json", "", ""},
		{"noncompliant", "node1.json", "baf8e51e-8d1c-5f5c-a2e4-a3c4c4b6b0cc", "e2fd5b1e11bab105322ad45fd647a4dd017e2f0d3cf5e82a7edc4dc6921f9298"},
		{"noncompliant", "node2.json", "124e8576-7762-56dc-b168-9ae77674fb0f", "c1ac422d95dd6513d90f4917cfb1f72cd17438befd2469085d958e3dd72faab9"},
		{"noncompliant", "node3.json", "a60258be-3f23-55dc-95c6-6d8f2b5c0506", "96c51a5859d8c728b74b8efd7f42c938fb75af2b1778128a9bf89239eb12b838"},
	} {
		t.Run(row.dir+"/"+row.name, func(t *testing.T) {
			bundles, warnings := readShared(t, row.dir, row.name)
			require.Empty(t, warnings)
			require.Len(t, bundles, 1)
			require.False(t, bundles[0].Edited)
			require.False(t, bundles[0].Timeless)
			if row.id != "" {
				require.Equal(t, row.id, bundles[0].ID)
				require.Equal(t, row.digest, bundles[0].Digest)
			}
			for name, f := range bundles[0].Facts {
				require.Equal(t, f.State == OK, f.Value != nil, name)
			}
		})
	}
}
