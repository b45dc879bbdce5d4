// Command fakeengine serves a Docker Engine with any number of running containers on a
// unix socket, for measuring what asks one:
//
//	go run ./internal/tools/fakeengine -socket /tmp/d.sock -containers 200
//
// It runs until it is ended. Inspect answers are as large as an engine's.
package main

import (
	"flag"
	"fmt"
	"net"
	"net/http"
	"os"
	"regexp"
	"strconv"
	"strings"
)

func main() { os.Exit(run(os.Args[1:])) }

func run(args []string) int {
	flags := flag.NewFlagSet("fakeengine", flag.ContinueOnError)
	socket := flags.String("socket", "", "path of the socket")
	containers := flags.Int("containers", 200, "how many containers it runs")
	if flags.Parse(args) != nil || *socket == "" {
		return 2
	}
	listener, err := net.Listen("unix", *socket)
	if err == nil {
		err = http.Serve(listener, engine(*containers))
	}
	fmt.Fprintf(os.Stderr, "fakeengine: %v\n", err)
	return 3
}

// apiVersion begins the paths of an engine.
var apiVersion = regexp.MustCompile(`^/v1\.[0-9]+`)

// engine answers as an engine with n containers does.
func engine(n int) http.HandlerFunc {
	fixed := map[string]string{
		"/version": `{"Version":"28.0.0","ApiVersion":"1.48","MinAPIVersion":"1.24","Os":"linux","Arch":"amd64"}`,
		"/info": `{"Name":"node1.example.mil","OSType":"linux","Driver":"overlay2","LoggingDriver":"journald",
			"SecurityOptions":["name=seccomp,profile=builtin"],"Swarm":{"NodeID":"","LocalNodeState":"inactive","ControlAvailable":false}}`,
		"/images/json": `[]`, "/volumes": `{"Volumes":[]}`, "/networks": `[]`, "/containers/json": list(n),
	}
	return func(w http.ResponseWriter, r *http.Request) {
		path := apiVersion.ReplaceAllString(r.URL.Path, "")
		text, ok := fixed[path]
		if id, what, found := strings.Cut(strings.TrimPrefix(path, "/containers/"), "/"); !ok && found {
			text, ok = container(id, what), true
		}
		if !ok {
			w.WriteHeader(http.StatusNotFound)
			text = `{"message":"page not found"}`
		}
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(text)) // whoever asked may have left
	}
}

func list(n int) string {
	var items []string
	for i := range n {
		items = append(items, fmt.Sprintf(`{"Id":"%064x","Names":["/c%d"],"Image":"shop/api:1","ImageID":"sha256:1","State":"running","Labels":{"com.example.n":"%d"}}`, i+1, i, i))
	}
	return "[" + strings.Join(items, ",") + "]"
}

// container is the inspect answer, or the process list, of one container.
func container(id, what string) string {
	if what == "top" {
		return `{"Titles":["PID","PPID","USER","COMMAND"],"Processes":[["4242","4200","10001","/app --serve"],["4243","4242","10001","/app --worker"]]}`
	}
	i, _ := strconv.ParseInt(strings.TrimLeft(id, "0"), 16, 64)
	var env []string
	for v := range 120 { // some 8 KiB, which is what an engine's answer has
		env = append(env, fmt.Sprintf(`"EXAMPLE_VARIABLE_%d=%s"`, v, strings.Repeat("x", 40)))
	}
	return fmt.Sprintf(`{"Id":%q,"Name":"/c%d","AppArmorProfile":"docker-default","ProcessLabel":"","Config":{"User":"10001","Env":[%s],"Image":"shop/api:1"},
		"State":{"Status":"running","Pid":%d},"HostConfig":{"Privileged":false,"CapAdd":null,"CapDrop":["ALL"],"SecurityOpt":["no-new-privileges"],"ReadonlyRootfs":true,
		"NetworkMode":"bridge","PidMode":"","IpcMode":"private","UTSMode":"","UsernsMode":"","CgroupParent":"","Memory":67108864,"CpuShares":512,"NanoCpus":0,"PidsLimit":100,
		"Ulimits":null,"Devices":[],"RestartPolicy":{"Name":"on-failure","MaximumRetryCount":5},"PortBindings":{},"PublishAllPorts":false,"Binds":null,"LogConfig":{"Type":"journald"}},
		"NetworkSettings":{"Ports":{},"Networks":{"bridge":{}}},"Mounts":[]}`, id, i, strings.Join(env, ","), 4242+i)
}
