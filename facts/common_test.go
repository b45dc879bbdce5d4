package facts

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
)

// What is derived of the site is computed once for the snapshots of all its nodes, and
// sees none of them; a fact that one of them has set stands there alone.
func TestDerivedOnce(t *testing.T) {
	computed := 0
	key := DerivedOnce("nodes", Doc{}, func(s *Snapshot) (int, []Missing) {
		computed++
		assert.Nil(t, s.Node)
		return len(s.Nodes), []Missing{{Name: "more"}}
	})
	wide := NewSnapshot(nil, nil)
	wide.Nodes = make([]*Bundle, 3)
	common := NewCommon(wide)

	var wait sync.WaitGroup
	for range 8 {
		wait.Go(func() {
			s := NewSnapshot(&Bundle{}, nil, Within(common))
			n, missing := Get(s, key)
			assert.Equal(t, 3, n)
			assert.Len(t, missing, 1)
			missing[0].Name = "spoiled"
		})
	}
	wait.Wait()
	assert.Equal(t, 1, computed)
	_, missing := Get(NewSnapshot(nil, nil, Within(common)), key)
	assert.Equal(t, "more", missing[0].Name, "what one was given is its own")

	n, _ := Get(NewSnapshot(nil, nil, Within(common), key.Is(7)), key)
	assert.Equal(t, 7, n)
	alone := NewSnapshot(nil, nil)
	n, _ = Get(alone, key)
	assert.Equal(t, 0, n, "without others it is that of the snapshot itself")
}
