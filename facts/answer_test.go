package facts

import (
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// live is entries of a capture folder as answers of a live engine.
func live(entries ...[4]string) (list []Answer) {
	for _, e := range entries {
		status := 0
		for _, c := range e[2] {
			status = status*10 + int(c-'0')
		}
		list = append(list, Answer{Key: e[0], Call: e[1], Status: status, Body: []byte(e[3]), At: time.Unix(1700000000, 0).UTC()})
	}
	return list
}

// A folder and a live engine that gave the same answers give the same values.
func TestMapAnswersIsTheMappingOfCaptures(t *testing.T) {
	for _, name := range []string{"compliant", "noncompliant"} {
		dir := os.DirFS(shared.Dir(t, "facts-samples", "docker-engine-20.10", name))
		bundles, _, err := ReadCapture(name, dir)
		require.NoError(t, err)
		node, cluster, _ := MapAnswers(answersOf(t, name, dir))
		for i, got := range []map[string]Fact{node, cluster} {
			want := bundles[i].Facts
			require.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
			for section, f := range want {
				f.Source = got[section].Source
				f.SourceKind, f.HTTPStatus = "http", 200
				require.Equal(t, f, got[section], section)
			}
		}
		require.Contains(t, node[Containers.Name].Source, "/containers/json?all=1, /json and /top of each")
	}
}

// answersOf is the answers in a capture folder.
func answersOf(t *testing.T, name string, fsys fs.FS) (list []Answer) {
	c := &capture{answers{name: name, byKey: map[string]answer{}}, fsys}
	require.NoError(t, c.index())
	for _, key := range c.keys {
		list = append(list, c.byKey[key].Answer)
		list[len(list)-1].Key = key
	}
	return list
}

func TestMapAnswersOfAnEngineInTrouble(t *testing.T) {
	byID := func(entry [4]string, id string) [4]string { entry[0] = "container-" + id; return entry }
	web := byID(webAnswer, "aa")
	for _, row := range []struct {
		name    string
		answers []Answer
		section string
		state   State
		why     string
	}{
		{"all is well", live(infoAnswer, listAnswer, web, byID(dbAnswer, "bb")), Containers.Name, OK, ""},
		{"one of two fails", live(infoAnswer, listAnswer, web, [4]string{"container-bb", "GET /v1.41/containers/{id}/json", "500", `{"message":"driver failed, token=canary"}`}),
			Containers.Name, OK, "partly collected: 1 of 2: db: HTTP status 500: driver failed, token=<redacted>"},
		{"one of two is not found, though listed", live(infoAnswer, listAnswer, web, [4]string{"container-bb", "GET /v1.41/containers/{id}/json", "404", `{"message":"No such container: bb"}`}),
			Containers.Name, OK, "partly collected: 1 of 2: db: HTTP status 404: No such container: bb"},
		{"one of two is not answered", append(live(infoAnswer, listAnswer, web), Answer{Key: "container-bb", Call: "GET /v1.41/containers/{id}/json", State: Failed, Error: "no answer within 10s"}),
			Containers.Name, OK, "partly collected: 1 of 2: db: no answer within 10s"},
		{"one of two is no JSON", live(infoAnswer, listAnswer, web, [4]string{"container-bb", "GET /v1.41/containers/{id}/json", "200", `{"Id":"bb","Config":{"Env":["canary`}),
			Containers.Name, OK, "partly collected: 1 of 2: db: the answer cannot be read"},
		{"one of two has another shape", live(infoAnswer, listAnswer, web, [4]string{"container-bb", "GET /v1.41/containers/{id}/json", "200", `{"Id":"bb","Config":{"Env":"canary"}}`}),
			Containers.Name, OK, "partly collected: 1 of 2: db: the answer cannot be read"},
		{"one answers for the other", live(infoAnswer, listAnswer, web, byID(webAnswer, "bb")), Containers.Name, OK, "partly collected: 1 of 2"},
		{"the list is denied", live(infoAnswer, [4]string{"containers", "GET /v1.41/containers/json?all=1", "403", `{"message":"policy"}`}), Containers.Name, Denied, "HTTP status 403: policy"},
		{"the list is no list", live(infoAnswer, [4]string{"containers", "GET /v1.41/containers/json?all=1", "200", `{"canary":1}`}), Containers.Name, Failed, "is an object; want a list"},
		{"the list is null", live(infoAnswer, [4]string{"images", "GET /v1.41/images/json", "200", `null`}), Images.Name, Failed, "is null"},
		{"the list is empty text", live(infoAnswer, [4]string{"images", "GET /v1.41/images/json", "200", ``}), Images.Name, Failed, "is empty"},
		{"the list is an HTML page", live(infoAnswer, [4]string{"images", "GET /v1.41/images/json", "200", `<html>canary`}), Images.Name, Failed, "HTML"},
		{"twice the same name", live(infoAnswer, [4]string{"images", "GET /v1.41/images/json", "200", `[{"Id":"a","Id":"b"}]`}), Images.Name, Failed, "twice"},
		{"one in the list has another shape", live(infoAnswer, oddList, web), Containers.Name, OK, "partly collected: 1 of 2: db: its entry in the list cannot be read"},
		{"of one in the list not even the name is told", live(infoAnswer, [4]string{"containers", "GET /containers/json?all=1", "200", `[{"Id":"aa","State":"running"},{"Id":7,"Names":"canary"}]`}, web),
			Containers.Name, OK, "partly collected: 1 of 2: container 1: its entry in the list cannot be read"},
		{"none in the list can be read", live(infoAnswer, [4]string{"containers", "GET /containers/json?all=1", "200", `[{"Id":"aa","State":{}},null]`}, web),
			Containers.Name, OK, "partly collected: 0 of 2: aa: its entry in the list cannot be read, and 1 more"},
		{"permission denied", []Answer{{Key: "images", Call: "GET /images/json", State: Denied, Error: "permission denied"}}, Images.Name, Denied, "permission denied"},
		{"left out", []Answer{{Key: "images", Call: "GET /images/json", State: Skipped, Error: "--skip"}}, Images.Name, Skipped, "--skip"},
		{"not asked", live(infoAnswer), Images.Name, NotCollected, "not collected"},
	} {
		t.Run(row.name, func(t *testing.T) {
			node, _, warnings := MapAnswers(row.answers)
			f := node[row.section]
			require.Equal(t, row.state, f.State)
			if row.why == "" {
				require.Empty(t, f.Why())
			}
			require.Contains(t, f.Why(), row.why)
			require.NotContains(t, everything(t, []*Bundle{{Facts: node}})+strings.Join(warnings, "\n"), "canary")
		})
	}
}

// oddList is a list in which one of two containers cannot be read.
var oddList = [4]string{"containers", "GET /v1.41/containers/json?all=1", "200",
	`[{"Id":"aa","Names":["/web"],"State":"running","Labels":{}},{"Id":"bb","Names":["/db"],"State":"running","Labels":["canary"]}]`}

// A container whose entry in the list cannot be read is none of those that are there, and
// is recorded as one that cannot be read.
func TestListWithAContainerThatCannotBeRead(t *testing.T) {
	web, db := webAnswer, dbAnswer
	web[0], db[0] = "container-aa", "container-bb"
	answers := live(infoAnswer, oddList, web, db)
	node, _, _ := MapAnswers(answers)
	f := node[Containers.Name]
	require.Equal(t, "partly collected: 1 of 2: db: its entry in the list cannot be read", f.Why(), "its inspect answer is not of a strange container")
	require.Len(t, f.Value, 1)
	files, left, err := RecordAnswers(answers)
	require.NoError(t, err)
	require.Empty(t, left)
	require.NotContains(t, string(files["containers.json"]), "canary")
	fsys := fstest.MapFS{}
	for name, data := range files {
		fsys[name] = &fstest.MapFile{Data: data}
	}
	bundles, _, err := ReadCapture("folder", fsys)
	require.NoError(t, err)
	require.Equal(t, f.Why(), bundles[0].Facts[Containers.Name].Why())
	require.Len(t, bundles[0].Facts[Containers.Name].Value, 1)
	again, _, err := RecordAnswers(append(live(infoAnswer, web, db), Answer{Key: "containers", Call: oddList[1], Status: 200, Body: files["containers.json"]}))
	require.NoError(t, err)
	require.Equal(t, string(files["containers.json"]), string(again["containers.json"]), "what is kept is kept as it is")

	fsys["containers.json"] = &fstest.MapFile{Data: []byte(oddList[3])}
	_, _, err = ReadCapture("folder", fsys)
	require.ErrorContains(t, err, "containers.json:1", "of a folder somebody can look at the place")
}

// An engine whose volume driver does not answer lists the volumes of the others, and warns.
func TestVolumesWithWarnings(t *testing.T) {
	for body, want := range map[string]string{
		`{"Volumes":[{"Name":"v"}],"Warnings":["nfs: dial tcp: refused, token=canary"]}`: "partly collected: the engine warns: nfs: dial tcp: refused, token=<redacted>",
		`{"Volumes":[{"Name":"v"}],"Warnings":["a","b","c"]}`:                            "partly collected: the engine warns: a, and 2 more",
		`{"Volumes":[],"Warnings":["` + strings.Repeat("x y ", 100) + `"]}`:              "partly collected: the engine warns: " + clip(strings.Repeat("x y ", 100)),
		`{"Volumes":[{"Name":"v"}],"Warnings":null}`:                                     "",
		`{"Volumes":[{"Name":"v"}],"Warnings":[]}`:                                       "",
		`{"Volumes":null}`: "",
	} {
		answers := live(infoAnswer, [4]string{"volumes", "GET /v1.41/volumes", "200", body})
		node, _, _ := MapAnswers(answers)
		require.Equal(t, want, node[Volumes.Name].Why(), body)
		files, _, err := RecordAnswers(answers)
		require.NoError(t, err)
		require.NotContains(t, string(files["volumes.json"]), "canary")
		fsys := fstest.MapFS{}
		for name, data := range files {
			fsys[name] = &fstest.MapFile{Data: data}
		}
		bundles, _, err := ReadCapture("folder", fsys)
		require.NoError(t, err)
		require.Equal(t, want, bundles[0].Facts[Volumes.Name].Why(), body)
		require.Len(t, bundles[0].Facts[Volumes.Name].Value, len(node[Volumes.Name].Value.([]Volume)))
	}
}

func TestMapAnswersNamesAFewOfMany(t *testing.T) {
	entries := [][4]string{infoAnswer, {"containers", "GET /containers/json?all=1", "200", `[{"Id":"1","State":"running","Names":["/a"]},{"Id":"2","State":"running"},{"Id":"3","State":"running"}]`}}
	node, _, _ := MapAnswers(live(entries...))
	require.Contains(t, node[Containers.Name].Why(), "partly collected: 0 of 3: a: no inspect answer, and 2 more")
}

func FuzzMapAnswers(f *testing.F) {
	for _, e := range [][4]string{infoAnswer, listAnswer, webAnswer, topAnswer} {
		f.Add(e[0], e[1], 200, e[3])
	}
	f.Fuzz(func(t *testing.T, key, call string, status int, body string) {
		list := append(live(infoAnswer, listAnswer), Answer{Key: key, Call: call, Status: status, Body: []byte(body)})
		node, cluster, _ := MapAnswers(list)
		for _, facts := range []map[string]Fact{node, cluster} {
			for name, fact := range facts {
				if fact.State == OK && fact.Value == nil {
					t.Errorf("%s is ok without a value", name)
				}
			}
			b := &Bundle{Kind: NodeBundle, Facts: facts}
			if _, err := WriteBundle(b); err != nil {
				t.Error(err)
			}
		}
	})
}

// What is recorded of live answers gives, as a capture folder, the same facts, and
// holds nothing that is secret.
func TestRecordAnswersGivesTheSameFacts(t *testing.T) {
	for _, name := range []string{"compliant", "noncompliant"} {
		list := answersOf(t, name, os.DirFS(shared.Dir(t, "facts-samples", "docker-engine-20.10", name)))
		node, cluster, _ := MapAnswers(list)
		files, left, err := RecordAnswers(list)
		require.NoError(t, err)
		require.Equal(t, []string{"tasks"}, left)
		fsys := fstest.MapFS{}
		for file, data := range files {
			fsys[file] = &fstest.MapFile{Data: data}
			for _, secret := range []string{"not-a-real-secret", "JoinTokens", "TLSInfo", "REDACTED"} {
				require.False(t, strings.Contains(string(data), secret), "%s holds %s", file, secret)
			}
		}
		bundles, warnings, err := ReadCapture(name, fsys)
		require.NoError(t, err)
		require.Empty(t, warnings)
		require.Equal(t, factsText(t, &Bundle{Facts: withoutSources(node)}), factsText(t, &Bundle{Facts: withoutSources(bundles[0].Facts)}))
		require.Equal(t, factsText(t, &Bundle{Facts: withoutSources(cluster)}), factsText(t, &Bundle{Facts: withoutSources(bundles[1].Facts)}))
	}
}

// withoutSources is facts without what tells a live engine from a folder.
func withoutSources(in map[string]Fact) map[string]Fact {
	out := map[string]Fact{}
	for name, f := range in {
		f.Source, f.SourceKind, f.HTTPStatus, f.At = "", "", 0, time.Time{}
		out[name] = f
	}
	return out
}

func TestRecordAnswersOfRefusals(t *testing.T) {
	files, left, err := RecordAnswers(append(live(infoAnswer,
		[4]string{"images", "GET /images/json", "500", `{"message":"password=canary","more":"canary"}`},
		[4]string{"networks", "GET /networks", "200", `{"canary":1}`},
		[4]string{"other", "GET /other", "200", `{"canary":1}`},
		[4]string{"../x", "GET /version", "200", `{}`}),
		Answer{Key: "volumes", Call: "GET /volumes", State: Failed, Error: "canary"}))
	require.NoError(t, err)
	require.Equal(t, []string{"networks", "other", "../x", "volumes"}, left)
	require.JSONEq(t, `{"message":"password=<redacted>"}`, string(files["images.json"]))
	require.JSONEq(t, `{"info":{"endpoint":"GET /v1.41/info","status":200},"images":{"endpoint":"GET /images/json","status":500}}`, string(files[CaptureIndex]))
	require.NotContains(t, fmt.Sprintf("%s", files), "canary")
}
