package facts

import (
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/stretchr/testify/require"
)

func tree(t *testing.T, text string) Tree {
	t.Helper()
	var out Tree
	require.NoError(t, json.Unmarshal([]byte(text), &out))
	return out
}

func TestTree(t *testing.T) {
	doc := tree(t, `{"auth": {"sessions": {"lifetime": 10, "quoted": "60", "half": 1.5, "big": 12345678901234567890, "on": true, "off": "false"}, "backend": "ldap",
		"password": "<redacted>", "null": null}, "lists": {"s": ["a", "b"], "mixed": ["a", 1], "empty": []}, "log.opts": {"max.size": "10m"},
		"gone": {"$absent": true}, "denied": {"$denied": "403"}, "part": {"$partial": {"list": ["x"], "n": 1}}}`)

	require.Equal(t, Some(int64(10)), doc.Int("auth.sessions.lifetime"))
	require.False(t, doc.Quoted("auth.sessions.lifetime"))
	require.Equal(t, Some(int64(60)), doc.Int("auth.sessions.quoted"))
	require.True(t, doc.Quoted("auth.sessions.quoted"))
	require.Equal(t, Some(true), doc.Bool("auth.sessions.on"))
	require.Equal(t, Some(false), doc.Bool("auth.sessions.off"))
	require.Equal(t, Some("ldap"), doc.String("auth.backend"))
	require.Equal(t, Some("10m"), doc.String(`"log.opts"."max.size"`))
	require.Equal(t, Some([]string{"a", "b"}), doc.Strings("lists.s"))
	require.Equal(t, Some([]string{}), doc.Strings("lists.empty"))
	require.Equal(t, []string{"backend", "null", "password", "sessions"}, doc.Table("auth").Value.Keys())
	require.Equal(t, 2, doc.Len("lists.mixed"))
	require.Zero(t, doc.Len("nowhere"))
	big := doc.Table("auth.sessions").Value
	text, ok := big.at("big").Value.Text()
	require.True(t, ok)
	require.Equal(t, "12345678901234567890", text, "numbers are kept as they were written")

	for _, row := range []struct {
		name  string
		state State
		why   string
		got   interface{ Why() string }
	}{
		{"not in the document", NotCollected, "not collected: the document has no auth.nothing", doc.Int("auth.nothing.deep")},
		{"below a scalar", NotCollected, "not collected: the document has no auth.backend.x", doc.Bool("auth.backend.x")},
		{"null", NotCollected, "not collected", doc.String("auth.null")},
		{"fraction", Failed, "error: auth.sessions.half is 1.5; want a whole number", doc.Int("auth.sessions.half")},
		{"too large", Failed, "error: auth.sessions.big is 12345678901234567890; want a whole number", doc.Int("auth.sessions.big")},
		{"true is no number", Failed, "error: auth.sessions.on is true; want a whole number", doc.Int("auth.sessions.on")},
		{"number is no text", Failed, "error: auth.sessions.lifetime is 10; want a string", doc.String("auth.sessions.lifetime")},
		{"one is not true", Failed, `error: auth.backend is "ldap"; want true or false`, doc.Bool("auth.backend")},
		{"table is no list", Failed, "error: auth is a table; want a list", doc.Strings("auth")},
		{"mixed list", Failed, "error: lists.mixed[1] is 1; want a string", doc.Strings("lists.mixed")},
		{"list is no table", Failed, "error: lists.s is a list; want a table", doc.Table("lists.s")},
		{"redacted", Skipped, "skipped: replaced before it was stored", doc.String("auth.password")},
		{"absent", Absent, "absent", doc.String("gone")},
		{"denied", Denied, "denied: 403", doc.String("denied.below")},
		{"partial", OK, "partly collected", doc.Strings("part.list")},
	} {
		require.Equal(t, row.why, row.got.Why(), row.name)
	}
	require.True(t, doc.Has("auth.sessions"))
	require.False(t, doc.Has("auth.null"))
	require.False(t, Tree{}.Has("x"))

	again := tree(t, string(must(json.Marshal(doc))))
	require.Equal(t, doc, again, "read-write-read")
	require.Equal(t, Some(int64(7)), NewTree(map[string]any{"a": []any{map[string]any{"b": 7}}}).List("a").Value[0].Int("b"))
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
