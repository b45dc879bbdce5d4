package facts

import (
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/internal/shared"
)

// folder is a capture folder of key=endpoint|status|body.
func folder(entries ...[4]string) fstest.MapFS {
	index := "{"
	fsys := fstest.MapFS{}
	for i, e := range entries {
		if i > 0 {
			index += ","
		}
		index += fmt.Sprintf("\n%q: {\"endpoint\": %q, \"status\": %s}", e[0], e[1], e[2])
		fsys[e[0]+".json"] = &fstest.MapFile{Data: []byte(e[3])}
	}
	fsys[CaptureIndex] = &fstest.MapFile{Data: []byte(index + "}")}
	return fsys
}

var (
	infoAnswer = [4]string{"info", "GET /v1.41/info", "200",
		`{"Name":"host1","OSType":"linux","Driver":"overlay2","Swarm":{"NodeID":"n1","LocalNodeState":"active","ControlAvailable":true,"Cluster":{"ID":"c1"}}}`}
	listAnswer = [4]string{"containers", "GET /v1.41/containers/json?all=1", "200",
		`[{"Id":"aa","Names":["/web"],"Image":"shop/web:1","ImageID":"sha256:1","State":"running","Labels":{"com.example.token":"canary-label"}},
		  {"Id":"bb","Names":["/db"],"State":"exited","Labels":{}}]`}
	webAnswer = [4]string{"container-web", "GET /v1.41/containers/{id}/json", "200",
		`{"Id":"aa","Name":"/web","Config":{"User":"10","Env":["PATH=/bin","DB_PASSWORD=canary-env"],"Healthcheck":{"Test":["CMD","x","--password","canary-health"]}},
		  "HostConfig":{"PidMode":"","CapAdd":null,"ReadonlyRootfs":true}}`}
	topAnswer = [4]string{"container-web-top", "GET /v1.41/containers/{id}/top?ps_args=-eo pid,ppid,user,args", "200",
		`{"Titles":["PID","CMD"],"Processes":[["1","/app --password canary-arg --url https://u:canary-url@h/x API_KEY=canary-assign -pcanary-short --token=canary-long"]]}`}
	dbAnswer = [4]string{"container-db", "GET /v1.41/containers/{id}/json", "200", `{"Id":"bb","Name":"/db","Config":{"Env":[]},"HostConfig":{}}`}
	dbTop    = [4]string{"container-db-top", "GET /v1.41/containers/{id}/top", "409", `{"message":"Container bb is not running"}`}
)

