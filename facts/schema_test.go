package facts

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSchemaOf(t *testing.T) {
	for text, want := range map[string]string{
		`{"schema":"stigfacts/1", cut off`:  "stigfacts/1",
		`{"a":{"schema":"x"},"schema":"y"}`: "y",
		`{"a":1}`:                           "-",
		`{"schema":1}`:                      "-",
		`{"schema":null}`:                   "-",
		`{"schema":{}}`:                     "-",
		`{"a":tru,"schema":"x"}`:            "-",
		`[{"schema":"x"}]`:                  "-",
		``:                                  "-",
		`{"schema":""}`:                     "",
	} {
		schema, ok := SchemaOf(strings.NewReader(text))
		if !ok {
			schema = "-"
		}
		assert.Equal(t, want, schema, text)
	}
}
