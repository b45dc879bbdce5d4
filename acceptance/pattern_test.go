//go:build acceptance

package acceptance

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestPatternsAgainstPCRE builds a small program on PCRE itself and has package
// oval/pattern answer the same questions: every pattern of DISA's SCAP benchmarks and of
// the SCAP Security Guide that Debian ships, and a list of odd ones.
func TestPatternsAgainstPCRE(t *testing.T) {
	content, err := filepath.Glob("/usr/share/xml/scap/ssg/content/*-ds.xml")
	require.NoError(t, err)
	require.NotEmpty(t, content, "the SCAP Security Guide is not installed")
	peer := filepath.Join(t.TempDir(), "pcre")
	out, err := exec.Command("cc", "-O2", "-o", peer, filepath.Join("..", "oval", "pattern", "testdata", "pcre.c"), "-lpcre").CombinedOutput()
	require.NoError(t, err, "building the peer: %s", out)
	run := exec.Command("go", "test", "-count=1", "-run", "^TestAgainstPCRE$", "-v", "../oval/pattern")
	run.Env = append(os.Environ(), "STIGWRIGHT_PCRE="+peer)
	out, err = run.CombinedOutput()
	require.NoError(t, err, "%s", out)
	figures := regexp.MustCompile(`\d+ published patterns.*`).Find(out)
	require.NotEmpty(t, figures, "the comparison did not run: %s", out)
	t.Logf("%s", figures)
}