func TestCaptureJoinsAnswers(t *testing.T) {
	bundles, warnings, err := ReadCapture("cap", folder(infoAnswer, listAnswer, webAnswer, topAnswer, dbAnswer, dbTop,
		[4]string{"nodes", "GET /v1.41/nodes", "200", `[{"ID":"n1","Spec":{"Labels":{"a":"b"},"Role":"manager"},"Description":{"Hostname":"host1"}}]`},
		[4]string{"swarm-unlockkey", "GET /v1.41/swarm/unlockkey", "200", `{"UnlockKey":"canary-unlock"}`},
		[4]string{"swarm", "GET /v1.41/swarm", "200", `{"Spec":{"Name":"default"},"JoinTokens":{"Worker":"canary-join"}}`},
		[4]string{"services", "GET /v1.41/services", "200", `[{"ID":"s","Spec":{"Name":"api","TaskTemplate":{"ContainerSpec":{"Image":"i","Env":["TOKEN=canary-service"]}}}}]`},
		[4]string{"secrets", "GET /v1.41/secrets", "200", `[{"Spec":{"Name":"db","Data":"canary-data"}}]`},
		[4]string{"tasks", "GET /v1.41/tasks", "200", `[]`}))
	require.NoError(t, err)
	require.Equal(t, []string{"cap: answers of no section, ignored (1): tasks"}, warnings)
	require.Len(t, bundles, 2)
	node, cluster := bundles[0], bundles[1]
	require.True(t, node.Timeless)
	require.Equal(t, "c1", node.ClusterID)

	list := node.Facts["docker_engine.containers"]
	require.Empty(t, list.Why())
	web, db := list.Value.([]Container)[0], list.Value.([]Container)[1]
	require.Equal(t, Some([]string{"PATH", "DB_PASSWORD"}), web.Inspect.Value.Config.Value.EnvKeys)
	require.Equal(t, Some(true), web.Inspect.Value.Config.Value.Healthcheck)
	require.Equal(t, OK, web.Inspect.Value.HostConfig.Value.CapAdd.State, "null is an empty list")
	require.Empty(t, web.Inspect.Value.HostConfig.Value.CapAdd.Value)
	require.Equal(t, NotCollected, web.Inspect.Value.HostConfig.Value.Privileged.State, "a key that is not there is not false")
	require.Equal(t, Absent, db.Top.State, "409: a container that does not run has no process list")
	require.Equal(t, NotCollected, web.Proc.State)

	swarm := cluster.Facts["swarm"].Value.(SwarmObjects)
	require.Equal(t, Some(true), swarm.UnlockKeySet)
	require.Equal(t, []string{"TOKEN"}, swarm.Services.Value[0].Spec.TaskTemplate.Value.ContainerSpec.Value.EnvKeys.Value)
	require.Equal(t, NotCollected, swarm.Configs.State)
	require.Equal(t, NotCollected, node.Facts["host_files"].State, "what is not in the folder was never collected")
	require.NotContains(t, everything(t, bundles), "canary")
}

// everything is all that bundles hold, as text.
func everything(t *testing.T, bundles []*Bundle) string {
	var b strings.Builder
	for _, bundle := range bundles {
		for name, f := range bundle.Facts {
			text, err := json.Marshal(f.Value)
			require.NoError(t, err, name)
			fmt.Fprintf(&b, "%s %s %s %+v\n", name, f.Error, text, f.Value)
		}
	}
	return b.String()
}

func TestCaptureStates(t *testing.T) {
	for _, row := range []struct {
		name  string
		reply [4]string
		state State
		why   string
	}{
		{"denied", [4]string{"images", "GET /v1.41/images/json", "403", `{"message":"no"}`}, Denied, "HTTP status 403: no"},
		{"unauthorised", [4]string{"images", "GET /v1.41/images/json", "401", `{}`}, Denied, "HTTP status 401"},
		{"a collection that is not found is no evidence", [4]string{"images", "GET /v1.41/images/json", "404", `{"message":"page not found"}`}, Failed, "404"},
		{"server error", [4]string{"images", "GET /v1.41/images/json", "500", `{"message":"https://u:canary@h failed"}`}, Failed, "500"},
		{"ok", [4]string{"images", "GET /v1.24/images/json?all=0", "200", `[]`}, OK, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			bundles, _, err := ReadCapture("cap", folder(infoAnswer, row.reply))
			require.NoError(t, err)
			f := bundles[0].Facts["docker_engine.images"]
			require.Equal(t, row.state, f.State)
			require.Contains(t, f.Error, row.why)
			require.NotContains(t, everything(t, bundles), "canary")
		})
	}
}

func TestCaptureWithoutAnInspectAnswerIsPartial(t *testing.T) {
	for name, entries := range map[string][][4]string{
		"never asked": {infoAnswer, listAnswer, webAnswer},
		"refused":     {infoAnswer, listAnswer, webAnswer, {"container-db", "GET /v1.41/containers/{id}/json", "500", `{}`}},
		"vanished":    {infoAnswer, listAnswer, webAnswer, {"container-db", "GET /v1.41/containers/{id}/json", "404", `{}`}},
	} {
		t.Run(name, func(t *testing.T) {
			bundles, _, err := ReadCapture("cap", folder(entries...))
			require.NoError(t, err)
			require.Contains(t, bundles[0].Facts["docker_engine.containers"].Why(), "partly collected: 1 of 2")
		})
	}
}

