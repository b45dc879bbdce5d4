package collect

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/internal/fakecluster"
)

// recording is a cluster whose answers are recorded into the folder.
func recording(t testing.TB, fake *fakecluster.Cluster, change func(*Cluster)) (*Cluster, fstest.MapFS) {
	t.Helper()
	folder := fstest.MapFS{}
	c := &Cluster{Now: testTime, Account: fakecluster.User, MSRAccount: fakecluster.User, Store: func(name string, data []byte) error {
		require.NotContains(t, folder, name)
		folder[name] = &fstest.MapFile{Data: data}
		return nil
	}}
	mke, msr, kube := interfacesOf(fake)
	var err error
	c.MKE, err = NewMKE(mke)
	require.NoError(t, err)
	c.MSR, err = NewAPI(msr)
	require.NoError(t, err)
	c.Kube, err = NewAPI(kube)
	require.NoError(t, err)
	if change != nil {
		change(c)
	}
	return c, folder
}

// recordedAs collects, replays the record, and holds that both give the same bytes and
// that the record has no secret in it. It returns the folder and the facts.
func recordedAs(t testing.TB, c *Cluster, folder fstest.MapFS) map[string]facts.Fact {
	t.Helper()
	got := c.Collect(t.Context())
	require.NoError(t, got.RecordErr)
	folder[facts.CaptureIndex] = &fstest.MapFile{Data: got.Index}
	live, err := facts.WriteBundle(got.Node)
	require.NoError(t, err)
	for name, file := range folder {
		require.True(t, json.Valid(file.Data), name)
		for _, secret := range []string{canary, "PRIVATE KEY", "Authorization", "Bearer"} {
			require.NotContains(t, string(file.Data), secret, name)
		}
	}
	again, warnings, err := ReadRecord(t.Context(), "folder", folder)
	require.NoError(t, err)
	require.Empty(t, warnings)
	replayed, err := facts.WriteBundle(again)
	require.NoError(t, err)
	require.Equal(t, string(live), string(replayed))
	return got.Node.Facts
}

func TestRecordGivesTheBundle(t *testing.T) {
	fake := startSmall(t)
	c, folder := recording(t, fake, nil)
	var ticks atomic.Int64
	c.Now = func() time.Time { return testTime().Add(time.Duration(ticks.Add(1)) * time.Second) } // every section has a time of its own
	got := recordedAs(t, c, folder)
	for section, f := range got {
		require.True(t, f.Complete, "%s: %s", section, f.Error)
	}
	require.True(t, IsRecord(folder))

	other, second := recording(t, fake, nil)
	other.Now = testTime
	recordedAs(t, other, second)
	require.Equal(t, slices.Sorted(maps.Keys(folder)), slices.Sorted(maps.Keys(second)), "the same calls have the same files")
	for name, file := range folder {
		if name != facts.CaptureIndex {
			require.Equal(t, string(file.Data), string(second[name].Data), name)
		}
	}
}

// Every answer fails in one way or the other, each alone, and all in each way at once.
func TestRecordOfTrouble(t *testing.T) {
	says := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, text) }
	}
	fake := startSmall(t)
	ways := []struct {
		name string
		h    http.HandlerFunc
	}{
		{"401", fakecluster.Status(401)}, {"404", fakecluster.Status(404)}, {"500", fakecluster.Status(500)},
		{"cut", says(`{"token":"` + canary + `",`)}, {"null", says(`null`)}, {"form", says(`[{"Id":7,"name":{}}]`)}, {"none", says(`{}`)},
		{"gone", func(w http.ResponseWriter, _ *http.Request) {
			if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
				_ = conn.Close()
			}
		}},
		{"page two", func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			if q.Get("start")+q.Get("pageStart")+q.Get("continue") != "" {
				fakecluster.Status(500)(w, r)
				return
			}
			_, _ = io.WriteString(w, `{"nextPageStart":"2","accounts":[],"members":[],"teams":[],"grants":[]}`)
		}},
	}
	for i, path := range fake.Paths() {
		way := ways[i%len(ways)]
		t.Run(path+" "+way.name, func(t *testing.T) {
			fake.Mend()
			fake.Break(path, way.h)
			c, folder := recording(t, fake, nil)
			recordedAs(t, c, folder)
		})
	}
	for _, way := range ways {
		t.Run(way.name, func(t *testing.T) {
			for _, path := range fake.Paths() {
				fake.Break(path, way.h)
			}
			c, folder := recording(t, fake, nil)
			recordedAs(t, c, folder)
		})
	}
}

