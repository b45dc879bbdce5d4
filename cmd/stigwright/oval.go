package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/stigwright/stigwright/diag"
	"github.com/stigwright/stigwright/oval"
	"github.com/stigwright/stigwright/xccdf"
)

func (a *app) ovalCmd() *cobra.Command {
	cmd := &cobra.Command{
		Use:   "oval",
		Short: "Judge OVAL definitions",
		Args:  cobra.NoArgs,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(a.ovalAnalyseCmd(), a.ovalEvalCmd())
	return cmd
}

// ovalSource says which definitions are meant, where a file holds several documents.
type ovalSource struct {
	stream string // id of a data stream
	check  string // id of a check of it
}

// readDefinitions reads a definitions document, or that of a data stream.
func (a *app) readDefinitions(path string, from ovalSource) (*oval.Document, error) {
	data, err := a.readInput(path)
	if err != nil {
		return nil, err
	}
	col, err := xccdf.ReadCollection(path, data)
	if err == nil {
		return definitionsOf(path, col, from)
	}
	if from != (ovalSource{}) {
		return nil, err
	}
	doc, err := oval.Read(path, data)
	if err != nil {
		return nil, wantDefinitions(err)
	}
	return doc, nil
}

// wantDefinitions adds to an error what might have been meant.
func wantDefinitions(err error) error {
	for _, e := range diag.Each(err) {
		if e.Hint == "" && strings.Contains(e.Msg, "the root element is") {
			e.Hint = "give OVAL definitions or a SCAP data stream first, system characteristics after it; `stigwright info FILE` says what a file is"
		}
	}
	return err
}

// definitionsOf is the one definitions document of a collection that is meant.
func definitionsOf(path string, col *xccdf.Collection, from ovalSource) (*oval.Document, error) {
	var found []*xccdf.Component
	var ids []string
	for i := range col.Streams {
		st := &col.Streams[i]
		if from.stream != "" && st.ID.String() != from.stream {
			continue
		}
		for j := range st.Checks {
			ref := &st.Checks[j]
			part := col.Component(ref)
			if part == nil || part.Root != "oval_definitions" || from.check != "" && ref.ID.String() != from.check {
				continue
			}
			if !slices.Contains(found, part) {
				found = append(found, part)
				ids = append(ids, ref.ID.String())
			}
		}
	}
	switch len(found) {
	case 1:
		return oval.Read(path, found[0].Document())
	case 0:
		return nil, &diag.Error{File: path, Msg: "the data stream has no OVAL definitions" + asAsked(from), Hint: "see `stigwright info " + path + "`"}
	}
	return nil, &diag.Error{File: path, Msg: fmt.Sprintf("the data stream has %d OVAL documents; want one", len(found)),
		Hint: "choose with --oval-id one of " + strings.Join(ids, ", ")}
}

func asAsked(from ovalSource) string {
	if from == (ovalSource{}) {
		return ""
	}
	return strings.TrimRight(" as asked for with "+orNothing("--datastream-id %s ", from.stream)+orNothing("--oval-id %s", from.check), " ")
}

// believe refuses a document with problems, or warns of them with --skip-valid.
func (a *app) believe(problems diag.List, skip bool) error {
	if len(problems) == 0 {
		return nil
	}
	if skip {
		for _, p := range problems {
			a.warn("%s", p)
		}
		return nil
	}
	if last := problems[len(problems)-1]; last.Hint == "" {
		last.Hint = "--skip-valid judges all the same; what a problem touches ends in error or unknown"
	}
	return &exitError{exitInput, problems}
}
