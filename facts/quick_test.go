package facts

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// slowly reads containers with the general reader alone.
func slowly(t *testing.T, raw []byte) ([]Container, error) {
	t.Helper()
	dec := jsontext.NewDecoder(bytes.NewBuffer(raw), jsontext.AllowDuplicateNames(true))
	fact, err := checked(Containers, checkContainers).decode(dec, 0)
	list, _ := fact.Value.([]Container)
	return list, err
}

// containerShapes is a container of which one member of one part is given.
var containerShapes = []string{
	`[{"Id": "a", "State": "running", %s}]`,
	`[{"inspect": {%s}}]`,
	`[{"inspect": {"Config": {%s}}}]`,
	`[{"inspect": {"State": {%s}}}]`,
	`[{"inspect": {"HostConfig": {%s}}}]`,
	`[{"inspect": {"HostConfig": {"RestartPolicy": {%s}}}}]`,
	`[{"inspect": {"HostConfig": {"Ulimits": [{%s}], "Devices": [{%[1]s}]}}}]`,
	`[{"inspect": {"NetworkSettings": {%s}}}]`,
	`[{"inspect": {"NetworkSettings": {"Ports": {"80/tcp": [{%s}]}}}}]`,
	`[{"inspect": {"Mounts": [{%s}]}}]`,
	`[{"top": {%s}}]`,
	`[{"proc": {%s}}]`,
}

// Every member with every kind of value, markers included, reads as the general reader
// reads it, or is left to it.
func TestQuickReadsAsTheGeneralReader(t *testing.T) {
	names := []string{"Id", "Names", "Image", "ImageID", "State", "Labels", "inspect", "top", "proc", "Name", "AppArmorProfile", "ProcessLabel",
		"Config", "HostConfig", "NetworkSettings", "Mounts", "User", "EnvKeys", "Healthcheck", "Status", "Pid", "Health", "Privileged", "CapAdd",
		"CapDrop", "SecurityOpt", "ReadonlyRootfs", "NetworkMode", "PidMode", "IpcMode", "UTSMode", "UsernsMode", "CgroupParent", "Memory",
		"CpuShares", "NanoCpus", "PidsLimit", "Ulimits", "Devices", "RestartPolicy", "PortBindings", "PublishAllPorts", "Binds", "LogConfig",
		"Soft", "Hard", "PathOnHost", "PathInContainer", "CgroupPermissions", "MaximumRetryCount", "HostIp", "HostPort", "Ports", "Networks",
		"Type", "Source", "Destination", "RW", "Propagation", "Titles", "Processes", "NoNewPrivs", "Seccomp", "unknown", "id", "IMAGE"}
	values := []string{`null`, `true`, `false`, `0`, `-1`, `42`, `1.5`, `1e3`, `123456789012345678901`, `""`, `"a"`, `"é\n\"\\"`, `"\u00e9\\"`, `[]`, `["a", ""]`,
		`[null]`, `[["a"], null]`, `[{}]`, `{}`, `{"a": null}`, `{"a": "b"}`, `{"a": {}}`, `{"a": {"b": [1, {"c": "}"}]}}`, `{"a": [{"HostPort": "1"}]}`,
		`{"Status": "x"}`, `{"Status": 1}`, `{"Type": "json-file", "x": 1}`, `{"$absent": true}`, `{"$denied": "no"}`, `{ "$error" : "e" }`, `{"$skipped": true}`,
		`{"\u0024absent": true}`, `{"$partial": ["a"]}`, `{"$partial": {}}`, `{"$partial": null}`, `{"$other": 1}`, `{"$absent": 3}`, `{"a": {"$absent": true}}`}
	taken := 0
	for _, shape := range containerShapes {
		for _, name := range names {
			for _, value := range values {
				taken += sameContainers(t, []byte(fmt.Sprintf(shape, fmt.Sprintf("%q:\t%s , \"z\" : [ 1 , \"]\" ]", name, value))))
			}
		}
	}
	require.Greater(t, taken, len(containerShapes)*len(names)*len(values)/2, "most is read by the quick reader")
}

// sameContainers compares the two readers over one text; 1 where quick took it.
func sameContainers(t *testing.T, raw []byte) int {
	t.Helper()
	if !jsontext.Value(raw).IsValid() {
		return 0 // a name is there twice: nothing that scan accepts
	}
	got, ok := quickContainers(string(raw), 0)
	want, err := slowly(t, raw)
	if !ok {
		return 0
	}
	require.NoError(t, err, "%s", raw)
	if len(want) > 0 || len(got) > 0 {
		require.Equal(t, want, got, "%s", raw)
	}
	return 1
}

// The real bundles are read by the quick reader, and as the general one reads them.
func TestQuickReadsRealBundles(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "testdata", "demo", "facts", "*.json"))
	require.NoError(t, err)
	more, err := filepath.Glob(filepath.Join(shared.Dir(t), "facts-samples", "bundles", "*", "*.json"))
	require.NoError(t, err)
	n := 0
	for _, file := range append(files, more...) {
		data, err := os.ReadFile(file)
		require.NoError(t, err)
		d := &document{file: file, data: data}
		top, err := d.scan(levelsOf)
		require.NoError(t, err)
		sections, _ := find(top, "sections")
		m, ok := find(sections.members, Containers.Name)
		if !ok {
			continue
		}
		value, _ := find(m.members, "value")
		n++
		require.Equal(t, 1, sameContainers(t, value.raw), file)
	}
	require.Positive(t, n)
}

func FuzzQuick(f *testing.F) {
	f.Add([]byte(`[{"Id": "1", "Names": ["/a"], "inspect": {"HostConfig": {"PidsLimit": null, "CapAdd": null}}, "top": {"$absent": true}}]`))
	f.Add(hundredContainers(f))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if tooDeep(raw) < 0 {
			sameContainers(t, raw)
		}
	})
}

// hundredContainers is the containers of the benchmark's bundle, a few of them.
func hundredContainers(t testing.TB) []byte {
	var b struct {
		Sections map[string]struct {
			Value jsontext.Value `json:"value"`
		} `json:"sections"`
	}
	require.NoError(t, json.Unmarshal(hundred(t, 3), &b))
	return b.Sections[Containers.Name].Value
}
