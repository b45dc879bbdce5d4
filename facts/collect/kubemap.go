package collect

import (
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/stigwright/stigwright/facts"
)

func sortedKinds() []kubeKind {
	kinds := kubeKinds()
	var out []kubeKind
	for _, name := range slices.Sorted(maps.Keys(kinds)) {
		out = append(out, kinds[name])
	}
	return out
}

// kubeMeta is what is read of the metadata of an object: never its annotations but one.
type kubeMeta struct {
	Namespace   string `json:"namespace,omitzero"`
	Name        string `json:"name,omitzero"`
	UID         string `json:"uid,omitzero"`
	Annotations struct {
		IngressClass string `json:"kubernetes.io/ingress.class,omitzero"`
	} `json:"annotations,omitzero"`
}

// kubeSpec is the part of a pod's specification that is read. Of the environment only
// what refers to a secret: values are not decoded.
type kubeSpec struct {
	NodeName       string          `json:"nodeName"`
	HostNetwork    bool            `json:"hostNetwork"` // left out where it is false
	HostPID        bool            `json:"hostPID"`
	HostIPC        bool            `json:"hostIPC"`
	Containers     []kubeContainer `json:"containers"`
	InitContainers []kubeContainer `json:"initContainers"`
	Ephemeral      []kubeContainer `json:"ephemeralContainers"`
}

type kubeContainer struct {
	Name  string          `json:"name"`
	Image string          `json:"image"`
	Ports []facts.PodPort `json:"ports"`
	Env   []struct {
		ValueFrom struct {
			Secret *struct{} `json:"secretKeyRef"`
		} `json:"valueFrom"`
	} `json:"env"`
	EnvFrom []struct {
		Secret *struct{} `json:"secretRef"`
	} `json:"envFrom"`
}

func (c *kubeContainer) hide() { c.Image = facts.RedactText(c.Image) }

func (s *kubeSpec) hide() {
	for _, list := range [][]kubeContainer{s.Containers, s.InitContainers, s.Ephemeral} {
		for i := range list {
			list[i].hide()
		}
	}
}

func (p *kubePod) hide() { p.Spec.Value.hide() }

func (w *kubeWorkload) hide() {
	if t := w.Spec.Template; t != nil {
		t.Spec.hide()
	}
	if j := w.Spec.JobTemplate; j != nil && j.Spec.Template != nil {
		j.Spec.Template.Spec.hide()
	}
}

func (s kubeSpec) all() []kubeContainer {
	return slices.Concat(s.InitContainers, s.Containers, s.Ephemeral)
}

type kubePod struct {
	Metadata kubeMeta              `json:"metadata"`
	Spec     facts.Maybe[kubeSpec] `json:"spec,omitzero"`
	Status   struct {
		Phase string `json:"phase"`
	} `json:"status"`
}

// kubeWorkload is anything with a template of pods; a cron job has it one level deeper.
type kubeWorkload struct {
	Metadata kubeMeta `json:"metadata"`
	Spec     struct {
		Template    *kubeTemplate `json:"template"`
		JobTemplate *struct {
			Spec struct {
				Template *kubeTemplate `json:"template"`
			} `json:"spec"`
		} `json:"jobTemplate"`
	} `json:"spec"`
}

type kubeTemplate struct {
	Spec kubeSpec `json:"spec"`
}

// k8s is the objects of Kubernetes, each kind with its own state, so that one that may
// not be listed takes nothing away from the others.
func (c *Cluster) k8s(ctx context.Context, _ Had) facts.Fact {
	kinds := kubeKinds()
	var k facts.K8sObjects
	var pods facts.Maybe[[]kubePod]
	workloads := make([]facts.Maybe[[]facts.SecretEnvRef], len(workloadKinds()))
	jobs := []func(){
		func() { k.Version = kubeVersion(ctx, c.Kube) },
		func() { k.Nodes = mapKube(ctx, c.Kube, kinds["nodes"], kubeNode) },
		func() { k.Namespaces = mapKube(ctx, c.Kube, kinds["namespaces"], kubeNamespace) },
		func() { k.Services = mapKube(ctx, c.Kube, kinds["services"], kubeService) },
		func() { pods = kubeObjects[kubePod](ctx, c.Kube, kinds["pods"]) },
		func() { k.ResourceQuotas = mapKube(ctx, c.Kube, kinds["resourcequotas"], kubeQuota) },
		func() { k.ClusterRoleBindings = mapKube(ctx, c.Kube, kinds["clusterrolebindings"], kubeBinding) },
		func() { k.RoleBindings = mapKube(ctx, c.Kube, kinds["rolebindings"], kubeBinding) },
		func() { k.IngressClasses = mapKube(ctx, c.Kube, kinds["ingressclasses"], kubeIngressClass) },
		func() { k.Ingresses = mapKube(ctx, c.Kube, kinds["ingresses"], kubeIngress) },
		func() { k.Secrets = mapKube(ctx, c.Kube, kinds["secrets"], kubeSecret) },
		func() { k.PVCs = mapKube(ctx, c.Kube, kinds["pvcs"], kubePVC) },
		func() { k.StorageClasses = mapKube(ctx, c.Kube, kinds["storageclasses"], kubeStorageClass) },
	}
	for i, name := range workloadKinds() {
		jobs = append(jobs, func() { workloads[i] = envRefs(kubeObjects[kubeWorkload](ctx, c.Kube, kinds[name]), kinds[name]) })
	}
	each(len(jobs), func(i int) { jobs[i]() })
	k.Pods = mapItems(pods, podOf)
	k.SecretEnvRefs = joinRefs(append(workloads, podRefs(pods)))
	k.IngressClasses = runningClasses(k.IngressClasses, pods)
	m := facts.Some(k)
	if k.Version.State != facts.OK && k.Pods.State != facts.OK && k.Namespaces.State != facts.OK {
		m = facts.Maybe[facts.K8sObjects]{State: k.Namespaces.State, Error: k.Namespaces.Error}
	}
	return factOf(c, m, "GET the lists of all namespaces of "+c.Kube.Host, "k8s.pods[].containers[].env", "k8s.secrets[].data",
		"k8s.*.metadata.annotations")
}

