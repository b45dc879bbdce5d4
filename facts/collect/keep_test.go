package collect

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
)

// An answer of which one part can be read and another cannot is none.
func TestServicesOfTwoForms(t *testing.T) {
	for _, body := range []string{
		`[{"ID":"s","Spec":{"Name":"n","TaskTemplate":{"ContainerSpec":{"Image":"i","Env":"A=B"}}}}]`,
		`[{"ID":"s","Spec":{"Name":"n","TaskTemplate":{"ContainerSpec":{"Image":"i","Env":[1]}}}}]`,
	} {
		kept, why := asEngine("/services").raw([]byte(body))
		require.Nil(t, kept)
		require.NotEmpty(t, why)
	}
}

// What breaks in one of several calls at once is the caller's to recover.
func TestEachPanics(t *testing.T) {
	require.PanicsWithValue(t, "broken", func() {
		each(5, func(i int) {
			if i == 3 {
				panic("broken")
			}
		})
	})
}

// A refusal that quotes a password is kept without it, however it spells the password.
func TestRefusalSpelledOtherwise(t *testing.T) {
	a, err := NewAPI(Access{Name: "msr", URL: "https://msr.example.mil", Username: "u", Password: "p&<ss\u00e9"})
	require.NoError(t, err)
	for _, body := range []string{
		`{"errors":[{"message":"user a with p\u0026\u003css\u00e9 refused"}]}`,
		`{"message":"user a with p&<ssé refused"}`,
	} {
		r := a.kept("GET /x", keep{}, func() Reply { return Reply{Status: http.StatusUnauthorized, Body: []byte(body)} })
		require.Contains(t, string(r.Body), facts.Redacted)
		require.NotContains(t, string(r.Body), "<ss")
		require.NotContains(t, string(r.Body), "css")
	}
}

func TestNextPage(t *testing.T) {
	require.Equal(t, "a\uFFFD", nextPage(http.Header{"X-Next-Page-Start": {"a\xe9"}}))
	require.Len(t, nextPage(http.Header{"X-Next-Page-Start": {string(make([]byte, 1<<20))}}), 4<<10)
	require.Empty(t, nextPage(http.Header{}))
}

// A record gives the bundle that its collection gave, whichever interfaces were asked,
// with whoever asked.
func TestRecordOfEachInterface(t *testing.T) {
	for name, alone := range map[string]func(*Cluster){
		"mke":        func(c *Cluster) { c.MSR, c.Kube = nil, nil },
		"msr":        func(c *Cluster) { c.MKE, c.Kube = nil, nil },
		"kubernetes": func(c *Cluster) { c.MKE, c.MSR = nil, nil },
	} {
		t.Run(name, func(t *testing.T) {
			c, folder := recording(t, startSmall(t), func(c *Cluster) {
				c.Provenance = facts.Provenance{Collector: "stigwright", Hostname: "ws", RunBy: "somebody"}
				alone(c)
			})
			recordedAs(t, c, folder)
		})
	}
}

// A bundle without a key of its own has nobody's.
func TestNoKeyIsNobodys(t *testing.T) {
	require.False(t, (&ClientBundle{}).holds(accountKey{}))
}
