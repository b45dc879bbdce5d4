package ckl

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// What a reader drops, the model does not show. So these tests compare what stands in a
// file with what stands in what is written of it, both read by the parsers of the
// standard library: every text, comment, unknown element and unknown key, with its place
// and its order among its siblings. They do so with real files and with those files
// changed at one place: something unknown, with more inside, put into each element and
// object in turn.

// inventory is every comment, instruction and text of a .ckl with the elements it stands
// in, in file order. What stands in a pair of a name and a value comes to stand behind
// the pair or before it, so that the pair is no part of the place of anything but its texts.
func inventory(t *testing.T, data []byte) []string {
	t.Helper()
	var out []string
	var path []string
	text := ""
	d := xml.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	for {
		token, err := d.Token()
		if err == io.EOF {
			return out
		}
		require.NoError(t, err)
		add := func(what string) {
			place := strings.Join(path, "/")
			if !pairText.MatchString(place) || strings.HasPrefix(what, "<") {
				place = inPair.ReplaceAllString(place, "")
			}
			out = append(out, place+" "+what)
		}
		switch x := token.(type) {
		case xml.StartElement:
			path = append(path, x.Name.Local)
			for _, a := range x.Attr {
				add("@" + a.Name.Local + "=" + a.Value)
			}
			text = ""
		case xml.CharData:
			text += string(x)
		case xml.EndElement:
			if strings.TrimSpace(text) != "" {
				add(text)
			}
			path, text = path[:len(path)-1], ""
		case xml.Comment:
			if !strings.HasPrefix(string(x), ourComment) {
				add("<!--" + string(x) + "-->")
			}
		case xml.ProcInst:
			if x.Target != "xml" {
				add("<?" + x.Target + " " + string(x.Inst) + "?>")
			}
		}
	}
}

// missing is what of want is not in got, each as often as it stands there.
func missing(want, got []string) []string {
	have := map[string]int{}
	for _, s := range got {
		have[s]++
	}
	var out []string
	for _, s := range want {
		if have[s]--; have[s] < 0 {
			out = append(out, s)
		}
	}
	return out
}

// unknownIn is what of list holds the mark that the tests put in.
func unknownIn(list []string) []string {
	return slices.DeleteFunc(slices.Clone(list), func(s string) bool { return !strings.Contains(s, "x-unknown") })
}

// few is some of the sites at which a file is changed: the first two of each kind and the
// last, since rows are alike.
func few(sites [][2]int, kind func([2]int) string) [][2]int {
	seen, last, out := map[string]int{}, map[string]int{}, [][2]int(nil)
	for i, s := range sites {
		last[kind(s)] = i
	}
	for i, s := range sites {
		n := seen[kind(s)]
		if seen[kind(s)]++; n < 2 || last[kind(s)] == i {
			out = append(out, s)
		}
	}
	return out
}

var (
	inPair     = regexp.MustCompile(`/(SI_DATA|STIG_DATA)\b`)
	pairText   = regexp.MustCompile(`/(SI_DATA/SID_\w+|STIG_DATA/(VULN_ATTRIBUTE|ATTRIBUTE_DATA))$`)
	parentTag  = regexp.MustCompile(`<(CHECKLIST|ASSET|STIGS|iSTIG|STIG_INFO|SI_DATA|VULN|STIG_DATA)>|</(CHECKLIST|ASSET|STIGS|iSTIG|STIG_INFO|SI_DATA|VULN|STIG_DATA|STATUS|HOST_NAME|FINDING_DETAILS)>`)
	objectOpen = regexp.MustCompile(`("\w+": ?)?[\[,]?\s*\{`)
)