// A password that is refused, sections left out, a client bundle, and a collection whose
// time is over.
func TestRecordOfOtherWays(t *testing.T) {
	fake := startSmall(t)
	t.Run("password", func(t *testing.T) {
		c, folder := recording(t, fake, func(c *Cluster) {
			var err error
			c.MKE, err = NewMKE(Access{URL: fake.MKE.URL, CA: fake.Issuer.Pool(), Username: fakecluster.User, Password: canary + "-wrong", Now: testTime})
			require.NoError(t, err)
		})
		got := recordedAs(t, c, folder)
		require.Equal(t, facts.Denied, got[facts.MKEConfig.Name].State)
	})
	t.Run("left out", func(t *testing.T) {
		c, folder := recording(t, fake, func(c *Cluster) {
			c.Want = func(section string) bool { return section == facts.MKEConfig.Name || section == facts.MKEWhoAmI.Name }
			c.MKE.at.Insecure = true
		})
		got := recordedAs(t, c, folder)
		require.Equal(t, facts.Skipped, got[facts.MSR.Name].State)
	})
	for _, account := range []string{fakecluster.User, "another"} {
		t.Run("client bundle of "+account, func(t *testing.T) {
			c, folder := recording(t, fake, func(c *Cluster) {
				own, err := ReadBundle("bundle", bundleFiles(t, fake, account))
				require.NoError(t, err)
				c.Bundle, c.Account, c.MSR, c.Kube = own, own.Account(), nil, nil
				c.MKE, err = NewMKE(Access{URL: fake.MKE.URL, CA: own.CA, Certificate: &own.Certificate, Now: testTime})
				require.NoError(t, err)
				key := fakecluster.PublicPEM(t, own.Certificate)
				fake.Break("mke /accounts/"+fakecluster.User+"/publicKeys", func(w http.ResponseWriter, _ *http.Request) {
					_ = json.NewEncoder(w).Encode(map[string]any{"accountPublicKeys": []any{map[string]any{"publicKey": "none"}, map[string]any{"publicKey": key, "label": canary}}})
				})
			})
			got := recordedAs(t, c, folder)
			require.Equal(t, account == fakecluster.User, got[facts.MKEAccounts.Name].Complete)
			for name, file := range folder {
				require.NotContains(t, string(file.Data), "BEGIN", name)
			}
		})
	}
	t.Run("time over", func(t *testing.T) {
		c, folder := recording(t, fake, nil)
		ctx, cancel := context.WithCancel(t.Context())
		c.Progress = func(done, _ int, _ string) {
			if done == 3 {
				cancel()
			}
		}
		got := c.Collect(ctx)
		folder[facts.CaptureIndex] = &fstest.MapFile{Data: got.Index}
		live, err := facts.WriteBundle(got.Node)
		require.NoError(t, err)
		again, _, err := ReadRecord(t.Context(), "folder", folder)
		require.NoError(t, err)
		replayed, err := facts.WriteBundle(again)
		require.NoError(t, err)
		require.Equal(t, string(live), string(replayed))
		require.Contains(t, string(live), "interrupted")
	})
}

// A list of which one entry cannot be read is kept as such a list.
func TestRecordOfAListWithAnOddContainer(t *testing.T) {
	fake := startSmall(t)
	fake.Break("mke /containers/json", func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `[{"Id":"c2","Names":["/node1/ucp-proxy"],"State":"running"},{"Id":"c1","Names":["/node1/web"],"Labels":"`+canary+`"},"`+canary+`"]`)
	})
	c, folder := recording(t, fake, nil)
	got := recordedAs(t, c, folder)
	require.Contains(t, got[facts.EngineByNode.Name].Error, "without a name in MKE's list cannot be read")
}

func TestRecordThatCannotBeWritten(t *testing.T) {
	c, _ := recording(t, startSmall(t), nil)
	calls := 0
	c.Store = func(string, []byte) error { calls++; return errors.New("no space left on device") }
	got := c.Collect(t.Context())
	require.EqualError(t, got.RecordErr, "no space left on device")
	require.Equal(t, 1, calls, "nothing is written behind the first that failed")
}

