package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
)

// group is one folder of cases.
type group struct {
	dir   string
	name  string
	cases []testCase
}

// testCase is one case, as the README of the suite describes it.
type testCase struct {
	ID        string            `json:"id"`
	Kind      string            `json:"kind"`
	Input     string            `json:"input"`
	Syschar   string            `json:"syschar"`
	Variables string            `json:"variables"`
	Options   map[string]any    `json:"options"`
	Expect    map[string]string `json:"expect"`
	Tests     map[string]string `json:"expect_tests"`
	Objects   map[string]struct {
		Flag  string `json:"flag"`
		Items *int   `json:"items"`
	} `json:"expect_objects"`
	OnlyOscap map[string]any `json:"expected_from_oscap"`
	From      string         `json:"expected_from"`
	OtherOS   bool           `json:"fails_with_oscap_on_debian12"`
	Disputed  map[string]any `json:"disputed"`
}

// loadAll reads every group below dir.
func loadAll(dir string) ([]group, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*", "cases.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("%s has no group with a cases.json", dir)
	}
	var groups []group
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		g := group{dir: filepath.Dir(file), name: filepath.Base(filepath.Dir(file))}
		if err := json.Unmarshal(data, &g.cases); err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		groups = append(groups, g)
	}
	return groups, nil
}

// firm reports whether the expectation of a key (kind is definitions, tests or
// objects) is more than what oscap says, and counts at all.
func (c *testCase) firm(kind, key string) bool {
	if c.From == "oscap" || c.From == "none" || c.OtherOS {
		return false
	}
	switch only := c.OnlyOscap[kind].(type) {
	case string:
		return only != "all"
	case []any:
		return !slices.Contains(only, any(key))
	}
	return true
}

// option is the option of the name, "" when there is none.
func (c *testCase) option(name string) string {
	s, _ := c.Options[name].(string)
	return s
}