// mapKube is all objects of a kind in their reduced shape.
func mapKube[T, R any](ctx context.Context, a *API, k kubeKind, f func(T) (R, bool)) facts.Maybe[[]R] {
	return mapItems(kubeObjects[T](ctx, a, k), f)
}

// mapItems reduces each object; one that lacks what it is known by makes the list partial.
func mapItems[T, R any](list facts.Maybe[[]T], f func(T) (R, bool)) facts.Maybe[[]R] {
	out := facts.Maybe[[]R]{State: list.State, Partial: list.Partial, Error: list.Error}
	if list.State != facts.OK {
		return out
	}
	out.Value = make([]R, 0, len(list.Value))
	for _, item := range list.Value {
		one, ok := f(item)
		if !ok {
			out.Partial, out.Error = true, "an object lacks its name or its specification"
			continue
		}
		out.Value = append(out.Value, one)
	}
	return out
}

func kubeVersion(ctx context.Context, a *API) facts.Maybe[string] {
	type kubeVersionAnswer struct {
		GitVersion facts.Maybe[string] `json:"gitVersion,omitzero"`
	}
	m := decode[kubeVersionAnswer](a.ask(ctx, "/version", jsonType, as[kubeVersionAnswer]()), false)
	if m.State != facts.OK {
		return facts.Maybe[string]{State: m.State, Error: m.Error}
	}
	return m.Value.GitVersion
}

func podOf(p kubePod) (facts.Pod, bool) {
	spec, why := p.Spec.Get()
	pod := facts.Pod{Namespace: p.Metadata.Namespace, Name: p.Metadata.Name, UID: p.Metadata.UID, Node: spec.NodeName,
		HostNetwork: facts.Some(spec.HostNetwork), HostPID: facts.Some(spec.HostPID), HostIPC: facts.Some(spec.HostIPC)}
	containers := []facts.PodContainer{}
	for _, c := range spec.all() {
		containers = append(containers, facts.PodContainer{Name: c.Name, Image: c.Image, Ports: facts.Some(append([]facts.PodPort{}, c.Ports...))})
	}
	pod.Containers = facts.Some(containers)
	return pod, why == "" && pod.Name != "" && pod.UID != "" && len(spec.Containers) > 0
}

type kubeNamed struct {
	Metadata kubeMeta `json:"metadata"`
}

func kubeNamespace(n kubeNamed) (facts.Namespace, bool) {
	return facts.Namespace{Name: n.Metadata.Name}, n.Metadata.Name != ""
}

// kubeSecret is the name of a secret. Its type is not part of the metadata, and nothing
// else is asked for.
func kubeSecret(n kubeNamed) (facts.K8sSecret, bool) {
	return facts.K8sSecret{Namespace: n.Metadata.Namespace, Name: n.Metadata.Name}, n.Metadata.Name != "" && n.Metadata.Namespace != ""
}

type kubeNodeObject struct {
	Metadata struct {
		kubeMeta
		Labels map[string]string `json:"labels"`
	} `json:"metadata"`
	Spec struct {
		Taints []struct {
			Key    string `json:"key"`
			Effect string `json:"effect"`
		} `json:"taints"`
	} `json:"spec"`
}

func (n *kubeNodeObject) hide() { facts.RedactLabels(n.Metadata.Labels) }