// Whatever stands at whichever place of a .ckl is written back there.
func TestCKLKeepsWhateverStandsAnywhere(t *testing.T) {
	shared.Long(t)
	for _, s := range sampleFiles {
		if !strings.HasSuffix(s.file, ".ckl") || strings.Contains(s.file, "full") { // 372 rows like those of the others
			continue
		}
		t.Run(s.file, func(t *testing.T) {
			data := shared.Read(t, "samples", s.file)
			write := func(data []byte) []string {
				c, _, err := ReadCKL(s.file, data)
				require.NoError(t, err)
				out, err := WriteCKL(c, "test")
				require.NoError(t, err)
				return inventory(t, out)
			}
			require.Empty(t, missing(inventory(t, data), write(data)))
			var sites [][2]int
			for _, at := range parentTag.FindAllIndex(data, -1) {
				sites = append(sites, [2]int(at))
			}
			done := 0
			for _, at := range few(sites, func(at [2]int) string { return string(data[at[0]:at[1]]) }) {
				put := "<!--x-unknown a--><?x-unknown b?>"
				if tag := string(data[at[0]:at[1]]); tag != "</CHECKLIST>" { // which is the only root
					put += "<!--x-unknown c--><x-unknown n='1'>\n <in>a &amp; b<!--x-unknown in--></in><in/></x-unknown><x-unknown>c</x-unknown>"
				}
				changed := slices.Concat(data[:at[1]], []byte(put), data[at[1]:])
				want, got := inventory(t, changed), write(changed)
				require.Empty(t, missing(want, got), "%s behind %s", put, data[at[0]:at[1]])
				require.Equal(t, unknownIn(want), unknownIn(got), "order of %s behind %s", put, data[at[0]:at[1]])
				done++
			}
			require.Greater(t, done, 30)
		})
	}
}

// leaves is every value of a .cklb with the keys it stands below, in file order.
func leaves(t *testing.T, data []byte) []string {
	t.Helper()
	var out []string
	d := json.NewDecoder(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff"))))
	d.UseNumber()
	var value func(path string)
	value = func(path string) {
		token, err := d.Token()
		require.NoError(t, err)
		switch token {
		case json.Delim('{'):
			out = append(out, path+" {}")
			for d.More() {
				key, err := d.Token()
				require.NoError(t, err)
				value(path + "/" + key.(string))
			}
		case json.Delim('['):
			for i := 0; d.More(); i++ {
				value(path + "/" + strconv.Itoa(i))
			}
		default:
			out = append(out, fmt.Sprintf("%s %v", path, token))
			return
		}
		_, err = d.Token()
		require.NoError(t, err)
	}
	value("")
	return out
}

// Whatever key stands in whichever object of a .cklb is written back there. said is what
// other programs say in words that we write otherwise (checklist-formats 2.2 to 2.5).
func TestCKLBKeepsWhateverStandsAnywhere(t *testing.T) {
	shared.Long(t)
	said := regexp.MustCompile(`(?s)/(legacy_ids/\d+|\w+) (<nil>|null|)$|^/target_data/technology_area None$`)
	for _, s := range sampleFiles {
		if !strings.HasSuffix(s.file, ".cklb") {
			continue
		}
		t.Run(s.file, func(t *testing.T) {
			data := shared.Read(t, "samples", s.file)
			write := func(data []byte) []string {
				c, _, err := ReadCKLB(s.file, data)
				require.NoError(t, err)
				out, err := WriteCKLB(c)
				require.NoError(t, err)
				return leaves(t, out)
			}
			lost := slices.DeleteFunc(missing(leaves(t, data), write(data)), said.MatchString)
			require.Empty(t, lost)
			var sites [][2]int
			for _, at := range objectOpen.FindAllIndex(data, -1) {
				sites = append(sites, [2]int(at))
			}
			done := 0
			for _, at := range few(sites, func(at [2]int) string { return string(data[at[0]:at[1]]) }) {
				for _, put := range []string{`"x-unknown b": null, "x-unknown a": [1.50, {"x": {"y": []}, "": "ü\n"}]`, `"x-unknown": "<!-- -->"`} {
					if !bytes.HasPrefix(bytes.TrimSpace(data[at[1]:]), []byte("}")) {
						put += ","
					}
					changed := slices.Concat(data[:at[1]], []byte(put), data[at[1]:])
					if !json.Valid(changed) {
						continue // a brace within a text
					}
					want, got := leaves(t, changed), write(changed)
					require.Empty(t, slices.DeleteFunc(missing(want, got), said.MatchString), "%s behind %s", put, data[at[0]:at[1]])
					require.Equal(t, unknownIn(want), unknownIn(got), "order of %s behind %s", put, data[at[0]:at[1]])
					done++
				}
			}
			require.Greater(t, done, 10)
		})
	}
}
