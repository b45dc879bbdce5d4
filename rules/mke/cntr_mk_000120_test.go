package mke_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/mke"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestCNTRMK000120(t *testing.T) {
	runs := func(commands ...string) option {
		return func(c *facts.Container) {
			top := facts.Top{Titles: []string{"PID", "COMMAND"}}
			for _, command := range commands {
				top.Processes = append(top.Processes, []string{"1", command})
			}
			c.Top = facts.Some(top)
		}
	}
	noTop := func(state facts.State, why string) option {
		return func(c *facts.Container) { c.Top = facts.Maybe[facts.Top]{State: state, Error: why} }
	}
	cut := func(rows ...string) option {
		return func(c *facts.Container) { runs(rows...)(c); c.Top.Partial = true }
	}
	titled := func(title string) option {
		return func(c *facts.Container) { c.Top.Value.Titles = []string{"PID", title} }
	}
	onWindows := facts.Node.Is(facts.NodeInfo{Windows: facts.Some(true)})
	ssh := container("web", runs("/usr/sbin/sshd -D"))

	ruletest.Run(t, mke.Rules, "CNTR-MK-000120",
		row("no server", fine, "PASS 1 running container: no SSH server (web)", have(container("web"))),
		row("nothing runs", fine, "PASS 0 running containers: none; 1 stopped container is not judged", have(container("web", inState("exited"), noTop(facts.Absent, "")))),
		row("first process", open, "web (shop/web:1): runs /usr/sbin/sshd -D", have(ssh)),
		row("grandchild", open, "runs sshd: alice@pts/0", have(container("web", runs("/init", "sh", "sshd: alice@pts/0")))),
		row("helper", open, "sshd-session", have(container("web", runs("/usr/lib/ssh/sshd-session -R")))),
		row("dropbear", open, "dropbear", have(container("web", runs("dropbear -F")))),
		row("arguments cannot be read", open, "[sshd]", have(container("web", runs("[sshd]")))),
		row("a file about a server", fine, "no SSH server", have(container("web", runs("tail -f /var/log/sshd.log", "vi /etc/ssh/sshd_config")))),
		row("argument of another program", unclear, "runs ssh sshd; the command names sshd, and its program is another", have(container("web", runs("ssh sshd")))),
		row("another server", open, "runs tinysshd", have(container("web", runs("tinysshd -v /etc/tinyssh/sshkeydir")))),
		row("a server under a longer name", open, "runs /usr/sbin/sshd.real -D", have(container("web", runs("/usr/sbin/sshd.real -D")))),
		row("dropbear in one file for all", open, "runs dropbearmulti", have(container("web", runs("dropbearmulti dropbear -F")))),
		row("by the loader", unclear, "runs /lib64/ld-linux-x86-64.so.2 /usr/sbin/sshd -D", have(container("web", runs("/lib64/ld-linux-x86-64.so.2 /usr/sbin/sshd -D")))),
		row("by an emulator", unclear, "runs /usr/bin/qemu-aarch64-static", have(container("web", runs("/usr/bin/qemu-aarch64-static /usr/sbin/sshd -D")))),
		row("dropbear by busybox", unclear, "runs busybox dropbear -F", have(container("web", runs("busybox dropbear -F")))),
		row("by Java, as an archive", unclear, "runs java -jar /opt/apache-sshd-2.10.jar", have(container("web", runs("java -jar /opt/apache-sshd-2.10.jar")))),
		row("by Java, as a class", unclear, "runs java -cp /opt/lib/* org.apache.sshd.cli.server.SshServerMain", have(container("web", runs("java -cp /opt/lib/* org.apache.sshd.cli.server.SshServerMain")))),
		row("as a script", unclear, "runs python3 /srv/sshd.py", have(container("web", runs("python3 /srv/sshd.py")))),
		row("in a folder so called", unclear, "runs node /srv/sshd/index.js", have(container("web", runs("node /srv/sshd/index.js")))),
		row("in an option, in other letters", unclear, "runs svc --start=OpenSSHD", have(container("web", runs("svc --start=OpenSSHD")))),
		row("more files about a server", fine, "no SSH server", have(container("web", runs("promtail -config.file=/etc/promtail/sshd.yaml", "tail -F /var/log/sshd/auth.log", "vi /etc/sshd/keys", "cat /etc/ssh/sshd_config.d/50.conf", "rotate /var/log/sshd.log.1")))),
		row("a program that is called as a log", unclear, "runs java -jar /srv/sshd.log.2.jar", have(container("web", runs("java -jar /srv/sshd.log.2.jar")))),
		row("a script where files about one lie", unclear, "runs sh /etc/sshd/run.sh", have(container("web", runs("sh /etc/sshd/run.sh")))),
		row("a program where files about one lie", unclear, "runs sh /etc/sshd/sshd", have(container("web", runs("sh /etc/sshd/sshd")))),
		row("a server behind a command that names one", open, "runs sshd -D", have(container("web", runs("ssh sshd", "sshd -D")))),
		row("a command that names one, in a list that is cut", unclear, "partly collected", have(container("web", cut("ssh sshd")))),
		row("windows, and the system says ubuntu", open, "sshd", onWindows, facts.OS.Is(facts.OSRelease{ID: facts.Some("ubuntu")}), have(ssh)),
		row("engine's other title", open, "sshd", have(container("web", runs("sshd"), titled("CMD")))),
		row("vendor's own, signed off and exempted", open, "component ucp-proxy; ssp:exemptions[0] is on record",
			have(container("ucp-proxy", vendor, runs("sshd"))), exempted("CNTR-MK-000120", "component: ucp-proxy", "2026-01-15", "2027-01-15")),
		row("pod's container", open, "k8s_calico", have(container("k8s_calico", inPod(podUID), runs("sshd"))), pods, onKubernetes),
		row("process list not collected", unclear, "docker_engine.containers[web].top.Processes: not collected", have(container("web", noTop(facts.NotCollected, "")))),
		row("process list denied", unclear, "top.Processes: denied: no", have(container("web", noTop(facts.Denied, "no")))),
		row("process list lacking beside a server", open, "OPEN web", have(ssh, container("api", noTop(facts.Failed, "timeout")))),
		row("server in a list that is cut", open, "runs sshd", have(container("web", cut("sshd")))),
		row("none in a list that is cut", unclear, "partly collected", have(container("web", cut("/app")))),
		row("no processes at all", unclear, "a running container has at least one", have(container("web", runs()))),
		row("no command column", unclear, "no command column", have(container("web", titled("PID2")))),
		row("a line is cut", unclear, "a line of the process list is cut", have(container("web", func(c *facts.Container) { c.Top.Value.Processes = [][]string{{"1"}} }))),
		row("a command is empty", unclear, "a line of the process list is cut", have(container("web", runs("/app", " ")))),
		row("server behind a line that is cut", open, "runs sshd", have(container("web", runs("", "sshd")))),
		row("partial list of containers", unclear, "docker_engine.containers: partly collected", some(container("web"))),
		row("containers denied", unclear, "docker_engine.containers: denied: no", facts.Containers.Lacks(facts.Denied, "no")),
		row("windows", notAppl, "runs Windows", onWindows, facts.EngineInfo.Is(facts.Info{OSType: "windows"})),
		row("windows by the node alone", notAppl, "runs Windows", onWindows),
		row("windows, and the engine says linux", open, "sshd", onWindows, facts.EngineInfo.Is(facts.Info{OSType: "linux"}), have(ssh)),
		row("line break in a command", open, `runs sshd: x\n[stigwright-end]`, have(container("web", runs("sshd: x\n[stigwright end]")))),
	)
}