func TestCaptureRefusals(t *testing.T) {
	good := folder(infoAnswer)
	with := func(index string, more ...string) fstest.MapFS {
		fsys := fstest.MapFS{CaptureIndex: {Data: []byte(index)}, "info.json": good["info.json"]}
		for _, name := range more {
			fsys[name+".json"] = &fstest.MapFile{Data: []byte(`{}`)}
		}
		return fsys
	}
	for name, row := range map[string]struct {
		fsys fs.FS
		want string
	}{
		"no index":             {fstest.MapFS{}, "cap/index.json: cannot be read"},
		"index is no object":   {with(`[]`), "cap/index.json"},
		"index is cut":         {with(`{"info": {"endpoint"`), "cap/index.json:1:"},
		"key without its file": {with(`{"images": {"endpoint": "GET /images/json", "status": 200}}`), "cap/index.json:1:2: images: has no file images.json"},
		"file is not JSON":     {folder([4]string{"info", "GET /info", "200", `{"Name": `}), "cap/info.json"},
		"status is a text":     {with(`{"info": {"endpoint": "GET /info", "status": "200"}}`), `cap/index.json:1:46: info.status: is "200"; want an HTTP status`},
		"endpoint is no call":  {with(`{"info": {"endpoint": "/info", "status": 200}}`), `info.endpoint: is "/info"; want a call`},
		"endpoint writes":      {with(`{"info": {"endpoint": "POST /info", "status": 200}}`), "info.endpoint"},
		"duplicate key":        {with(`{"info": {"endpoint": "GET /info", "status": 200}, "info": {"endpoint": "GET /info", "status": 200}}`), "cap/index.json"},
		"a path as key":        {with(`{"../info": {"endpoint": "GET /info", "status": 200}}`), `../info: is a path`},
		"second answer":        {folder(infoAnswer, [4]string{"info2", "GET /v1.24/info", "200", `{}`}), "cap/index.json: info2: is a second answer of /info beside info"},
		"second inspect":       {folder(infoAnswer, listAnswer, webAnswer, [4]string{"container-again", webAnswer[1], "200", webAnswer[3]}), "container-again: is a second inspect answer of the container aa"},
		"another shape":        {folder([4]string{"info", "GET /info", "200", `{"Name": 7}`}), "cap/info.json:1:"},
	} {
		t.Run(name, func(t *testing.T) {
			bundles, _, err := ReadCapture("cap", row.fsys)
			require.Error(t, err)
			require.Empty(t, bundles)
			require.Contains(t, err.Error(), row.want)
		})
	}
}

// No value that the recorded answers hold on purpose may survive the reading.
func TestRecordedCapturesLoseTheirSecrets(t *testing.T) {
	for _, name := range []string{"compliant", "noncompliant"} {
		dir := shared.Dir(t, "facts-samples", "docker-engine-20.10", name)
		bundles, _, err := ReadInput(name, renamed{os.DirFS(dir), name})
		require.NoError(t, err)
		require.Len(t, bundles, 2)
		text := everything(t, bundles)
		for _, canary := range []string{"not-a-real-secret", "REDACTED", "JoinTokens", "TLSInfo"} {
			require.False(t, strings.Contains(text, canary), canary)
		}
		require.True(t, strings.Contains(text, "EnvKeys"))
		for _, s := range []string{"docker_engine.info", "docker_engine.containers", "docker_engine.images", "docker_engine.networks", "node"} {
			require.Empty(t, bundles[0].Facts[s].Why(), s)
		}
		asset, fallback := bundles[0].Asset()
		require.Equal(t, "node1.example.test", asset.Name)
		require.False(t, fallback)
	}
}

// renamed is a folder under another name.
type renamed struct {
	fsys fs.FS
	name string
}

func (r renamed) Open(name string) (fs.File, error) {
	name = strings.TrimPrefix(strings.TrimPrefix(name, r.name), "/")
	if name == "" {
		name = "."
	}
	return r.fsys.Open(name)
}

