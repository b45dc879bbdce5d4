//go:build acceptance

package acceptance

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/facts/collect"
)

// kubeCanary is in the data of every secret that is made.
const kubeCanary = "Y2FuYXJ5LTdReDk=" // base64

// TestRealKubernetes fills a real API server, which internal/tools/kubeapi.sh starts and
// names in STIGWRIGHT_KUBE_API, and collects what is in it.
func TestRealKubernetes(t *testing.T) {
	server := os.Getenv("STIGWRIGHT_KUBE_API")
	if server == "" {
		t.Skip("STIGWRIGHT_KUBE_API names no API server; internal/tools/kubeapi.sh starts one")
	}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}, Timeout: time.Minute} //nolint:gosec // a server made for this test
	create := func(path, body string) {
		req, err := http.NewRequest(http.MethodPost, server+path, bytes.NewBufferString(body))
		require.NoError(t, err)
		req.Header.Set("Authorization", "Bearer admin-token")
		req.Header.Set("Content-Type", "application/json")
		res, err := client.Do(req)
		require.NoError(t, err)
		defer func() { _ = res.Body.Close() }()
		text, _ := io.ReadAll(res.Body)
		require.Equal(t, http.StatusCreated, res.StatusCode, "%s: %s", path, text)
	}
	create("/api/v1/namespaces", `{"metadata":{"name":"shop"}}`)
	create("/api/v1/namespaces/shop/pods", `{"metadata":{"name":"api","annotations":{"kubectl.kubernetes.io/last-applied-configuration":"`+kubeCanary+`"}},"spec":{"hostNetwork":true,"hostPID":true,
		"containers":[{"name":"api","image":"shop/api:1","ports":[{"containerPort":8080,"hostPort":8080}],"env":[{"name":"PASSWORD","value":"`+kubeCanary+`"},{"name":"X","valueFrom":{"secretKeyRef":{"name":"s0","key":"k"}}}]}]}}`)
	create("/apis/apps/v1/namespaces/shop/deployments", `{"metadata":{"name":"web"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":{"metadata":{"labels":{"a":"b"}},
		"spec":{"containers":[{"name":"web","image":"shop/web:1","envFrom":[{"secretRef":{"name":"s0"}}]}]}}}}`)
	create("/api/v1/namespaces/shop/resourcequotas", `{"metadata":{"name":"q"},"spec":{"hard":{"limits.cpu":"64","secrets":"9999"}}}`)
	create("/api/v1/namespaces/shop/services", `{"metadata":{"name":"api"},"spec":{"type":"NodePort","ports":[{"port":80,"nodePort":30443}],"selector":{"a":"b"}}}`)
	create("/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", `{"metadata":{"name":"ops-admins"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"cluster-admin"},"subjects":[{"kind":"Group","apiGroup":"rbac.authorization.k8s.io","name":"ops"}]}`)
	create("/apis/networking.k8s.io/v1/ingressclasses", `{"metadata":{"name":"nginx"},"spec":{"controller":"k8s.io/ingress-nginx"}}`)
	const many = 510 // more than one page
	var wg sync.WaitGroup
	for worker := range 4 {
		wg.Go(func() {
			for i := worker; i < many; i += 4 {
				create("/api/v1/namespaces/shop/secrets", fmt.Sprintf(`{"metadata":{"name":"s%d"},"type":"Opaque","data":{"k":%q}}`, i, kubeCanary))
			}
		})
	}
	wg.Wait()

	got := collectKubernetes(t, server, "admin-token")
	k, ok := got.Value.(facts.K8sObjects)
	require.True(t, ok, got.Error)
	require.Contains(t, k.Version.Value, "v1.")
	for name, why := range map[string]string{"nodes": k.Nodes.Why(), "namespaces": k.Namespaces.Why(), "services": k.Services.Why(), "pods": k.Pods.Why(),
		"quotas": k.ResourceQuotas.Why(), "cluster role bindings": k.ClusterRoleBindings.Why(), "role bindings": k.RoleBindings.Why(),
		"ingress classes": k.IngressClasses.Why(), "ingresses": k.Ingresses.Why(), "secrets": k.Secrets.Why(), "references": k.SecretEnvRefs.Why(),
		"claims": k.PVCs.Why(), "storage classes": k.StorageClasses.Why()} {
		require.Empty(t, why, name)
	}
	require.Len(t, k.Secrets.Value, many)
	require.Len(t, k.Pods.Value, 1)
	pod := k.Pods.Value[0]
	require.Equal(t, []facts.Maybe[bool]{facts.Some(true), facts.Some(true), facts.Some(false)}, []facts.Maybe[bool]{pod.HostNetwork, pod.HostPID, pod.HostIPC})
	require.Equal(t, []facts.PodPort{{HostPort: 8080, ContainerPort: 8080, Protocol: "TCP"}}, pod.Containers.Value[0].Ports.Value)
	require.NotEmpty(t, pod.UID)
	require.ElementsMatch(t, []facts.SecretEnvRef{{Kind: "Pod", Namespace: "shop", Name: "api", Via: "env.secretKeyRef"},
		{Kind: "Deployment", Namespace: "shop", Name: "web", Via: "envFrom.secretRef"}}, k.SecretEnvRefs.Value)
	require.Contains(t, k.ClusterRoleBindings.Value, facts.RoleBinding{Name: "ops-admins", Role: "cluster-admin", Subjects: facts.Some([]string{"Group:ops"})})
	require.Equal(t, "64", k.ResourceQuotas.Value[0].Hard.Value["limits.cpu"])
	require.Contains(t, k.Services.Value, facts.K8sService{Namespace: "shop", Name: "api", Type: facts.Some("NodePort"),
		Ports: facts.Some([]facts.K8sServicePort{{Port: 80, NodePort: 30443, Protocol: "TCP"}})})

	viewer := collectKubernetes(t, server, "viewer-token")
	seen, _ := viewer.Value.(facts.K8sObjects)
	require.Equal(t, facts.Denied, seen.Pods.State)
	require.Equal(t, facts.Denied, seen.Secrets.State)
	stranger := collectKubernetes(t, server, "no-such-token")
	require.Equal(t, facts.Denied, stranger.State, stranger.Error)
}

func collectKubernetes(t *testing.T, server, token string) facts.Fact {
	t.Helper()
	kube, err := collect.NewAPI(collect.Access{Name: "kubernetes", URL: server, Token: token, Insecure: true})
	require.NoError(t, err)
	got := (&collect.Cluster{Kube: kube, Now: time.Now}).Collect(t.Context())
	text, err := facts.WriteBundle(got.Node)
	require.NoError(t, err)
	require.False(t, strings.Contains(string(text), kubeCanary), "a secret got through")
	return got.Node.Facts[facts.K8s.Name]
}
