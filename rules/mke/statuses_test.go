package mke_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
)

// notForAll is the rules whose check says where it does not apply (mke-rules section 2,
// Applicability): without a registry, behind an ingress, on another system or where
// Kubernetes, or Swarm, is not served.
var notForAll = strings.Fields(`CNTR-MK-000120 CNTR-MK-000430 CNTR-MK-000480 CNTR-MK-000510 CNTR-MK-000520 CNTR-MK-000530
	CNTR-MK-000550 CNTR-MK-000560 CNTR-MK-000580 CNTR-MK-000610 CNTR-MK-000620 CNTR-MK-000680 CNTR-MK-000980 CNTR-MK-001010 CNTR-MK-001160
	CNTR-MK-001170 CNTR-MK-001200 CNTR-MK-001220 CNTR-MK-001360 CNTR-MK-001490`)

// seenCase is a site in which statuses are looked for: a cluster, or one with few things changed.
type seenCase struct {
	name, cluster string
	edits         []edit
	change        func(*rules.Input)
}

// The labels of nodes as they stand in the bundles.
const (
	swarmLabel      = `"com.docker.ucp.orchestrator.swarm": "true"`
	kubernetesLabel = `"com.docker.ucp.orchestrator.kubernetes": "true"`
	both            = swarmLabel + ", " + kubernetesLabel
)

// seenCases are looked through in this order; the two clusters as they lie come first.
var seenCases = []seenCase{
	{name: "compliant", cluster: "compliant"},
	{name: "noncompliant", cluster: "noncompliant"},
	{name: "nothing decided", cluster: "compliant", change: func(in *rules.Input) { in.SSP = nil }},
	{name: "every section denied", cluster: "compliant", change: func(in *rules.Input) { in.Site = denied(in.Site) }},
	{name: "a Windows node", cluster: "compliant", edits: []edit{
		{"mke-reg-1.json", `"windows": false`, `"windows": true`},
		{"mke-reg-1.json", `"OSType": "linux"`, `"OSType": "windows"`},
		{"mke-reg-1.json", `"id": "ubuntu"`, `"id": "windows"`},
		{"cluster.json", "\"Hostname\": \"mke-reg-1.example.mil\", \"Platform\": {\"Architecture\": \"x86_64\", \"OS\": \"linux\"}",
			"\"Hostname\": \"mke-reg-1.example.mil\", \"Platform\": {\"Architecture\": \"x86_64\", \"OS\": \"windows\"}"},
	}},
	{name: "an ingress controller", cluster: "compliant", edits: []edit{
		{"cluster.json", `"ingress_controller": {"enabled": false`, `"ingress_controller": {"enabled": true`},
		{"ssp.yaml", "kubernetes_ingress_in_use: false", "kubernetes_ingress_in_use: true"},
	}},
	{name: "no registry", cluster: "noncompliant", edits: []edit{
		{"cluster.json", `"registries": [{"host_address": "msr-dev.example.mil"}]`, `"registries": []`},
		{"cluster.json", `{"hostAddress": "msr-dev.example.mil"}`, ``},
		{"cluster.json", `"present": true`, `"present": false`},
		{"ssp.yaml", "msr: {in_use: true, address: msr-dev.example.mil}", "msr: {in_use: false}"},
	}},
	{name: "Swarm alone", cluster: "compliant", edits: []edit{
		{"cluster.json", both, swarmLabel}, {"mke-mgr-1.json", both, swarmLabel},
		{"cluster.json", kubernetesLabel, swarmLabel}, {"mke-wrk-1.json", kubernetesLabel, swarmLabel},
		{"ssp.yaml", "orchestrator: mixed", "orchestrator: swarm"},
	}, change: withoutPods},
	{name: "logs that were lost", cluster: "compliant", edits: []edit{
		{"ssp.yaml", "key: pvc_durability_test, value: true", "key: pvc_durability_test, value: false"},
	}},
}

