package collect

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/stigwright/stigwright/facts"
)

// kubePage is how many objects one answer of Kubernetes holds at most.
const kubePage = 500

// metadataOnly asks for names without content, so that the data of secrets is not even
// sent.
const metadataOnly = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"

// kubeKind is one kind of object: its list in each version of the API that had it,
// newest first.
type kubeKind struct {
	paths  []string
	accept string
	kind   string // of the answer
}

func kind(list string, paths ...string) kubeKind { return kubeKind{paths, jsonType, list} }

// resource is the API group and the resource of a path.
func (k kubeKind) resource() (group, resource string) {
	parts := strings.Split(strings.Trim(k.paths[0], "/"), "/")
	if parts[0] == "apis" {
		group = parts[1]
	}
	return group, parts[len(parts)-1]
}

func kubeKinds() map[string]kubeKind {
	const rbac, net, apps = "/apis/rbac.authorization.k8s.io/v1/", "/apis/networking.k8s.io/v1/", "/apis/apps/v1/"
	return map[string]kubeKind{
		"nodes":               kind("NodeList", "/api/v1/nodes"),
		"namespaces":          kind("NamespaceList", "/api/v1/namespaces"),
		"services":            kind("ServiceList", "/api/v1/services"),
		"pods":                kind("PodList", "/api/v1/pods"),
		"resourcequotas":      kind("ResourceQuotaList", "/api/v1/resourcequotas"),
		"clusterrolebindings": kind("ClusterRoleBindingList", rbac+"clusterrolebindings"),
		"rolebindings":        kind("RoleBindingList", rbac+"rolebindings"),
		"ingressclasses":      kind("IngressClassList", net+"ingressclasses", "/apis/networking.k8s.io/v1beta1/ingressclasses"),
		"ingresses":           kind("IngressList", net+"ingresses", "/apis/networking.k8s.io/v1beta1/ingresses"),
		"secrets":             {[]string{"/api/v1/secrets"}, metadataOnly, "PartialObjectMetadataList"},
		"pvcs":                kind("PersistentVolumeClaimList", "/api/v1/persistentvolumeclaims"),
		"storageclasses":      kind("StorageClassList", "/apis/storage.k8s.io/v1/storageclasses"),

		"deployments":            kind("DeploymentList", apps+"deployments"),
		"daemonsets":             kind("DaemonSetList", apps+"daemonsets"),
		"statefulsets":           kind("StatefulSetList", apps+"statefulsets"),
		"replicasets":            kind("ReplicaSetList", apps+"replicasets"),
		"replicationcontrollers": kind("ReplicationControllerList", "/api/v1/replicationcontrollers"),
		"jobs":                   kind("JobList", "/apis/batch/v1/jobs"),
		"cronjobs":               kind("CronJobList", "/apis/batch/v1/cronjobs", "/apis/batch/v1beta1/cronjobs"),
	}
}

// kubeList is one answer.
type kubeList struct {
	Kind     string           `json:"kind"`
	Items    []jsontext.Value `json:"items"` // null is how Kubernetes writes an empty list
	Metadata struct {
		Continue string `json:"continue"`
	} `json:"metadata"`
}

// kubeObjects is all objects of a kind, in all namespaces. They are whole where every
// page came and the account may list them everywhere: that is asked of the server itself.
func kubeObjects[T any](ctx context.Context, a *API, k kubeKind) facts.Maybe[[]T] {
	all := facts.Maybe[[]T]{State: facts.Failed, Error: "not asked"}
	for i, path := range k.paths {
		var missing bool
		if all, missing = kubePages[T](ctx, a, k, path); !missing || i == len(k.paths)-1 {
			break
		}
	}
	if all.State == facts.OK {
		if why := mayList(ctx, a, k); why != "" {
			all.Partial, all.Error = true, joinText(all.Error, why)
		}
	}
	return all
}

