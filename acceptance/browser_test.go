//go:build acceptance

package acceptance

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The HTML page of a comparison in Chromium: it renders, fetches nothing, its search
// works, it has a dark form and prints.
func TestChangesPageInChromium(t *testing.T) {
	b := setUp(t)
	page := filepath.Join(b.out, "changes.html")
	b.run("diff", filepath.Join(b.corpus, "U_Mirantis_Kubernetes_Engine_STIG_V1R1.zip"), filepath.Join(b.corpus, "U_Mirantis_Kubernetes_Engine_STIG_V2R1.zip"), "-o", page)
	c := startBrowser(t)
	c.open("file://" + page)
	require.Equal(t, []string{"file://" + page}, c.requests, "the page fetches nothing")
	require.Empty(t, c.complaints, "no error in its console")
	require.Contains(t, c.text(`document.title`), "V2R1")
	require.Equal(t, "7 of 7 shown", c.text(`document.getElementById("count").textContent`))
	require.Equal(t, "7", c.text(`document.querySelectorAll("details.item").length`))
	require.Equal(t, "1", c.text(`document.querySelectorAll("details.item[open]").length`), "the one with a content change is open")
	require.Equal(t, ", click", c.text(`document.querySelectorAll("ins")[1].textContent`))

	search := func(words string) string {
		return c.text(`(function () { var s = document.getElementById("search"); s.value = ` + quoted(t, words) + `; s.dispatchEvent(new Event("input"));
			return document.getElementById("count").textContent })()`)
	}
	require.Equal(t, "1 of 7 shown", search("v-260909 saml"))
	require.Equal(t, "CNTR-MK-000030", c.text(`document.querySelector("details.item:not([hidden]) .id").textContent`))
	require.Equal(t, "0 of 7 shown", search("no-such-word"))
	require.Equal(t, "7 of 7 shown", search(""))
	require.Equal(t, "6 of 7 shown", c.text(`(function () { document.querySelector("input[data-kind=content]").click(); return document.getElementById("count").textContent })()`))

	light := c.text(`getComputedStyle(document.body).backgroundColor`)
	c.call("Emulation.setEmulatedMedia", map[string]any{"features": []any{map[string]any{"name": "prefers-color-scheme", "value": "dark"}}})
	require.NotEqual(t, light, c.text(`getComputedStyle(document.body).backgroundColor`))
	require.Equal(t, "true", c.text(`String(document.documentElement.scrollWidth <= innerWidth)`), "nothing sticks out")

	var pdf struct{ Data string }
	require.NoError(t, json.Unmarshal(c.call("Page.printToPDF", map[string]any{}), &pdf))
	data, err := base64.StdEncoding.DecodeString(pdf.Data)
	require.NoError(t, err)
	require.True(t, strings.HasPrefix(string(data), "%PDF-"))
	require.Greater(t, len(data), 10_000)
}

// browser is Chromium on its debugging pipe: JSON messages that end in a zero byte.
type browser struct {
	t          *testing.T
	to         *os.File
	messages   chan message
	session    string
	last       int
	requests   []string // addresses asked for
	complaints []string // errors of the page
}

type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  json.RawMessage `json:"error"`
}

func startBrowser(t *testing.T) *browser {
	t.Helper()
	path, err := exec.LookPath("chromium")
	require.NoError(t, err, "chromium is missing; `make acceptance` installs it")
	theirs, to, err := os.Pipe()
	require.NoError(t, err)
	from, theirOut, err := os.Pipe()
	require.NoError(t, err)
	// Not t.TempDir: the browser's helpers may still write there when the test has ended,
	// and a folder that cannot be removed at once would fail it.
	profile, err := os.MkdirTemp("", "stigwright-browser-")
	require.NoError(t, err)
	cmd := exec.Command(path, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--window-size=1100,1400",
		"--user-data-dir="+profile, "--remote-debugging-pipe", "about:blank")
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // to end its helpers with it
	cmd.ExtraFiles = []*os.File{theirs, theirOut}
	require.NoError(t, cmd.Start())
	require.NoError(t, theirs.Close())
	require.NoError(t, theirOut.Close())
	c := &browser{t: t, to: to, messages: make(chan message, 1000)}
	t.Cleanup(func() {
		_ = to.Close() // a browser whose pipe ends goes by itself; this makes sure
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()
		_ = os.RemoveAll(profile)
		_ = from.Close()
	})
	go func() {
		defer close(c.messages)
		for r := bufio.NewReader(from); ; {
			text, err := r.ReadBytes(0)
			if err != nil {
				return
			}
			var m message
			if json.Unmarshal(text[:len(text)-1], &m) == nil {
				c.messages <- m
			}
		}
	}()
	var target struct{ TargetID string }
	require.NoError(t, json.Unmarshal(c.call("Target.createTarget", map[string]any{"url": "about:blank"}), &target))
	var attached struct{ SessionID string }
	require.NoError(t, json.Unmarshal(c.call("Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}), &attached))
	c.session = attached.SessionID
	for _, domain := range []string{"Page", "Network", "Log", "Runtime"} {
		c.call(domain+".enable", map[string]any{})
	}
	return c
}

// call sends a command and waits for its result; what happens meanwhile is noted.
func (c *browser) call(method string, params map[string]any) json.RawMessage {
	c.t.Helper()
	c.last++
	data, err := json.Marshal(map[string]any{"id": c.last, "method": method, "params": params, "sessionId": c.session})
	require.NoError(c.t, err)
	if c.session == "" {
		data, err = json.Marshal(map[string]any{"id": c.last, "method": method, "params": params})
		require.NoError(c.t, err)
	}
	_, err = c.to.Write(append(data, 0))
	require.NoError(c.t, err)
	m := c.until(func(m message) bool { return m.ID == c.last })
	require.Empty(c.t, string(m.Error), method)
	return m.Result
}

func (c *browser) until(wanted func(message) bool) message {
	c.t.Helper()
	deadline := time.After(2 * time.Minute)
	for {
		select {
		case m, ok := <-c.messages:
			require.True(c.t, ok, "the browser is gone")
			c.note(m)
			if wanted(m) {
				return m
			}
		case <-deadline:
			require.Fail(c.t, "the browser does not answer")
		}
	}
}

func (c *browser) note(m message) {
	switch m.Method {
	case "Network.requestWillBeSent":
		var p struct{ Request struct{ URL string } }
		require.NoError(c.t, json.Unmarshal(m.Params, &p))
		c.requests = append(c.requests, p.Request.URL)
	case "Log.entryAdded", "Runtime.exceptionThrown":
		c.complaints = append(c.complaints, string(m.Params))
	}
}

func (c *browser) open(address string) {
	c.t.Helper()
	c.call("Page.navigate", map[string]any{"url": address})
	c.until(func(m message) bool { return m.Method == "Page.loadEventFired" })
}

// text is the value of an expression in the page, as text.
func (c *browser) text(expression string) string {
	c.t.Helper()
	var r struct {
		Result struct{ Value any }
	}
	require.NoError(c.t, json.Unmarshal(c.call("Runtime.evaluate", map[string]any{"expression": "String(" + expression + ")", "returnByValue": true}), &r))
	s, _ := r.Result.Value.(string)
	return s
}

func quoted(t *testing.T, s string) string {
	data, err := json.Marshal(s)
	require.NoError(t, err)
	return string(data)
}