func kubeNode(n kubeNodeObject) (facts.K8sNode, bool) {
	out := facts.K8sNode{Name: n.Metadata.Name, Labels: n.Metadata.Labels, Taints: []string{}}
	for _, t := range n.Spec.Taints {
		out.Taints = append(out.Taints, t.Key+":"+t.Effect)
	}
	return out, out.Name != ""
}

type kubeServiceObject struct {
	Metadata kubeMeta `json:"metadata"`
	Spec     facts.Maybe[struct {
		Type        facts.Maybe[string]    `json:"type,omitzero"`
		Ports       []facts.K8sServicePort `json:"ports"`
		ExternalIPs []string               `json:"externalIPs"` // left out where there are none
	}] `json:"spec,omitzero"`
}

func kubeService(s kubeServiceObject) (facts.K8sService, bool) {
	spec, why := s.Spec.Get()
	return facts.K8sService{Namespace: s.Metadata.Namespace, Name: s.Metadata.Name, Type: spec.Type,
		Ports: facts.Some(append([]facts.K8sServicePort{}, spec.Ports...)), ExternalIPs: facts.Some(append([]string{}, spec.ExternalIPs...))}, why == "" && s.Metadata.Name != ""
}

type kubeQuotaObject struct {
	Metadata kubeMeta `json:"metadata"`
	Spec     struct {
		Hard facts.Maybe[map[string]string] `json:"hard,omitzero"`
	} `json:"spec"`
}

func kubeQuota(q kubeQuotaObject) (facts.ResourceQuota, bool) {
	return facts.ResourceQuota{Namespace: q.Metadata.Namespace, Name: q.Metadata.Name, Hard: q.Spec.Hard}, q.Metadata.Name != ""
}

type kubeBindingObject struct {
	Metadata kubeMeta `json:"metadata"`
	RoleRef  struct {
		Name string `json:"name"`
	} `json:"roleRef"`
	Subjects []struct {
		Kind      string `json:"kind"`
		Namespace string `json:"namespace"`
		Name      string `json:"name"`
	} `json:"subjects"` // left out where there are none
}

func kubeBinding(b kubeBindingObject) (facts.RoleBinding, bool) {
	subjects := []string{}
	for _, s := range b.Subjects {
		name := s.Name
		if s.Kind == "ServiceAccount" {
			name = orText(s.Namespace, b.Metadata.Namespace) + "/" + name
		}
		subjects = append(subjects, s.Kind+":"+name)
	}
	return facts.RoleBinding{Namespace: b.Metadata.Namespace, Name: b.Metadata.Name, Role: b.RoleRef.Name, Subjects: facts.Some(subjects)},
		b.Metadata.Name != "" && b.RoleRef.Name != ""
}

type kubeIngressClassObject struct {
	Metadata kubeMeta `json:"metadata"`
	Spec     struct {
		Controller string `json:"controller"`
	} `json:"spec"`
}

func kubeIngressClass(c kubeIngressClassObject) (facts.IngressClass, bool) {
	return facts.IngressClass{Name: c.Metadata.Name, Controller: c.Spec.Controller}, c.Metadata.Name != ""
}

type kubeIngressObject struct {
	Metadata kubeMeta `json:"metadata"`
	Spec     struct {
		Class string `json:"ingressClassName"`
	} `json:"spec"`
}

func kubeIngress(i kubeIngressObject) (facts.Ingress, bool) {
	return facts.Ingress{Namespace: i.Metadata.Namespace, Name: i.Metadata.Name, Class: orText(i.Spec.Class, i.Metadata.Annotations.IngressClass)}, i.Metadata.Name != ""
}

type kubePVCObject struct {
	Metadata kubeMeta `json:"metadata"`
	Spec     struct {
		Class string   `json:"storageClassName"`
		Modes []string `json:"accessModes"`
	} `json:"spec"`
	Status struct {
		Phase string `json:"phase"`
	} `json:"status"`
}

func kubePVC(p kubePVCObject) (facts.PVC, bool) {
	return facts.PVC{Namespace: p.Metadata.Namespace, Name: p.Metadata.Name, StorageClass: p.Spec.Class,
		AccessModes: append([]string{}, p.Spec.Modes...), Phase: p.Status.Phase}, p.Metadata.Name != ""
}

type kubeStorageClassObject struct {
	Metadata    kubeMeta `json:"metadata"`
	Provisioner string   `json:"provisioner"`
}

func kubeStorageClass(s kubeStorageClassObject) (facts.StorageClass, bool) {
	return facts.StorageClass{Name: s.Metadata.Name, Provisioner: s.Provisioner}, s.Metadata.Name != ""
}

