package facts

import (
	"bytes"
	"fmt"
	"os"
	"runtime"
	"testing"

	"github.com/stretchr/testify/require"
)

// hundred is a node bundle of n containers in the shape a collector writes,
// indented, with its id and the digest of its containers.
func hundred(t testing.TB, n int) []byte {
	var list bytes.Buffer
	for i := range n {
		if i > 0 {
			list.WriteByte(',')
		}
		fmt.Fprintf(&list, `
    {"Id": "%064x", "Names": ["/app-%d"], "Image": "registry.example.mil/shop/app:%d", "ImageID": "sha256:%064x", "State": "running",
     "Labels": {"com.example.team": "shop", "com.docker.swarm.service.name": "shop_app", "com.docker.swarm.node.id": "n1"},
     "inspect": {"Name": "/app-%d", "AppArmorProfile": "docker-default", "ProcessLabel": "",
      "Config": {"User": "10001:10001", "EnvKeys": ["PATH", "DB_HOST", "DB_PASSWORD"], "Image": "registry.example.mil/shop/app:%d", "Healthcheck": true},
      "State": {"Status": "running", "Pid": %d, "Health": {"Status": "healthy"}},
      "HostConfig": {"Privileged": false, "CapAdd": [], "CapDrop": ["ALL"], "SecurityOpt": ["no-new-privileges"], "ReadonlyRootfs": true,
       "NetworkMode": "default", "PidMode": "", "IpcMode": "private", "UTSMode": "", "UsernsMode": "", "CgroupParent": "", "Memory": 268435456,
       "CpuShares": 512, "NanoCpus": 0, "PidsLimit": 200, "Ulimits": null, "Devices": [], "RestartPolicy": {"Name": "on-failure", "MaximumRetryCount": 5},
       "PortBindings": {"8443/tcp": [{"HostIp": "192.0.2.11", "HostPort": "%d"}]}, "PublishAllPorts": false, "Binds": ["/srv/app:/data:ro"], "LogConfig": {"Type": "journald"}},
      "NetworkSettings": {"Ports": {"8443/tcp": [{"HostIp": "192.0.2.11", "HostPort": "%d"}]}, "Networks": {"app-enc": {}}},
      "Mounts": [{"Type": "bind", "Source": "/srv/app", "Destination": "/data", "RW": false, "Propagation": "rprivate"}]},
     "top": {"Titles": ["PID", "PPID", "USER", "COMMAND"], "Processes": [["%d", "1", "10001", "/app --listen :8443"], ["%d", "1", "10001", "/app --worker"]]},
     "proc": {"NoNewPrivs": 1, "Seccomp": 2}}`, i, i, i, i, i, i, i+1000, i+20000, i+20000, i+1000, i+1001)
	}
	text := func(id string) []byte {
		return fmt.Appendf(nil, `{"schema": "stigfacts/1", "kind": "node", "bundle_id": %q, "cluster_id": "c1",
  "provenance": {"finished_at": "2026-11-20T06:00:00Z", "privilege": "root", "method": "local"},
  "sections": {"docker_engine.containers": {"status": "ok", "complete": true, "expected": %d, "collected": %d, "sha256": "", "value": [%s]}}}`, id, n, n, list.Bytes())
	}
	d, err := openDocument("b.json", text(""))
	require.NoError(t, err)
	top, err := d.scan(levelsOf)
	require.NoError(t, err)
	id, _ := contentSums(top)
	return text(id)
}

func BenchmarkReadBundle(b *testing.B) {
	for _, n := range []int{100, 1000} {
		data := hundred(b, n)
		b.Run(fmt.Sprintf("%d containers", n), func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			b.ReportAllocs()
			for b.Loop() {
				bundles, warnings, err := ReadBundle("b.json", data)
				if err != nil || len(warnings) > 0 || len(bundles) != 1 {
					b.Fatal(err, warnings)
				}
			}
		})
	}
}

// The stages of BenchmarkReadBundle on their own.
func BenchmarkReadBundleStages(b *testing.B) {
	data := hundred(b, 100)
	d, err := openDocument("b.json", data)
	require.NoError(b, err)
	top, err := d.scan(levelsOf)
	require.NoError(b, err)
	stages := map[string]func(){
		"depth":     func() { tooDeep(data) },
		"scan":      func() { _, _ = d.scan(levelsOf) },
		"canonical": func() { contentSums(top) },
	}
	for _, name := range []string{"depth", "scan", "canonical"} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(data)))
			for b.Loop() {
				stages[name]()
			}
		})
	}
}

// 50,000 containers of one node are within the limits.
func TestVeryManyContainers(t *testing.T) {
	if testing.Short() || os.Getenv("STIGWRIGHT_LARGE") == "" {
		t.Skip("reads 130 MB; set STIGWRIGHT_LARGE=1 to run it")
	}
	data := hundred(t, 50000)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	bundles, _, err := ReadBundle("b.json", data)
	require.NoError(t, err)
	runtime.ReadMemStats(&after)
	require.Empty(t, bundles[0].Facts[Containers.Name].Why())
	t.Logf("%d MB of text, %d MB allocated", len(data)>>20, (after.TotalAlloc-before.TotalAlloc)>>20)
}