func TestRecordThatIsRefused(t *testing.T) {
	fake := startSmall(t)
	c, folder := recording(t, fake, nil)
	recordedAs(t, c, folder)
	var some string
	for name := range folder {
		if name != facts.CaptureIndex {
			some = max(some, name)
		}
	}
	index := string(folder[facts.CaptureIndex].Data)
	for name, change := range map[string]struct {
		change func(fstest.MapFS)
		want   string
	}{
		"traversal":    {func(f fstest.MapFS) { set(f, strings.Replace(index, some, "../../etc/passwd", 1)) }, `.file is "../../etc/passwd"; want the name of a file that a record has`},
		"absolute":     {func(f fstest.MapFS) { set(f, strings.Replace(index, some, "/etc/passwd", 1)) }, "want the name of a file"},
		"index itself": {func(f fstest.MapFS) { set(f, strings.Replace(index, some, "index.json", 1)) }, "want the name of a file"},
		"lost":         {func(f fstest.MapFS) { delete(f, some) }, "the folder has no " + some},
		"cut":          {func(f fstest.MapFS) { f[some] = &fstest.MapFile{Data: folder[some].Data[:5]} }, some + ": the answer is not JSON"},
		"cut index":    {func(f fstest.MapFS) { set(f, index[:len(index)/2]) }, "index.json: is no index of a record"},
		"no JSON":      {func(f fstest.MapFS) { set(f, "<html>") }, "index.json: is no index of a record: the answer is a web page"},
		"another":      {func(f fstest.MapFS) { set(f, strings.Replace(index, RecordSchema, "stigrecord/1", 1)) }, `schema is "stigrecord/1"; want stigrecord/2`},
		"no index":     {func(f fstest.MapFS) { delete(f, facts.CaptureIndex) }, "index.json: is not in the folder"},
		"interface":    {func(f fstest.MapFS) { set(f, strings.Replace(index, `"name": "msr"`, `"name": "mke"`, 1)) }, `interfaces[1].name is "mke"`},
		"plain HTTP":   {func(f fstest.MapFS) { set(f, strings.Replace(index, "https://", "http://", 1)) }, "interfaces[0]: mke: the address is"},
		"status":       {func(f fstest.MapFS) { set(f, strings.Replace(index, `"status": 200`, `"status": 0`, 1)) }, "has no call, or neither a status nor an error"},
	} {
		t.Run(name, func(t *testing.T) {
			other := maps.Clone(folder)
			change.change(other)
			_, _, err := ReadRecord(t.Context(), "folder", other)
			require.ErrorContains(t, err, change.want)
			require.ErrorContains(t, err, "folder/")
		})
	}
	t.Run("answers taken out", func(t *testing.T) {
		var x map[string]any
		require.NoError(t, json.Unmarshal([]byte(index), &x))
		x["answers"] = slices.DeleteFunc(x["answers"].([]any), func(one any) bool { return one.(map[string]any)["call"] == "GET /accounts?limit=100&start=page-2" })
		text, err := json.Marshal(x)
		require.NoError(t, err)
		other := maps.Clone(folder)
		set(other, string(text))
		b, warnings, err := ReadRecord(t.Context(), "folder", other)
		require.NoError(t, err)
		require.Contains(t, warnings[0], "has no answer to 1 calls")
		require.False(t, b.Facts[facts.MKEAccounts.Name].Complete, "what is not in the record is not there whole")
	})
}

func set(f fstest.MapFS, index string) { f[facts.CaptureIndex] = &fstest.MapFile{Data: []byte(index)} }

// FuzzRecord holds that no folder crashes the loader, or makes it look outside.
func FuzzRecord(f *testing.F) {
	fake := startSmall(f)
	c, folder := recording(f, fake, nil)
	got := c.Collect(f.Context())
	f.Add(got.Index, []byte(`{}`))
	f.Add([]byte(`{"schema":"stigrecord/2","interfaces":[{"name":"mke","url":"https://x"}],"sections":{},"answers":[{"of":"mke","call":"GET /version","status":200,"file":"mke-0000000000000000.json"}]}`), []byte(`{"Version":"ucp/3"}`))
	f.Fuzz(func(t *testing.T, index, body []byte) {
		watched := watchedFS{folder, body, t}
		other := watched
		b, _, err := ReadRecord(t.Context(), "folder", other.with(index))
		if err != nil {
			return
		}
		_, err = facts.WriteBundle(b)
		require.NoError(t, err)
	})
}