// runningClasses says of a class that a pod of its controller runs, where a part of the
// repository of a running pod's image is the controller's name. That no such pod was found
// proves nothing: images are renamed.
func runningClasses(classes facts.Maybe[[]facts.IngressClass], pods facts.Maybe[[]kubePod]) facts.Maybe[[]facts.IngressClass] {
	for i, class := range classes.Value {
		runs := slices.ContainsFunc(pods.Value, func(p kubePod) bool {
			return p.Status.Phase == "Running" && slices.ContainsFunc(p.Spec.Value.Containers, func(c kubeContainer) bool { return controls(c.Image, class.Controller) })
		})
		classes.Value[i].Running = facts.Maybe[bool]{State: facts.Failed, Error: "no running pod could be matched to the controller " + clipText(class.Controller)}
		if runs {
			classes.Value[i].Running = facts.Some(true)
		}
	}
	return classes
}

// controls reports whether an image is that of a controller of ingresses. Only a name that
// says so and is no word of many is looked for; the others are known by their repository.
func controls(image, controller string) bool {
	repository := "/" + facts.RepositoryOf(image)
	if known := controllerImages()[controller]; known != "" {
		return strings.HasSuffix(repository, "/"+known)
	}
	name := controller[strings.LastIndex(controller, "/")+1:]
	if !strings.Contains(name, "ingress") || slices.Contains([]string{"ingress", "ingress-controller", "kubernetes-ingress"}, name) {
		return false
	}
	return slices.Contains(strings.Split(repository, "/"), name)
}

// controllerImages is the repositories of controllers that do not bear their name.
func controllerImages() map[string]string {
	return map[string]string{
		"haproxy.org/ingress-controller": "haproxytech/kubernetes-ingress",
		"nginx.org/ingress-controller":   "nginx/nginx-ingress",
		"traefik.io/ingress-controller":  "traefik",
	}
}

// workloadKinds is what has pods made, by the names in kubeKinds.
func workloadKinds() []string {
	return []string{"cronjobs", "daemonsets", "deployments", "jobs", "replicasets", "replicationcontrollers", "statefulsets"}
}

// envRefs is the workloads that take a secret as environment.
func envRefs(list facts.Maybe[[]kubeWorkload], k kubeKind) facts.Maybe[[]facts.SecretEnvRef] {
	out := facts.Maybe[[]facts.SecretEnvRef]{State: list.State, Partial: list.Partial, Error: list.Error}
	for _, w := range list.Value {
		template := w.Spec.Template
		if w.Spec.JobTemplate != nil {
			template = w.Spec.JobTemplate.Spec.Template
		}
		if template == nil || len(template.Spec.Containers) == 0 {
			out.Partial, out.Error = true, "a workload has no template of its pods"
			continue
		}
		out.Value = append(out.Value, refsOf(strings.TrimSuffix(k.kind, "List"), w.Metadata, template.Spec)...)
	}
	return out
}

func podRefs(pods facts.Maybe[[]kubePod]) facts.Maybe[[]facts.SecretEnvRef] {
	out := facts.Maybe[[]facts.SecretEnvRef]{State: pods.State, Partial: pods.Partial, Error: pods.Error}
	for _, p := range pods.Value {
		if p.Spec.State != facts.OK {
			out.Partial, out.Error = true, "a pod has no specification"
		}
		out.Value = append(out.Value, refsOf("Pod", p.Metadata, p.Spec.Value)...)
	}
	return out
}

// refsOf is the ways in which the containers of one object take a secret as environment.
func refsOf(kind string, meta kubeMeta, spec kubeSpec) (refs []facts.SecretEnvRef) {
	add := func(via string) {
		ref := facts.SecretEnvRef{Kind: kind, Namespace: meta.Namespace, Name: meta.Name, Via: via}
		if !slices.Contains(refs, ref) {
			refs = append(refs, ref)
		}
	}
	for _, c := range spec.all() {
		for _, e := range c.Env {
			if e.ValueFrom.Secret != nil {
				add("env.secretKeyRef")
			}
		}
		for _, e := range c.EnvFrom {
			if e.Secret != nil {
				add("envFrom.secretRef")
			}
		}
	}
	return refs
}

// joinRefs is all lists as one: there where one is, whole where all are.
func joinRefs(lists []facts.Maybe[[]facts.SecretEnvRef]) facts.Maybe[[]facts.SecretEnvRef] {
	out := facts.Maybe[[]facts.SecretEnvRef]{State: facts.Failed, Value: []facts.SecretEnvRef{}}
	for _, l := range lists {
		if l.State == facts.OK {
			out.State = facts.OK
		}
	}
	for _, l := range lists {
		out.Value = append(out.Value, l.Value...)
		if why := l.Why(); why != "" {
			out.Partial, out.Error = true, orText(out.Error, why)
		}
	}
	if out.State != facts.OK {
		return facts.Maybe[[]facts.SecretEnvRef]{State: out.State, Error: out.Error}
	}
	return out
}
