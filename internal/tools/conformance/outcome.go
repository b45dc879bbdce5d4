package main

import (
	"bytes"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/stigwright/stigwright/internal/xmlio"
	"github.com/stigwright/stigwright/oval"
)

// outcome is what came of one case, by id.
type outcome struct{ definitions, tests, objects map[string]verdict }

// verdict is the result of a definition or test, or the flag of an object; "" of what is
// not there.
type verdict struct {
	result string
	items  int // of an object
	why    []string
}

func outcomeOf(res *oval.Results) outcome {
	out := outcome{map[string]verdict{}, map[string]verdict{}, map[string]verdict{}}
	for _, d := range res.Definitions {
		out.definitions[d.Definition.ID] = verdict{result: d.Result.String(), why: words(d.Messages)}
	}
	for _, t := range res.Tests {
		out.tests[t.Test.ID] = verdict{result: t.Result.String(), why: words(t.Messages)}
	}
	for _, o := range res.Objects {
		out.objects[o.Object.ID] = verdict{result: o.Flag.String(), items: len(o.Items), why: words(o.Messages)}
	}
	return out
}

func words(list []oval.Message) (out []string) {
	for _, m := range list {
		out = append(out, m.Level+": "+m.Text)
	}
	return out
}

// command judges a case by the command, and reads the results document that it writes.
func (g *group) command(c *testCase, command string) (outcome, error) {
	args := []string{"oval", "eval", filepath.Join(g.dir, c.Input)}
	if c.Syschar != "" {
		args = []string{"oval", "analyse", filepath.Join(g.dir, c.Input), filepath.Join(g.dir, c.Syschar)}
	}
	for _, option := range [][2]string{{"--datastream-id", c.option("datastream_id")}, {"--oval-id", c.option("oval_id")}, {"--id", c.option("definition")}} {
		if option[1] != "" {
			args = append(args, option[0], option[1])
		}
	}
	if c.Variables != "" {
		args = append(args, "--variables", filepath.Join(g.dir, c.Variables))
	}
	args = append(args, "--skip-valid", "--time", now.Format(time.RFC3339), "--results", "-")
	var out, errs bytes.Buffer
	cmd := exec.Command(command, args...)
	cmd.Stdout, cmd.Stderr = &out, &errs
	var exit *exec.ExitError
	err := cmd.Run()
	if errors.As(err, &exit) && exit.ExitCode() == 3 && out.Len() > 0 {
		err = nil // something was not collected, and the results say so
	}
	if err != nil {
		return outcome{}, fmt.Errorf("%s: %w: %s", strings.Join(args, " "), err, strings.TrimSpace(errs.String()))
	}
	return readOutcome(c.ID, out.Bytes())
}

// surviveCommand opens a file with every command that might be asked to: each must end by
// itself, and not by an internal fault.
func (g *group) surviveCommand(c *testCase, s *score, command string) {
	file := filepath.Join(g.dir, c.Input)
	for _, args := range [][]string{{"info", file}, {"oval", "eval", file}, {"oval", "analyse", file, file}, {"evaluate", "-q", "-b", file, "-f", file}} {
		err := exec.Command(command, args...).Run()
		var exit *exec.ExitError
		if err != nil && (!errors.As(err, &exit) || exit.ExitCode() < 0 || exit.ExitCode() == 4) {
			s.firm.differ++
			s.note(c, "%s (firm): %v", args[0], err)
			return
		}
	}
	s.firm.agree++
}

// readOutcome reads an OVAL results document.
func readOutcome(file string, data []byte) (outcome, error) {
	out := outcome{map[string]verdict{}, map[string]verdict{}, map[string]verdict{}}
	c, err := xmlio.Parse(file, data, xmlio.DefaultLimits())
	if err != nil {
		return out, err
	}
	out.below(c)
	return out, c.End()
}

// below reads what lies in the current element: results of definitions and tests, and
// the objects of the characteristics. The source of the definitions is passed over.
func (o *outcome) below(c *xmlio.Cursor) {
	for kids := c.Children(); kids.Next(); {
		switch c.Local() {
		case "oval_definitions":
		case "definition":
			o.definitions[c.Attr("definition_id").String()] = verdict{result: c.Attr("result").String(), why: messages(c)}
		case "test":
			o.tests[c.Attr("test_id").String()] = verdict{result: c.Attr("result").String(), why: messages(c)}
		case "object":
			v := verdict{result: c.Attr("flag").String()}
			id := c.Attr("id").String()
			for inner := c.Children(); inner.Next(); {
				if c.Local() == "reference" {
					v.items++
				}
			}
			o.objects[id] = v
		default:
			o.below(c)
		}
	}
}

func messages(c *xmlio.Cursor) (out []string) {
	for kids := c.Children(); kids.Next(); {
		if c.Local() == "message" {
			out = append(out, c.Attr("level").String()+": "+c.Text().String())
		}
	}
	return out
}
