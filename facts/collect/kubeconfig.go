package collect

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"
)

// kubeFile is the part of a kubeconfig that is read.
type kubeFile struct {
	Current  string        `yaml:"current-context"`
	Contexts []kubeContext `yaml:"contexts"`
	Clusters []kubeCluster `yaml:"clusters"`
	Users    []kubeUser    `yaml:"users"`
}

type kubeContext struct {
	Name    string `yaml:"name"`
	Context struct {
		Cluster string `yaml:"cluster"`
		User    string `yaml:"user"`
	} `yaml:"context"`
}

type kubeCluster struct {
	Name    string `yaml:"name"`
	Cluster struct {
		Server   string `yaml:"server"`
		CA       string `yaml:"certificate-authority"`
		CAData   string `yaml:"certificate-authority-data"`
		Insecure bool   `yaml:"insecure-skip-tls-verify"`
	} `yaml:"cluster"`
}

type kubeUser struct {
	Name string         `yaml:"name"`
	User kubeCredential `yaml:"user"`
}

type kubeCredential struct {
	Token     string    `yaml:"token"`
	TokenFile string    `yaml:"tokenFile"`
	Cert      string    `yaml:"client-certificate"`
	CertData  string    `yaml:"client-certificate-data"`
	Key       string    `yaml:"client-key"`
	KeyData   string    `yaml:"client-key-data"`
	Username  string    `yaml:"username"`
	Password  string    `yaml:"password"`
	Exec      *struct{} `yaml:"exec"` // that it is there is enough
	Provider  *struct{} `yaml:"auth-provider"`
}

// Kubeconfig is how a kubeconfig says the API server is reached: its current context,
// with a token, a client certificate or a name and password. name is how messages call
// the file, read the content of another file it names. It runs no program: an exec
// plugin is refused.
func Kubeconfig(name string, text []byte, read func(path string) ([]byte, error)) (Access, error) {
	if len(text) > maxBundleFile {
		return Access{}, fmt.Errorf("%s: is more than %d bytes; want a kubeconfig", name, maxBundleFile)
	}
	var f kubeFile
	if err := yaml.Unmarshal(text, &f); err != nil {
		return Access{}, fmt.Errorf("%s: is no kubeconfig that can be read", name) // the cause quotes lines, which hold keys
	}
	k := kubeReader{name, read}
	cluster, user, err := f.current(name)
	if err != nil {
		return Access{}, err
	}
	at := Access{Name: "kubernetes", URL: cluster.Cluster.Server}
	if cluster.Cluster.Insecure {
		return at, fmt.Errorf("%s: cluster %q turns the verification of its certificate off; want that said with --insecure-skip-tls-verify, and the line taken out of the file", name, clipText(cluster.Name))
	}
	if err := k.authority(&at, cluster); err != nil {
		return at, err
	}
	return at, k.credentials(&at, user.User)
}

// current is the cluster and the user of the current context.
func (f kubeFile) current(name string) (cluster kubeCluster, user kubeUser, err error) {
	for _, c := range f.Contexts {
		if c.Name != f.Current {
			continue
		}
		for _, cluster = range f.Clusters {
			if cluster.Name == c.Context.Cluster {
				for _, user = range f.Users {
					if user.Name == c.Context.User {
						return cluster, user, nil
					}
				}
			}
		}
		return cluster, user, fmt.Errorf("%s: context %q names a cluster or a user that is not in the file", name, clipText(f.Current))
	}
	return cluster, user, fmt.Errorf("%s: current-context is %q; want a context of the file (kubectl config use-context NAME)", name, clipText(f.Current))
}

// kubeReader reads the parts of one kubeconfig.
type kubeReader struct {
	name string
	read func(path string) ([]byte, error)
}

// part is a value that stands in the file in base64, or in another file.
func (k kubeReader) part(what, data, file string) ([]byte, error) {
	switch {
	case data != "":
		out, err := base64.StdEncoding.DecodeString(strings.TrimSpace(data))
		if err != nil {
			return nil, fmt.Errorf("%s: %s-data is not base64", k.name, what)
		}
		return out, nil
	case file != "":
		out, err := k.read(file)
		if err != nil {
			return nil, fmt.Errorf("%s: %s: %w", k.name, what, err)
		}
		return out, nil
	default:
		return nil, nil
	}
}

func (k kubeReader) authority(at *Access, c kubeCluster) error {
	ca, err := k.part("certificate-authority", c.Cluster.CAData, c.Cluster.CA)
	if err != nil || ca == nil {
		return err
	}
	at.CA = x509.NewCertPool()
	if !at.CA.AppendCertsFromPEM(ca) {
		return fmt.Errorf("%s: certificate-authority holds no certificate", k.name)
	}
	return nil
}

func (k kubeReader) credentials(at *Access, u kubeCredential) error {
	if u.Exec != nil || u.Provider != nil {
		return fmt.Errorf("%s: the user's credentials come from a program (exec or auth-provider), and none is run here; want a token or a client certificate in the file", k.name)
	}
	cert, err := k.part("client-certificate", u.CertData, u.Cert)
	if err != nil {
		return err
	}
	key, err := k.part("client-key", u.KeyData, u.Key)
	if err != nil {
		return err
	}
	at.Token, at.Username, at.Password = u.Token, u.Username, u.Password
	if u.Token == "" && u.TokenFile != "" {
		token, err := k.part("tokenFile", "", u.TokenFile)
		if err != nil {
			return err
		}
		at.Token = strings.TrimSpace(string(token))
	}
	if cert != nil {
		pair, err := tls.X509KeyPair(cert, key)
		if err != nil {
			return fmt.Errorf("%s: client-certificate and client-key do not make a pair", k.name) // the cause may quote the key
		}
		at.Certificate = &pair
	}
	if at.Token == "" && at.Certificate == nil && at.Username == "" {
		return fmt.Errorf("%s: the user has no credentials; want a token or a client certificate", k.name)
	}
	return nil
}