// watchedFS gives one body for every answer, and fails a test that opens another name.
type watchedFS struct {
	files fstest.MapFS
	body  []byte
	t     *testing.T
}

func (w watchedFS) with(index []byte) fs.FS {
	files := maps.Clone(w.files)
	set(files, string(index))
	return opened{files, w}
}

type opened struct {
	files fstest.MapFS
	w     watchedFS
}

func (o opened) Open(name string) (fs.File, error) {
	if name != facts.CaptureIndex {
		require.True(o.w.t, recordedName(name), name)
		if _, has := o.files[name]; !has || len(o.w.body) > 0 {
			return fstest.MapFS{name: &fstest.MapFile{Data: o.w.body}}.Open(name)
		}
	}
	return o.files.Open(name)
}

// What MKE says of its engines in another form than documented is named by its place.
func TestEngineAnswersOfAnotherForm(t *testing.T) {
	for path, c := range map[string]struct{ body, want string }{
		"/nodes":                {`[{"ID":"n"},{"Status":"` + canary + `"}]`, "[1].Status"},
		"/containers/{id}/json": {`{"Id":"c","HostConfig":{"Privileged":"` + canary + `"}}`, "HostConfig.Privileged"},
		"/containers/json":      {`{"Id":7}`, "a list"},
		"/swarm/unlockkey":      {`{}`, "does not say"},
		"/services":             {`{}`, "a list"},
	} {
		_, why := asEngine(path).raw([]byte(c.body))
		require.Contains(t, why, c.want, path)
		require.NotContains(t, why, canary, path)
	}
}

// FuzzKeep holds of any answer that what is kept of it is kept as it is when it is read
// from a record: else a record would give other facts than the collection did.
func FuzzKeep(f *testing.F) {
	kinds := kubeKinds()
	keeps := map[string]keep{
		"account": as[enziAccount](), "accounts": asPage[enziAccount]("accounts"), "members": asPage[member]("members"), "teams": asPage[team]("teams"),
		"grants": asPage[grant]("grants"), "roles": asPage[role](""), "keys": asPage[accountKey]("accountPublicKeys"), "registries": asPage[registryAnswer]("registries"),
		"ldap": as[ldapAnswer](), "saml": as[samlAnswer](), "msr": as[msrSettings](), "scan": as[facts.ScanStatus](), "logging": as[facts.LoggingConfig](),
		"repositories": asPage[msrRepository]("repositories"), "review": as[accessReview](), "pem": asPEM(), "config": asConfig(),
		"pods": asKube[kubePod](kinds["pods"]), "nodes": asKube[kubeNodeObject](kinds["nodes"]), "services": asKube[kubeServiceObject](kinds["services"]),
		"quotas": asKube[kubeQuotaObject](kinds["resourcequotas"]), "bindings": asKube[kubeBindingObject](kinds["rolebindings"]), "deployments": asKube[kubeWorkload](kinds["deployments"]),
		"ingresses": asKube[kubeIngressObject](kinds["ingresses"]), "pvcs": asKube[kubePVCObject](kinds["pvcs"]), "secrets": asKube[kubeNamed](kinds["secrets"]),
	}
	for _, path := range append(slices.Collect(maps.Values(swarmPaths())), "/containers/json?all=1", "/containers/{id}/json", "/images/json") {
		keeps[path] = asEngine(path)
	}
	names := slices.Sorted(maps.Keys(keeps))
	add := func(name, body string) { f.Add(uint8(slices.Index(names, name)), []byte(body)) }
	fake := startSmall(f)
	c, folder := recording(f, fake, nil)
	c.Collect(f.Context())
	for _, file := range folder {
		for name := range keeps {
			if strings.Contains(string(file.Data), name[:min(3, len(name))]) {
				add(name, string(file.Data))
			}
		}
	}
	add("ldap", `{"rootCerts":"x","userSearchConfigs":[{},{}],"serverURL":"ldap://u:p@h"}`)
	add("config", "a = 1\n\"b c\" = 2\n\"d e\" = 1979-05-27\nf = 1.0\npassword = \"x\"")
	add("keys", `{"accountPublicKeys":[{"publicKey":"sha256:x"},{"publicKey":"-"}],"nextPageStart":"x"}`)
	add("/containers/json?all=1", `[{"Id":"a","Names":["/x"],"Labels":7},{"$error":true,"Id":"b"},7,null,{"Id":"c"}]`)
	add("pods", `{"kind":"PodList","items":[{"metadata":{"name":"a"},"spec":{"containers":[{"image":"https://u:p@h/x","env":[{"valueFrom":{"secretKeyRef":{}}}]}]}}]}`)
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		k := keeps[names[int(which)%len(names)]]
		kept, why := k.raw(body)
		if why != "" {
			require.Nil(t, kept)
			return
		}
		again, why := k.again()(kept)
		require.Empty(t, why)
		require.Equal(t, string(kept), string(again))
	})
}