func TestReadInputFolder(t *testing.T) {
	good := []byte(`{"node": {"os": {"id": "rhel"}}}`)
	fsys := fstest.MapFS{"f/a.json": {Data: good}, "f/b.json": {Data: []byte("<html>")}, "f/sub/c.json": {Data: good}, "f/readme.txt": {Data: good}}
	bundles, _, err := ReadInput("f", fsys)
	require.Len(t, bundles, 1, "folders are not searched below their first level")
	require.Equal(t, "f/b.json", diag.Each(err)[0].File)
	_, _, err = ReadInput("f/sub/c.json", fsys)
	require.NoError(t, err)
	_, _, err = ReadInput("gone", fsys)
	require.ErrorContains(t, err, "gone: cannot be read: file does not exist")
	_, _, err = ReadInput("g", fstest.MapFS{"g/readme.txt": {Data: good}})
	require.ErrorContains(t, err, "g: holds no *.json file")
}

func TestRedactCommand(t *testing.T) {
	for in, want := range map[string]string{
		"sshd -D":               "sshd -D",
		"x --password a b":      "x --password <redacted> b",
		"x --password=a b":      "x --password=<redacted> b",
		"x -p  a":               "x -p  <redacted>",
		"mysql -pHUNTER2 db":    "mysql -p<redacted> db",
		"env DB_PASSWORD=a run": "env DB_PASSWORD=<redacted> run",
		"curl https://u:p@h/x":  "curl https://<redacted>@h/x",
		"x --token --verbose a": "x --token <redacted> a",
		"cat -----BEGIN RSA PRIVATE KEY-----\nMII": "cat <redacted>",
		"x\t--password\ta":                         "x\t--password\t<redacted>",
		"curl https://u:p@q@h/x@y":                 "curl https://<redacted>@h/x@y",
		`x {"password":"a","n":1}`:                 `x {"password":"<redacted>","n":1}`,
		"x api_key: a b":                           "x api_key: <redacted> b",
		"curl -H 'Authorization: Bearer a'":        "curl -H 'Authorization: Bearer <redacted>'",
		"x --password -s3cret b":                   "x --password <redacted> b",
		"x --password --s3cret b":                  "x --password <redacted> b",
		"x --token -i b":                           "x --token <redacted> b",
		"x tokens of a b":                          "x tokens of a b",
		// user and password without a scheme, as a proxy may be written
		"x --http-proxy u:HUNTER2@proxy:3128 --https-proxy=u:HUNTER2@[::1]:3128/ y": "x --http-proxy <redacted>@proxy:3128 --https-proxy=<redacted>@[::1]:3128/ y",
		`HTTP_PROXY="u:p:q@proxy.example.mil" 'u:p@h'`:                              `HTTP_PROXY="<redacted>@proxy.example.mil" '<redacted>@h'`,
		// and what looks like that and is none
		"run reg:5000/app@sha256:0a app:1@sha256:0a0a0a0a u@h mailto:x@y/z unit@1.service a:b": "run reg:5000/app@sha256:0a app:1@sha256:0a0a0a0a u@h mailto:x@y/z unit@1.service a:b",
	} {
		require.Equal(t, want, redactCommand(in), in)
	}
	for in, want := range map[string]string{
		"http://u:p#w@h/x":                                  "http://<redacted>@h/x",
		"http://u:p/w@q@h/x":                                "http://<redacted>@h/x",
		"http://u:/w?@h 'http://u:1/@h'":                    "http://<redacted>@h 'http://<redacted>@h'",
		"http://u:1234567/@h":                               "http://<redacted>@h",
		"http://u:12a/@h \"http://h/\" @":                   "http://<redacted>@h \"http://h/\" @",
		"http://u:1234/rest@h http://u:1234/a@b@h:1/":       "http://<redacted>@h http://<redacted>@h:1/",
		"http://h:8443/x http://h/x:y@z http://[::1]:80/@x": "http://h:8443/x http://h/x:y@z http://[::1]:80/@x",
	} {
		require.Equal(t, want, redactText(in), in)
	}
	require.Equal(t, "<redacted>", redactText("-----BEGIN RSA PRIVATE KEY-----\nx"))
}

