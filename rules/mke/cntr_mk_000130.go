package mke

import (
	"fmt"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
	"github.com/stigwright/stigwright/rules"
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
	v.Notes = secretLookingKeys(c.Snapshot)
	if why := withoutSwarm(c.Snapshot); why != "" {
		v.Notes = append(v.Notes, why)
		return v, nil
	}
	required, missing := facts.Get(c.Snapshot, facts.SSPSecretsSwarm)
	swarm, ok, lacks := facts.Partly(c.Snapshot, facts.Swarm)
	if why := swarm.Secrets.Why(); ok && why != "" {
		lacks = append(lacks, facts.Missing{Name: "swarm.secrets", Why: why, How: []string{"by hand: docker secret ls"}})
	}
	have := map[string]bool{}
	for _, s := range swarm.Secrets.Value {
		have[s.Name] = true
	}
	v.Outcomes = requiredSecrets(required, have, lacks == nil, "swarm.secrets", facts.SSPSecretsSwarm.Name, approver(c, "secrets"), missing == nil)
	return v, append(missing, lacks...)
}

func kubernetesSecrets(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if why := withoutKubernetes(c.Snapshot); why != "" {
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
	v.Outcomes = requiredSecrets(names, have, lacks == nil, "k8s.secrets", facts.SSPSecretsKubernetes.Name, approver(c, "secrets"), missing == nil)
	return v, append(missing, lacks...)
}

// requiredSecrets is one outcome for each secret that is required. One that is not in
// a list that is whole is lacking; in another it is not known.
func requiredSecrets(required []string, have map[string]bool, whole bool, list, key, by string, stated bool) []rules.Outcome {
	var out []rules.Outcome
	for _, name := range required {
		o := rules.Outcome{Kind: result.Pass, Subject: "secret " + name, Expected: "exists", Actual: "exists", Facts: []string{list, key}}
		switch {
		case have[name]:
		case whole:
			o.Kind, o.Actual = result.Violates, "is not there"
		default:
			o.Kind, o.Actual = result.Unknown, "not in what is known of "+list
		}
		out = append(out, o)
	}
	if stated && whole && len(required) == 0 {
		out = append(out, rules.Outcome{Kind: result.Pass, Expected: "exists", Actual: "ssp.yaml requires none", By: by, Facts: []string{list, key}})
	}
	return out
}

// secretEnvironment is the workloads of Kubernetes that take a secret as an
// environment variable.
func secretEnvironment(c *rules.Case) (v rules.Verdict, missing []facts.Missing) {
	if withoutKubernetes(c.Snapshot) != "" {
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
			Actual: orWord(r.Via, "takes a secret as an environment variable"), Facts: []string{"k8s.secret_env_refs"}}
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

// secretLookingKeys is a hint: environment variables of containers whose names look
// like secrets. Values are never collected.
func secretLookingKeys(s *facts.Snapshot) []string {
	var found []string
	for _, node := range s.Nodes {
		list, _ := node.Facts[facts.Containers.Name].Value.([]facts.Container)
		for _, c := range list {
			config := c.Inspect.Value.Config.Value
			for _, key := range config.EnvKeys.Value {
				if looksSecret(key) {
					found = append(found, c.Name()+" ("+key+")")
				}
			}
		}
	}
	if found == nil {
		return nil
	}
	slices.Sort(found)
	found = slices.Compact(found)
	const shown = 10
	text := strings.Join(found[:min(len(found), shown)], ", ")
	if more := len(found) - shown; more > 0 {
		text += fmt.Sprintf(" and %d more", more)
	}
	return []string{"environment variables whose names look like secrets: " + text}
}

func looksSecret(key string) bool {
	key = strings.ToLower(key)
	return slices.ContainsFunc([]string{"password", "passwd", "passphrase", "secret", "token", "credential", "api_key", "apikey", "private_key"},
		func(word string) bool { return strings.Contains(key, word) })
}
