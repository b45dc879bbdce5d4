package fakecluster

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
)

// mke is MKE's own answers.
func (c *Cluster) mke(s object) {
	config, _ := of(s, "mke_config").(object)
	if config != nil {
		c.answers["mke /api/ucp/config-toml"] = answer{text: configText(config)}
	}
	version := of(s, "mke_api.version")
	c.doc("mke /version", object{"Version": text(version, "server_version"), "Components": of(version, "components")})
	c.doc("mke /api/ucpversions", of(s, "mke_api.available_versions"))
	c.doc("mke /api/ucp/config/logging", with(of(s, "mke_api.logging"), "supportDumpIncludeAuditLogs", false))
	c.doc("mke /api/ucp/config/kubernetes", of(s, "mke_api.config_kubernetes"))
	var registries []any
	for _, r := range items(s, "mke_api.registries") {
		registries = append(registries, with(r, "password", Canary))
	}
	c.doc("mke /api/ucp/config/dtr", object{"registries": append([]any{}, registries...)})
	ldap := of(s, "mke_api.auth_ldap")
	configs, _ := of(ldap, "userSearchConfigs_count").(float64)
	c.doc("mke /enzi/v0/config/auth/ldap", with(ldap, "rootCerts", "", "readerPassword", Canary, "userSearchConfigs", make([]object, int(configs))))
	c.doc("mke /enzi/v0/config/auth/saml", with(of(s, "mke_api.auth_saml"), "rootCerts", ""))
	ids := c.accounts("mke ", of(s, "mke_api.accounts"))
	c.doc("mke /accounts/"+User, with(of(s, "mke_api.whoami"), "id", "id-self", "passwordHash", Canary))
	c.grants(of(s, "mke_api.rbac"), ids)
	c.answers["mke /ca"] = answer{text: CertPEM(c.Issuer.Cert.Raw)}
	c.answers["mke /login"] = answer{text: "<!doctype html><p>" + text(config, "cluster_config", "pre_logon_message")}
}

// with is a document with more members.
func with(v any, more ...any) object {
	o, _ := v.(object)
	if o = maps.Clone(o); o == nil {
		o = object{}
	}
	for i := 0; i < len(more); i += 2 {
		name, _ := more[i].(string)
		o[name] = more[i+1]
	}
	return o
}

// configText is a configuration as MKE exports it, with secrets in the places where
// there are any.
func configText(config object) string {
	config = plainNumbers(config).(object)
	auth := with(config["auth"], "ldap", object{"reader_password": Canary, "additional_domains": []any{object{"domain": "x", "reader_password": Canary}}},
		"external_identity_provider", object{"clientId": "stig", "clientSecret": Canary}, "samlProxy", object{"credentials": object{"user": Canary, "code": Canary}})
	config["auth"] = auth
	config["backup_schedule_config"] = object{"passphrase": Canary, "path": "/backups", "no_passphrase": false}
	config["custom_api_server_headers"] = []any{object{"name": "X-Site", "value": Canary}}
	cluster := with(config["cluster_config"], "cloud_provider_settings", "user: x\npassword: "+Canary+"\n",
		"custom_kube_api_server_flags", []any{"--oidc-client-secret=" + Canary, "--token", Canary},
		"proxy", "https://user:"+Canary+"@proxy.example.mil", "tls_bundle", "-----BEGIN PRIVATE KEY-----\n"+Canary+"\n-----END PRIVATE KEY-----\n")
	config["cluster_config"] = cluster
	var out bytes.Buffer
	if err := toml.NewEncoder(&out).Encode(config); err != nil {
		panic(err)
	}
	return out.String()
}