// A label may hold a command line.
func TestRedactLabels(t *testing.T) {
	for in, want := range map[string]string{
		"app --password HUNTER2 -x":     "app --password <redacted> -x",
		"app -pHUNTER2 http://u:p@h/":   "app -p<redacted> http://<redacted>@h/",
		"a=1;password=HUNTER2":          "a=1;password=<redacted>",
		"-pod":                          "-pod",
		"http://u:p@h/":                 "http://<redacted>@h/",
		"Example <docs@example.mil>":    "Example <docs@example.mil>",
		"pod --of kube-system: ready\n": "pod --of kube-system: ready\n",
	} {
		got := RedactLabels(map[string]string{"com.example.run": in, "com.example.token": "HUNTER2"})
		require.Equal(t, map[string]string{"com.example.run": want, "com.example.token": Redacted}, got, in)
	}
}

func FuzzReadCapture(f *testing.F) {
	for _, e := range [][4]string{infoAnswer, listAnswer, webAnswer, topAnswer} {
		f.Add(e[0], e[1], 200, e[3])
	}
	f.Fuzz(func(t *testing.T, key, endpoint string, status int, body string) {
		bundles, _, err := ReadCapture("cap", folder(infoAnswer, [4]string{key, endpoint, fmt.Sprint(status), body}))
		for _, b := range bundles {
			for name, fact := range b.Facts {
				if fact.State == OK && fact.Value == nil {
					t.Errorf("%s is ok without a value (%v)", name, err)
				}
			}
		}
	})
}

// Answers that say less than their file name promises must not read as everything.
func TestCaptureOfLessThanEverythingIsPartial(t *testing.T) {
	ask := func(entry [4]string, endpoint string) [4]string { entry[1] = endpoint; return entry }
	stray := [4]string{"container-x", "GET /containers/{id}/json", "200", `{"Id":"zz","Name":"/x","HostConfig":{"Privileged":true}}`}
	overlay := [4]string{"networks", "GET /v1.41/networks", "200", `[{"Id":"n","Name":"app","Driver":"overlay","Scope":"swarm","Options":null}]`}
	worker := infoAnswer
	worker[3] = strings.Replace(infoAnswer[3], `"ControlAvailable":true`, `"ControlAvailable":false`, 1)
	for _, row := range []struct {
		name    string
		entries [][4]string
		why     func([]*Bundle) string
		want    string
	}{
		{"running containers alone", [][4]string{infoAnswer, ask(listAnswer, "GET /v1.41/containers/json"), webAnswer, dbAnswer},
			containersWhy, "asked for a part: GET /v1.41/containers/json"},
		{"all=0", [][4]string{infoAnswer, ask(listAnswer, "GET /containers/json?all=0"), webAnswer, dbAnswer}, containersWhy, "asked for a part"},
		{"all=true", [][4]string{infoAnswer, ask(listAnswer, "GET /containers/json?all=true"), webAnswer, dbAnswer}, containersWhy, ""},
		{"a filter", [][4]string{infoAnswer, ask(listAnswer, `GET /containers/json?all=1&filters={"name":["web"]}`), webAnswer, dbAnswer}, containersWhy, "asked for a part"},
		{"an inspect answer of no listed container", [][4]string{infoAnswer, listAnswer, webAnswer, dbAnswer, stray}, containersWhy, "1 inspect answers are of no container in the list"},
		{"networks of a manager", [][4]string{infoAnswer, overlay, {"swarm", "GET /swarm", "200", `{}`}}, swarmNetworksWhy, ""},
		{"networks of a worker", [][4]string{worker, overlay, {"swarm", "GET /swarm", "503", `{}`}}, swarmNetworksWhy, "not known to be a manager"},
		{"networks without info", [][4]string{overlay, {"swarm", "GET /swarm", "200", `{}`}}, swarmNetworksWhy, "not known to be a manager"},
		{"filtered networks", [][4]string{infoAnswer, ask(overlay, `GET /networks?filters={"scope":["local"]}`), {"swarm", "GET /swarm", "200", `{}`}}, swarmNetworksWhy, "asked for a part"},
	} {
		t.Run(row.name, func(t *testing.T) {
			bundles, _, err := ReadCapture("cap", folder(row.entries...))
			require.NoError(t, err)
			if row.want == "" {
				require.Empty(t, row.why(bundles))
			} else {
				require.Contains(t, row.why(bundles), row.want)
			}
		})
	}
}

