package facts

// K8s is the objects of the Kubernetes half of the cluster, in the reduced shapes
// of the fact bundle schema, section 4.
var K8s = sectionKey[K8sObjects]("k8s", ClusterSide, Doc{
	Shape: "{version, nodes[], namespaces[], services:[{namespace, name, type, ports[], externalIPs[]}], pods[], resource_quotas[], cluster_role_bindings[], role_bindings[], " +
		"ingress_classes[], ingresses[], secrets:[{namespace, name, type}], secret_env_refs[], pvcs[], storage_classes[]}",
	Source: "the Kubernetes API, all namespaces; secrets as metadata only",
	ByHand: "kubectl get pods,services,namespaces,resourcequotas,rolebindings,clusterrolebindings,ingressclasses,ingresses,pvc,storageclasses -A",
	Needs:  "MKE administrator",
})

// K8sObjects is Kubernetes objects cut down to what checks ask for.
type K8sObjects struct {
	Version             Maybe[string]          `json:"version,omitzero"`
	Nodes               Maybe[[]K8sNode]       `json:"nodes,omitzero"`
	Namespaces          Maybe[[]Namespace]     `json:"namespaces,omitzero"`
	Services            Maybe[[]K8sService]    `json:"services,omitzero"`
	Pods                Maybe[[]Pod]           `json:"pods,omitzero"`
	ResourceQuotas      Maybe[[]ResourceQuota] `json:"resource_quotas,omitzero"`
	ClusterRoleBindings Maybe[[]RoleBinding]   `json:"cluster_role_bindings,omitzero"`
	RoleBindings        Maybe[[]RoleBinding]   `json:"role_bindings,omitzero"`
	IngressClasses      Maybe[[]IngressClass]  `json:"ingress_classes,omitzero"`
	Ingresses           Maybe[[]Ingress]       `json:"ingresses,omitzero"`
	Secrets             Maybe[[]K8sSecret]     `json:"secrets,omitzero"`
	SecretEnvRefs       Maybe[[]SecretEnvRef]  `json:"secret_env_refs,omitzero"`
	PVCs                Maybe[[]PVC]           `json:"pvcs,omitzero"`
	StorageClasses      Maybe[[]StorageClass]  `json:"storage_classes,omitzero"`
}

// K8sNode is one Kubernetes node.
type K8sNode struct {
	Name   string            `json:"name"`
	Labels map[string]string `json:"labels"`
	Taints []string          `json:"taints"` // key:effect
}

// Namespace is one namespace.
type Namespace struct {
	Name string `json:"name"`
}

// K8sService is one Kubernetes service.
type K8sService struct {
	Namespace string                  `json:"namespace"`
	Name      string                  `json:"name"`
	Type      Maybe[string]           `json:"type,omitzero"` // ClusterIP, NodePort, LoadBalancer, ExternalName
	Ports     Maybe[[]K8sServicePort] `json:"ports,omitzero"`
	// ExternalIPs is the addresses at which every node takes the ports of the service too.
	ExternalIPs Maybe[[]string] `json:"externalIPs,omitzero"`
}

// K8sServicePort is one port of a service. NodePort is 0 when it has none.
type K8sServicePort struct {
	Port     int    `json:"port"`
	NodePort int    `json:"nodePort"`
	Protocol string `json:"protocol"` // TCP, UDP, SCTP
}

// Pod is one pod.
type Pod struct {
	Namespace   string                `json:"namespace"`
	Name        string                `json:"name"`
	UID         string                `json:"uid"`
	Node        string                `json:"node"`
	HostNetwork Maybe[bool]           `json:"hostNetwork,omitzero"`
	HostPID     Maybe[bool]           `json:"hostPID,omitzero"`
	HostIPC     Maybe[bool]           `json:"hostIPC,omitzero"`
	Containers  Maybe[[]PodContainer] `json:"containers,omitzero"`
}

// PodContainer is one container of a pod.
type PodContainer struct {
	Name  string           `json:"name"`
	Image string           `json:"image"`
	Ports Maybe[[]PodPort] `json:"ports,omitzero"`
}

// PodPort is one port of a pod's container. HostPort is 0 when it has none.
type PodPort struct {
	HostPort      int    `json:"hostPort"`
	ContainerPort int    `json:"containerPort"`
	Protocol      string `json:"protocol"`
}

// ResourceQuota is one quota of a namespace.
type ResourceQuota struct {
	Namespace string                   `json:"namespace"`
	Name      string                   `json:"name"`
	Hard      Maybe[map[string]string] `json:"hard,omitzero"` // limits.cpu → "4"
}

// RoleBinding is one binding of a role; Namespace is "" for a cluster role binding.
type RoleBinding struct {
	Namespace string          `json:"namespace"`
	Name      string          `json:"name"`
	Role      string          `json:"role"`
	Subjects  Maybe[[]string] `json:"subjects,omitzero"` // Kind:name, ServiceAccount:namespace/name
}

// IngressClass is one ingress class. Running says that a pod of its controller runs.
type IngressClass struct {
	Name       string      `json:"name"`
	Controller string      `json:"controller"`
	Running    Maybe[bool] `json:"running,omitzero"`
}

// Ingress is one ingress object.
type Ingress struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Class     string `json:"class"`
}

// K8sSecret is the name of a secret, never its data.
type K8sSecret struct {
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Type      string `json:"type"`
}

// SecretEnvRef is a workload that takes a secret as environment.
type SecretEnvRef struct {
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Via       string `json:"via"` // env.secretKeyRef, envFrom.secretRef
}

// PVC is one claim of a persistent volume.
type PVC struct {
	Namespace    string   `json:"namespace"`
	Name         string   `json:"name"`
	StorageClass string   `json:"storage_class"`
	AccessModes  []string `json:"access_modes"`
	Phase        string   `json:"phase"`
}

// StorageClass is one storage class.
type StorageClass struct {
	Name        string `json:"name"`
	Provisioner string `json:"provisioner"`
}
