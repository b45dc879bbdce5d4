package collect

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A class runs where an image bears the whole name of its controller, which must say that
// it is one of ingresses: what is not applicable may rest on it.
func TestControls(t *testing.T) {
	for _, row := range []struct {
		controller, image string
		want              bool
	}{
		{"k8s.io/ingress-nginx", "registry.k8s.io/ingress-nginx/controller:v1.9@sha256:ab", true},
		{"k8s.io/ingress-nginx", "mirror.example.mil:5000/k8s/ingress-nginx:1", true},
		{"k8s.io/ingress-nginx", "shop/ingress-nginx-docs:1", false},
		{"k8s.io/ingress-nginx", "shop/web:ingress-nginx", false},
		{"example.com/web", "shop/web:1", false},
		{"ingress.k8s.aws/alb", "shop/albums:1", false},
		{"ingress.k8s.aws/alb", "shop/alb:1", false},
		{"haproxy-ingress.github.io/controller", "shop/controller:1", false},
		{"example.com/ingress", "shop/ingress:1", false},
		{"traefik.io/ingress-controller", "traefik:v2.10", true},
		{"traefik.io/ingress-controller", "docker.io/library/traefik:v2.10", true},
		{"traefik.io/ingress-controller", "shop/traefik-docs:1", false},
		{"traefik.io/ingress-controller", "nginx/ingress-controller:1", false},
		{"nginx.org/ingress-controller", "nginx/nginx-ingress:3", true},
		{"", "shop/web:1", false},
	} {
		require.Equal(t, row.want, controls(row.image, row.controller), "%s %s", row.controller, row.image)
	}
}
