package oval

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/stigwright/stigwright/internal/shared"
)

// BenchmarkLoad reads and compiles all definitions of the largest guide's data stream.
func BenchmarkLoad(b *testing.B) {
	data, err := os.ReadFile(guides + "/ssg-rhel9-ds.xml")
	if err != nil {
		b.Skip("ssg-nondebian is not installed")
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		n := 0
		for _, d := range definitionsIn(b, "ds.xml", data) {
			n += len(Compile(d).Document().Definitions)
		}
		require.Greater(b, n, 1000)
	}
}

// BenchmarkSystem reads and judges one system's characteristics by definitions
// compiled before: those of DISA's RHEL 9 benchmark, with an item for every object.
func BenchmarkSystem(b *testing.B) {
	data := shared.Read(b, "scap", "disa-stig-rhel9-v2r9-xccdf-scap.xml")
	doc := definitionsIn(b, "scap.xml", data)[0]
	program := Compile(doc)
	sys := []byte(synthetic(doc))
	b.SetBytes(int64(len(sys)))
	b.ReportAllocs()
	for b.Loop() {
		c, err := ReadCharacteristics("s.xml", sys)
		require.NoError(b, err)
		require.NotEmpty(b, program.Analyse(c, Input{}).Definitions)
	}
}

// synthetic is a system on which every object of the document was found once, with
// the values that its states name.
func synthetic(doc *Document) string {
	states := map[string]*State{}
	for i := range doc.States {
		states[doc.States[i].ID] = &doc.States[i]
	}
	values := map[string]string{}
	for i := range doc.Tests {
		t := &doc.Tests[i]
		for _, id := range t.States {
			if s := states[id]; s != nil {
				for _, e := range s.Entities {
					values[t.Object] += fmt.Sprintf(`<ind:%s>%s</ind:%s>`, e.Name, strings.NewReplacer("&", "&amp;", "<", "&lt;").Replace(e.Value), e.Name)
				}
			}
		}
	}
	var collected, items strings.Builder
	for i := range doc.Objects {
		o := &doc.Objects[i]
		if o.isVariable() || o.Set != nil {
			continue
		}
		item, _ := o.Type.Items()
		fmt.Fprintf(&collected, `<object id="%s" version="1" flag="complete"><reference item_ref="%d"/></object>`, o.ID, i)
		fmt.Fprintf(&items, `<ind:%s_item id="%d"><ind:filepath>/etc/some/file</ind:filepath><ind:text>some text of a file</ind:text>%s</ind:%s_item>`, item.Name, i, values[o.ID], item.Name)
	}
	return system(collected.String(), items.String())
}
