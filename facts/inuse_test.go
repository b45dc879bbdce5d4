package facts

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A task of a service that is called as one of the platform's is the platform's only if
// its image is of the vendor's repositories, or of one that ssp.yaml names.
func TestTasksInUse(t *testing.T) {
	task := func(service, image string) Container {
		return Container{Names: []string{"/" + service + ".1.x"}, Image: image, Labels: map[string]string{"com.docker.swarm.service.name": service}}
	}
	mirror := readSSP(t, `system_containers: {image_repositories: ["mirror.example.mil/mirantis/ucp-*"]}`)
	for _, row := range []struct {
		name  string
		ssp   *SSP
		tasks []Container
		want  string
	}{
		{"a user's", nil, []Container{task("shop", "shop/web:1")}, "the container shop.1.x is a task of the Swarm service shop"},
		{"the vendor's", nil, []Container{task("ucp-worker-agent", "mirantis/ucp-agent:3.7.4")}, ""},
		{"called as the registry's", nil, []Container{task("msr-web", "nginx:1")}, "the container msr-web.1.x is a task of the Swarm service msr-web"},
		{"called as the platform's, behind one that is", nil, []Container{task("ucp-agent", "mirantis/ucp-agent:3.7.4"), task("ucp-shop", "shop/web:1")},
			"the container ucp-shop.1.x is a task of the Swarm service ucp-shop"},
		{"from a mirror that nobody named", nil, []Container{task("ucp-agent", "mirror.example.mil/mirantis/ucp-agent:3.7.4")},
			"the container ucp-agent.1.x is a task of the Swarm service ucp-agent"},
		{"from a mirror of ssp.yaml's", mirror, []Container{task("ucp-agent", "mirror.example.mil/mirantis/ucp-agent:3.7.4")}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			s := NewSnapshot(nil, nil, WithSSP(row.ssp))
			s.Nodes = []*Bundle{{Kind: NodeBundle, Facts: map[string]Fact{Containers.Name: ok(row.tasks)}}}
			use, missing := Get(s, inUse)
			require.Empty(t, missing)
			require.Equal(t, row.want, use.swarm)
		})
	}
}