func containersWhy(bundles []*Bundle) string { return bundles[0].Facts[Containers.Name].Why() }

func swarmNetworksWhy(bundles []*Bundle) string {
	return bundles[1].Facts[Swarm.Name].Value.(SwarmObjects).Networks.Why()
}

func TestCaptureDetailsOfContainersAndServices(t *testing.T) {
	inspect := func(id, name, health string) [4]string {
		return [4]string{"container-" + name, "GET /containers/{id}/json", "200", fmt.Sprintf(`{"Id":%q,"Name":"/%s","Config":{%s}}`, id, name, health)}
	}
	bundles, _, err := ReadCapture("cap", folder(infoAnswer,
		[4]string{"containers", "GET /containers/json?all=1", "200", `[{"Id":"1","Names":["/web"],"State":"running"},{"Id":"2","Names":["/web-top"],"State":"running"},
			{"Id":"3","Names":["/c"],"State":"running","inspect":{"Name":"forged"},"proc":{"NoNewPrivs":1}}]`},
		inspect("1", "web", `"Healthcheck":{"Test":["NONE"]}`), inspect("2", "web-top", `"Healthcheck":{"Test":["CMD","x"]}`),
		[4]string{"container-web-top-top", "GET /containers/{id}/top", "200", `{"Titles":null,"Processes":null}`},
		[4]string{"services", "GET /services", "200", `[{"ID":"s","Spec":{"Name":"a","TaskTemplate":{"ContainerSpec":{"Image":"i"}}},"Endpoint":{"Spec":{}}}, {"ID":"t","Spec":{"Name":"b"}}]`},
	))
	require.NoError(t, err)
	list := bundles[0].Facts[Containers.Name].Value.([]Container)
	require.Equal(t, Some(false), list[0].Inspect.Value.Config.Value.Healthcheck, "--no-healthcheck")
	require.Equal(t, Some(true), list[1].Inspect.Value.Config.Value.Healthcheck)
	require.Equal(t, NotCollected, list[0].Top.State, "the inspect answer of web-top is no process list of web")
	require.Equal(t, Failed, list[1].Top.State, "a running container has a process")
	require.Equal(t, NotCollected, list[2].Inspect.State, "the list has no inspect answers")
	require.Equal(t, NotCollected, list[2].Proc.State)
	services := bundles[1].Facts[Swarm.Name].Value.(SwarmObjects).Services.Value
	require.Equal(t, OK, services[0].Endpoint.Value.Ports.State, "the engine leaves out ports where there are none")
	require.Equal(t, OK, services[0].Spec.TaskTemplate.Value.ContainerSpec.Value.EnvKeys.State)
	require.Equal(t, NotCollected, services[1].Endpoint.State)
}

func TestCaptureThatIsARecordOfACluster(t *testing.T) {
	_, _, err := ReadCapture("answers", fstest.MapFS{CaptureIndex: {Data: []byte(`{"answers": [], "schema": "stigrecord/1"}`)}})
	require.ErrorContains(t, err, "answers/index.json:1:27: schema: makes this the record of a cluster")
}
