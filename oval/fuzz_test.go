package oval

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stigwright/stigwright/internal/xmlio"
)

// FuzzAnalyse reads whatever it is given as definitions and as system characteristics
// and judges: nothing may panic, and twice the same must come out.
func FuzzAnalyse(f *testing.F) {
	sys := system(`<object id="oval:x:obj:1" version="1" flag="complete"><variable_value variable_id="oval:x:var:1">a</variable_value><reference item_ref="1"/></object>`,
		`<ind:family_item id="1"><ind:family>unix</ind:family></ind:family_item>`)
	f.Add(variableDocument(constant(1, "string", "a", "b"), `<ind:value entity_check="at least one">a</ind:value>`), sys)
	f.Add(variableDocument(localVariable(1, "int", `<time_difference><split delimiter=","><concat>`+lit("2024-01-01")+vari(1)+`</concat></split></time_difference>`), `<ind:value datatype="int" operation="less than">5</ind:value>`), sys)
	f.Add(family(definition(1, criterion(1)), `<ind:family_object id="oval:x:obj:1" version="1"><set><object_reference>oval:x:obj:1</object_reference></set></ind:family_object>`), system("", `<ind:family_item id="1"/>`))
	names, _ := filepath.Glob("../../shared/oval-conformance/own/data/*[a-z].xml")
	for _, name := range names[:min(len(names), 20)] {
		if data, err := os.ReadFile(name); err == nil && len(data) < 1<<12 {
			f.Add(string(data), sys)
		}
	}
	f.Fuzz(func(t *testing.T, doc, sys string) {
		d, err := Read("d.xml", []byte(doc))
		if err != nil {
			return
		}
		c, err := ReadCharacteristics("s.xml", []byte(sys))
		if err != nil {
			c = nil
		}
		p := Compile(d)
		in := Input{Now: time.Unix(1_700_000_000, 0), Externals: Externals{"oval:x:var:1": {"a"}}}
		if a, b := verdicts(p.Analyse(c, in)), verdicts(p.Analyse(c, in)); a != b {
			t.Errorf("%s, then %s", a, b)
		}
		out, err := WriteResults(p.Analyse(c, in), FullDirectives(), Generator{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := xmlio.Parse("r.xml", out, xmlio.DefaultLimits()); err != nil {
			t.Fatal(err)
		}
	})
}

// FuzzCompare compares anything with anything: turned round, the answer turns round.
func FuzzCompare(f *testing.F) {
	for _, s := range []string{"1.0-1", "0:1~2", "fe80::1/64", "10.0.0.0/255.0.0.0", "12.4(24)T3", "1e9", "-0", "0x"} {
		f.Add(uint8(Version), s, "1")
		f.Add(uint8(EVRString), s, s)
	}
	f.Fuzz(func(t *testing.T, dt uint8, a, b string) {
		d := Datatype(dt) % (Record + 1)
		if d == String {
			return
		}
		r, _ := compare(d, LessThan, a, b, nil)
		s, _ := compare(d, GreaterThan, b, a, nil)
		if r != s {
			t.Errorf("%s: %q below %q is %s, the other way round %s", d, b, a, r, s)
		}
		if r, _ := compare(d, Equals, a, a, nil); r == False {
			t.Errorf("%s: %q is not equal to itself", d, a)
		}
	})
}