// plainNumbers makes whole numbers of the floats that JSON knows.
func plainNumbers(v any) any {
	switch v := v.(type) {
	case object:
		out := object{}
		for k, x := range v {
			if x != "<redacted>" {
				out[k] = plainNumbers(x)
			}
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, x := range v {
			out[i] = plainNumbers(x)
		}
		return out
	case float64:
		if v == float64(int64(v)) {
			return int64(v)
		}
	}
	return v
}

// accounts is the answers of the account service below a prefix, and the ids it gave.
func (c *Cluster) accounts(at string, value any) (ids map[string]string) {
	ids = map[string]string{}
	id := func(name string) string {
		if ids[name] == "" {
			ids[name] = fmt.Sprintf("00000000-0000-4000-8000-%012d", len(ids)+1)
		}
		return ids[name]
	}
	members := func(names, admins []any) (out []any) {
		for _, n := range names {
			out = append(out, object{"member": object{"name": n, "email": Canary}, "isAdmin": slices.Contains(admins, n)})
		}
		return out
	}
	var all []any
	for _, u := range items(value, "users") {
		all = append(all, with(u, "id", id("user:"+text(u, "name")), "isOrg", false, "email", Canary, "fullName", Canary))
	}
	for _, o := range items(value, "orgs") {
		name := text(o, "name")
		all = append(all, object{"name": name, "id": id("org:" + name), "isOrg": true})
		c.pages(at+"/accounts/"+escape(name)+"/members", "members", members(items(o, "members"), items(o, "admins")))
		var teams []any
		for _, t := range items(o, "teams") {
			team := text(t, "name")
			teams = append(teams, object{"name": team, "id": id("org:" + name + "/team:" + team), "orgID": id("org:" + name)})
			c.pages(at+"/accounts/"+escape(name)+"/teams/"+escape(team)+"/members", "members", members(items(t, "members"), nil))
		}
		c.pages(at+"/accounts/"+escape(name)+"/teams", "teams", teams)
	}
	c.pages(at+"/accounts", "accounts", all)
	return ids
}

// grants is MKE's grants by ids.
func (c *Cluster) grants(rbac any, ids map[string]string) {
	var roles, collections, grants []any
	for _, r := range items(rbac, "roles") {
		roles = append(roles, object{"id": r, "name": strings.ToUpper(fmt.Sprint(r)), "system_role": true})
	}
	collectionID := func(path string) string { return fmt.Sprintf("%032x", len(path)*7919) }
	for _, p := range items(rbac, "collections") {
		path := fmt.Sprint(p)
		collections = append(collections, object{"id": collectionID(path), "path": path, "name": path[strings.LastIndex(path, "/")+1:]})
	}
	for _, g := range items(rbac, "grants") {
		grants = append(grants, object{"subjectID": ids[text(g, "subject")], "roleID": text(g, "role"), "objectID": collectionID(text(g, "object"))})
	}
	c.pages("mke /roles", "-", roles)
	c.pages("mke /collections", "-", collections)
	c.pages("mke /collectionGrants", "grants", grants)
}

// engines is the swarm, and the containers of each node as MKE lists them.
func (c *Cluster) engines(s object, containers map[string][]any) {
	swarm := of(s, "swarm")
	c.doc("mke /swarm", object{"ID": "60hq78ag48a5tb4bqabi7u3g0", "Spec": of(swarm, "spec"), "JoinTokens": object{"Worker": Canary, "Manager": Canary}})
	c.doc("mke /nodes", of(swarm, "nodes"))
	c.doc("mke /services", withEnv(items(swarm, "services")))
	c.doc("mke /networks", of(swarm, "networks"))
	c.doc("mke /secrets", named(items(swarm, "secrets")))
	c.doc("mke /configs", named(items(swarm, "configs")))
	key := ""
	if set, _ := of(swarm, "unlock_key_set").(bool); set {
		key = Canary
	}
	c.doc("mke /swarm/unlockkey", object{"UnlockKey": key})
	list, images := []any{}, []any{}
	for _, node := range items(swarm, "nodes") {
		id, host := text(node, "ID"), text(node, "Description", "Hostname")
		for _, one := range containers[id] {
			name := "/" + host + strings.TrimPrefix(fmt.Sprint(append(items(one, "Names"), "")[0]), "")
			item := with(one, "Names", []any{name}, "Command", "run --password "+Canary)
			inspect := with(of(one, "inspect"), "Id", text(one, "Id"), "Name", name, "Node", object{"ID": id, "Name": host})
			config := with(inspect["Config"])
			var env []any
			for _, k := range items(config, "EnvKeys") {
				env = append(env, fmt.Sprint(k, "=", Canary))
			}
			if config["Env"] = append([]any{}, env...); config["Healthcheck"] == true {
				config["Healthcheck"] = object{"Test": []any{"CMD", "probe", Canary}}
			} else {
				delete(config, "Healthcheck")
			}
			delete(config, "EnvKeys")
			inspect["Config"] = config
			for _, extra := range []string{"inspect", "top", "proc"} {
				delete(item, extra)
			}
			c.doc("mke /containers/"+text(one, "Id")+"/json", inspect)
			list = append(list, item)
		}
		images = append(images, object{"Id": "sha256:" + id, "RepoTags": []any{"shop/api:1"}, "RepoDigests": []any{}, "Labels": object{"password": Canary}, "Node": object{"ID": id}})
	}
	c.doc("mke /containers/json", list)
	c.doc("mke /images/json", images)
}

func withEnv(services []any) []any {
	out := []any{}
	for _, s := range services {
		spec := with(of(s, "Spec"))
		task := with(spec["TaskTemplate"])
		container := with(task["ContainerSpec"])
		var env []any
		for _, k := range items(container, "EnvKeys") {
			env = append(env, fmt.Sprint(k, "=", Canary))
		}
		container["Env"] = append([]any{}, env...)
		delete(container, "EnvKeys")
		task["ContainerSpec"], spec["TaskTemplate"] = container, task
		out = append(out, with(s, "Spec", spec))
	}
	return out
}

// named is secrets or configs as an engine lists them.
func named(list []any) []any {
	out := []any{}
	for _, s := range list {
		out = append(out, object{"CreatedAt": text(s, "created"), "Spec": object{"Name": text(s, "name"), "Labels": of(s, "labels"), "Data": Canary}})
	}
	return out
}

// msr is the answers of MSR 3.
func (c *Cluster) msr(s object) {
	m := of(s, "msr")
	c.doc("msr /api/v0/meta/settings", with(of(m, "settings"), "webTLSKey", Canary, "storageBackend", object{"s3": object{"secretkey": Canary}}))
	c.doc("msr /api/v0/imagescan/status", of(m, "scan_status"))
	ids := c.accounts("msr /enzi/v0", of(m, "accounts"))
	c.doc("msr /enzi/v0/accounts/"+User, object{"name": User, "isAdmin": true, "isOrg": false})
	access := map[string][]any{}
	for _, o := range items(m, "accounts", "orgs") {
		for _, t := range items(o, "teams") {
			access[text(o, "name")+"/"+text(t, "name")] = []any{}
		}
	}
	var repos []any
	namespaces := map[string][]any{}
	for _, r := range items(m, "repositories") {
		namespace, name := text(r, "namespace"), text(r, "name")
		own := object{"namespace": namespace, "name": name, "scanOnPush": of(r, "scanOnPush"), "visibility": of(r, "visibility")}
		repos = append(repos, own)
		levels, _ := of(r, "access").(object)
		for _, team := range slices.Sorted(maps.Keys(levels)) {
			access[team] = append(access[team], object{"accessLevel": levels[team], "repository": own})
		}
		if namespaces[namespace] == nil {
			namespaces[namespace] = []any{}
		}
		var tags []any
		for _, t := range items(m, "tags") {
			if text(t, "repo") == namespace+"/"+name {
				tags = append(tags, object{"name": text(t, "name"), "inNotary": of(t, "inNotary")})
			}
		}
		c.pages("msr /api/v0/repositories/"+escape(namespace)+"/"+escape(name)+"/tags", "-", tags)
	}
	for team, list := range access {
		org, name, _ := strings.Cut(team, "/")
		c.pages("msr /api/v0/accounts/"+escape(org)+"/teams/"+escape(name)+"/repositoryAccess", "repositoryAccessList", list)
	}
	for namespace, list := range namespaces {
		c.pages("msr /api/v0/repositoryNamespaces/"+escape(namespace)+"/teamAccess", "teamAccessList", list)
	}
	c.pages("msr /api/v0/repositories", "repositories", repos)
	c.answers["msr /ca"] = answer{text: CertPEM(c.Issuer.Cert.Raw)}
	_ = ids
}
