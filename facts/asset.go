package facts

import (
	"net/netip"
	"net/url"
	"strings"
)

// Asset is how a checklist names what a bundle was collected from.
type Asset struct {
	Name string
	FQDN string // "" when not known; always has a dot
	IPs  []string
	MACs []string
}

// Asset is the asset of a bundle. A node is named by its engine, then its node
// section, then the host that collected it, then its cluster. A cluster is named
// by its cluster id, never by the host that ran the collector; the host name of its
// MKE is its FQDN. The second result says that the bundle names itself nowhere, and
// the name is "node" or "cluster".
func (b *Bundle) Asset() (asset Asset, fallback bool) {
	if b.Kind == ClusterBundle {
		return b.clusterAsset()
	}
	if b.head != nil {
		return b.head.asset, b.head.fallback
	}
	p := b.Provenance
	info, _ := b.Facts[EngineInfo.Name].Value.(Info)
	node, _ := b.Facts[Node.Name].Value.(NodeInfo)
	asset = Asset{Name: firstOf(info.Name, node.Hostname, p.Hostname, b.ClusterID), IPs: p.IPs, MACs: p.MACs}
	for _, name := range []string{p.FQDN, asset.Name, node.Hostname, p.Hostname} {
		if asset.FQDN == "" && strings.Contains(name, ".") {
			asset.FQDN = name
		}
	}
	return asset.orNamed("node")
}

func (b *Bundle) clusterAsset() (Asset, bool) {
	asset := Asset{Name: b.ClusterID}
	host := ""
	if u, err := url.Parse(b.Provenance.Endpoint); err == nil && (u.Scheme == "https" || u.Scheme == "http") {
		host = u.Hostname()
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		asset.IPs = []string{ip.String()}
	} else if strings.Contains(host, ".") {
		asset.FQDN = host
	}
	return asset.orNamed("cluster")
}

// orNamed gives an asset without a name the fallback.
func (a Asset) orNamed(fallback string) (Asset, bool) {
	if a.Name != "" {
		return a, false
	}
	a.Name = fallback
	return a, true
}

// firstOf is the first text that is not empty.
func firstOf(texts ...string) string {
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			return t
		}
	}
	return ""
}