// TestEveryStatus holds that our own clusters, with the few changes above, show each rule
// in every status it can take, and where; and that no rule takes one that it cannot.
func TestEveryStatus(t *testing.T) {
	seen := map[string]map[result.Status]string{}
	for _, c := range seenCases {
		in := clusterInput(t, c.cluster, c.edits...)
		if c.change != nil {
			c.change(&in)
		}
		assets, faults := rules.Evaluate(in)
		require.Empty(t, faults)
		require.Len(t, assets, 3)
		for _, a := range assets {
			require.Len(t, a.Results, 44)
			for _, r := range a.Results {
				if seen[r.STIGID] == nil {
					seen[r.STIGID] = map[result.Status]string{}
				}
				if seen[r.STIGID][r.Status] == "" {
					seen[r.STIGID][r.Status] = c.name + ", " + strings.TrimSuffix(a.Name, ".example.mil") + ": " + r.Reason
				}
			}
		}
	}
	var b strings.Builder
	table := clusterInput(t, "compliant").Table
	require.Len(t, table.Rules, 44)
	for _, r := range table.Rules {
		want := []result.Status{result.Open, result.NotAFinding, result.NotReviewed}
		if slices.Contains(notForAll, r.ID) {
			want = append(want, result.NotApplicable)
		}
		for _, status := range want {
			if seen[r.ID][status] == "" {
				t.Errorf("%s is never %s", r.ID, status)
			}
			fmt.Fprintf(&b, "%s %s\n    %s\n", r.ID, status, seen[r.ID][status])
		}
		require.Len(t, seen[r.ID], len(want), "%s: %v", r.ID, seen[r.ID])
	}
	requireGolden(t, "testdata/statuses.txt", b.String(), "TestEveryStatus")
}

// requireGolden compares with a text that was reviewed.
func requireGolden(t *testing.T, file, got, test string) {
	t.Helper()
	if *update {
		require.NoError(t, os.WriteFile(file, []byte(got), 0o644))
	}
	want, err := os.ReadFile(file)
	require.NoError(t, err)
	require.Equal(t, string(want), got, "run go test ./rules/mke -run %s -update, and review every line that changed", test)
}

// withoutPods is a cluster that runs nothing of users' on Kubernetes.
func withoutPods(in *rules.Input) {
	f := in.Site.Cluster.Facts[facts.K8s.Name]
	k8s, _ := f.Value.(facts.K8sObjects)
	k8s.Pods, k8s.Services = facts.Some([]facts.Pod{}), facts.Some([]facts.K8sService{{Namespace: "default", Name: "kubernetes", Type: facts.Some("ClusterIP"), Ports: facts.Some([]facts.K8sServicePort{})}})
	k8s.Namespaces = facts.Some([]facts.Namespace{{Name: "default"}, {Name: "kube-system"}})
	k8s.ResourceQuotas, k8s.Ingresses = facts.Some([]facts.ResourceQuota{}), facts.Some([]facts.Ingress{})
	k8s.Secrets, k8s.SecretEnvRefs, k8s.PVCs = facts.Some([]facts.K8sSecret{}), facts.Some([]facts.SecretEnvRef{}), facts.Some([]facts.PVC{})
	f.Value = k8s
	in.Site.Cluster.Facts[facts.K8s.Name] = f
	for _, node := range in.Site.Nodes {
		f := node.Facts[facts.Containers.Name]
		list, _ := f.Value.([]facts.Container)
		f.Value = slices.DeleteFunc(slices.Clone(list), func(c facts.Container) bool { return c.Labels["io.kubernetes.pod.uid"] != "" })
		node.Facts[facts.Containers.Name] = f
	}
}

// denied is the site with every section refused.
func denied(s facts.Site) facts.Site {
	for _, section := range facts.Sections() {
		s = without(s, section.Name, facts.Denied)
	}
	return s
}