// Where a page of a list starts is the server's own word, of which nobody here knows what
// is in it: a record, the bundle and reasons have the number of the page.
func TestRecordHasNoCursors(t *testing.T) {
	const secret = canary + "-cursor"
	pages := func(first, second string, header bool) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			q := r.URL.Query()
			switch q.Get("start") + q.Get("pageStart") + q.Get("continue") {
			case "":
				if header {
					w.Header().Set("X-Next-Page-Start", secret)
				}
				_, _ = io.WriteString(w, first)
			case secret:
				if second == "" {
					w.WriteHeader(http.StatusGone)
					_, _ = io.WriteString(w, `{"message":"`+secret+` is over"}`)
					return
				}
				_, _ = io.WriteString(w, second)
			default:
				w.WriteHeader(http.StatusTeapot)
			}
		}
	}
	fake := startSmall(t)
	fake.Break("mke /accounts", pages(`{"accounts":[{"id":"1","name":"a","isOrg":false}]}`, `{"accounts":[{"id":"2","name":"b","isOrg":false}]}`, true))
	fake.Break("mke /collectionGrants", pages(`{"grants":[],"nextPageStart":"`+secret+`"}`, `{"grants":[]}`, false))
	fake.Break("mke /roles", pages(`[{"id":"r","name":"r"}]`, ``, true))
	fake.Break("mke /api/ucp/config/dtr", pages(`{"registries":[{"hostAddress":"m"}],"nextPageStart":"`+secret+`"}`, ``, true))
	fake.Break("msr /api/v0/repositories", pages(`{"repositories":[]}`, `{"repositories":[],"nextPageStart":"`+secret+`"}`, true))
	fake.Break("kube /api/v1/pods", pages(`{"kind":"PodList","items":[],"metadata":{"continue":"`+secret+`"}}`, `{"kind":"PodList","items":[]}`, false))
	fake.Break("kube /api/v1/services", pages(`{"kind":"ServiceList","items":[],"metadata":{"continue":"`+secret+`"}}`, ``, false))
	c, folder := recording(t, fake, nil)
	got := recordedAs(t, c, folder)
	require.Len(t, got[facts.MKEAccounts.Name].Value.(facts.Accounts).Users.Value, 2)
	require.Empty(t, got[facts.MKEAccounts.Name].Why())
	require.Equal(t, "partly collected: GET /roles?limit=1000&start=page-2: HTTP status 410: page-2 is over", got[facts.MKERBAC.Name].Value.(facts.RBAC).Roles.Why())
	require.Contains(t, got[facts.MKERegistries.Name].Why(), "the list goes on, and is asked for in no parts")
	require.Contains(t, got[facts.MSR.Name].Value.(facts.Registry).Repositories.Why(), "GET /api/v0/repositories?pageSize=100&pageStart=page-2: the pages begin again")
	require.Empty(t, got[facts.K8s.Name].Value.(facts.K8sObjects).Pods.Why())
	require.Contains(t, got[facts.K8s.Name].Value.(facts.K8sObjects).Services.Why(), "page-2 is over")
	require.Contains(t, string(folder[facts.CaptureIndex].Data), `"GET /api/v1/pods?limit=500&continue=page-2"`)
}