// kubePages is the pages of one list; missing says that the server has no such path.
func kubePages[T any](ctx context.Context, a *API, k kubeKind, path string) (all facts.Maybe[[]T], missing bool) {
	all = facts.Some([]T{})
	next, starts := "", &cursors{}
	call := func(start string) string {
		call := fmt.Sprintf("%s?limit=%d", path, kubePage)
		if start != "" {
			call += "&continue=" + url.QueryEscape(start)
		}
		return call
	}
	for range maxPages {
		r := a.askPage(ctx, call, next, k.accept, asKube[T](k), starts)
		r.Call = "GET " + path // the place where a list goes on is no news to anybody
		page := kubeItems[T](r)
		if page.State != facts.OK {
			if next == "" {
				return facts.Maybe[[]T]{State: page.State, Error: page.Error}, r.Status == 404
			}
			all.Partial, all.Error = true, page.Error
			return all, false
		}
		all.Value = append(all.Value, page.Value.items...)
		if next == page.Value.next && next != "" {
			all.Partial, all.Error = true, r.Call+": the pages begin again"
			return all, false
		}
		if next = page.Value.next; next == "" {
			return all, false
		}
	}
	all.Partial, all.Error = true, fmt.Sprintf("GET %s: more than %d pages", path, maxPages)
	return all, false
}

type kubeItemsOf[T any] struct {
	items []T
	next  string
}

// kubeItems is the objects of one answer.
func kubeItems[T any](r Reply) facts.Maybe[kubeItemsOf[T]] {
	m := decode[kubeList](r, false)
	if m.State != facts.OK {
		return facts.Maybe[kubeItemsOf[T]]{State: m.State, Error: m.Error}
	}
	out := kubeItemsOf[T]{items: make([]T, len(m.Value.Items)), next: m.Value.Metadata.Continue}
	for i, raw := range m.Value.Items {
		var why string
		if out.items[i], why = readItem[T](raw); why != "" {
			return facts.Maybe[kubeItemsOf[T]]{State: facts.Failed, Error: fmt.Sprintf("%s: items[%d]: %s", r.Call, i, why)}
		}
	}
	return facts.Some(out)
}

func orText(text, other string) string {
	if text == "" {
		return other
	}
	return text
}

// accessReview is what the server says of who asks.
type accessReview struct {
	Status struct {
		Allowed facts.Maybe[bool] `json:"allowed,omitzero"`
	} `json:"status"`
}

// mayList is "" where the server says that the account may list a kind in all
// namespaces, else why that is not proven. A SelfSubjectAccessReview is a POST, and
// nothing comes of it but the answer.
func mayList(ctx context.Context, a *API, k kubeKind) string {
	group, resource := k.resource()
	body := fmt.Sprintf(`{"apiVersion":"authorization.k8s.io/v1","kind":"SelfSubjectAccessReview","spec":{"resourceAttributes":{"verb":"list","group":%q,"resource":%q}}}`, group, resource)
	const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
	r := a.kept(callOf(http.MethodPost, path, "list "+strings.TrimPrefix(group+"/"+resource, "/")), as[accessReview](), func() Reply { return a.post(ctx, path, []byte(body)) })
	if r.Call = "POST " + path; r.Status == 201 && r.Err == "" {
		r.Status = 200
	}
	m := decode[accessReview](r, false)
	if m.State != facts.OK {
		return "it is not proven that the account may list all " + resource + ": " + m.Error
	}
	if !m.Value.Status.Allowed.Is(func(is bool) bool { return is }) {
		return "the account may not list the " + resource + " of all namespaces"
	}
	return ""
}

// kubeSource is the section k8s.
func (c *Cluster) kubeSource() Source {
	var calls []string
	for _, k := range sortedKinds() {
		calls = append(calls, "GET "+k.paths[0])
	}
	calls = append(calls, "GET /version", "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews (asks what the account may do; nothing is kept)")
	return httpSource(facts.K8s.Name, "cluster-wide list on these kinds", c.k8s, calls...)
}
