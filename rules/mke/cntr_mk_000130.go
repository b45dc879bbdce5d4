package mke

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var cntrMK000130 = rules.Rule{
	ID:    "CNTR-MK-000130",
	Scope: rules.Cluster,
	Class: rules.GivenSSP,
	Reading: "Every secret that ssp.yaml requires must be there, by its exact name: in Swarm where Swarm is served, in Kubernetes " +
		"where Kubernetes is. There also no workload may take a secret as an environment variable, which the first printed " +
		"command lists in part. The second one asks whether secrets are encrypted at rest, which is another question. Names of " +
		"environment variables that look like secrets are a hint and no finding.",
	Check: rules.All(
		rules.About("Swarm secrets", "every secret of ssp secrets.swarm_required exists",
			rules.FromCase([]string{facts.Swarm.Name, facts.SSPSecretsSwarm.Name, facts.ClusterOrchestrator.Name}, swarmSecrets)),
		rules.About("Kubernetes secrets", "every secret of ssp secrets.kubernetes_required exists",
			rules.FromCase([]string{facts.K8s.Name, facts.SSPSecretsKubernetes.Name, facts.ClusterOrchestrator.Name}, kubernetesSecrets)),
		rules.About("secrets as environment variables", "no workload takes a secret as an environment variable",
			rules.FromCase([]string{facts.K8s.Name, facts.ClusterOrchestrator.Name, facts.MKEConfigKubernetes.Name, "ssp:exemptions"}, secretEnvironment)),
	),
}

func swarmSecrets(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := platform.WithoutSwarm(c.Snapshot); why != "" {
		v.Notes = append(platform.SecretLookingKeys(c.Snapshot), why)
		return v, nil
	}
	return platform.SwarmSecrets(c)
}

func kubernetesSecrets(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := platform.WithoutKubernetes(c.Snapshot); why != "" {
		v.Notes = []string{why}
		return v, nil
	}
	required, missing := facts.Get(c.Snapshot, facts.SSPSecretsKubernetes)
	k8s, ok, lacks := facts.Partly(c.Snapshot, facts.K8s)
	if why := k8s.Secrets.Why(); ok && why != "" {
		lacks = append(lacks, facts.Missing{Name: "k8s.secrets", Why: why, How: []string{"by hand: kubectl get secrets -A"}})
	}
	have := map[string]bool{}
	for _, s := range k8s.Secrets.Value {
		have[s.Namespace+"/"+s.Name] = true
	}
	var names []string
	for _, r := range required {
		names = append(names, r.Namespace+"/"+r.Name)
	}
	v.Outcomes = platform.RequiredSecrets(names, have, lacks == nil, "k8s.secrets", facts.SSPSecretsKubernetes.Name, platform.Approver(c, "secrets"), missing == nil)
	return v, append(missing, lacks...)
}

// secretEnvironment is the workloads of Kubernetes that take a secret as an
// environment variable.
func secretEnvironment(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if platform.WithoutKubernetes(c.Snapshot) != "" {
		return v, nil // said of the secrets
	}
	k8s, ok, missing := facts.Partly(c.Snapshot, facts.K8s)
	if !ok {
		return v, missing
	}
	if why := k8s.SecretEnvRefs.Why(); why != "" {
		missing = append(missing, facts.Missing{Name: "k8s.secret_env_refs", Why: why,
			How: []string{"by hand: kubectl get all -A -o json, then look for secretKeyRef and envFrom.secretRef"}})
	}
	for _, r := range k8s.SecretEnvRefs.Value {
		o := rules.Outcome{Kind: result.Violates, Subject: strings.TrimSpace(r.Kind + " " + r.Namespace + "/" + r.Name),
			Actual: platform.OrWord(r.Via, "takes a secret as an environment variable"), Facts: []string{"k8s.secret_env_refs"}}
		if e, ok := c.SSP.ExemptionByName(c.Rule, r.Name, "", "", c.At); ok {
			o.Note = fmt.Sprintf("%s is on record (%q, %s) and does not count: the rule's text knows no exception", e.Ref(), e.Reason, e.Approval)
		}
		v.Outcomes = append(v.Outcomes, o)
	}
	if missing == nil && v.Outcomes == nil {
		v.Outcomes = []rules.Outcome{{Kind: result.Pass, Actual: "none", Facts: []string{"k8s.secret_env_refs"}}}
	}
	if kms, why := facts.Look(c.Snapshot, facts.MKEConfigKubernetes).Value.KMSEnabled.Get(); why == "" {
		v.Notes = append(v.Notes, fmt.Sprintf("KMSEnabled=%t: whether secrets are encrypted at rest, which answers another question", kms))
	}
	return v, missing
}
