package main

import (
	"github.com/stigwright/stigwright/ckl"
	"github.com/stigwright/stigwright/oval"
)

// readDirectives reads what --directives names; without it everything is reported.
func (a *app) readDirectives(f judgeFlags, systems int) (oval.Directives, error) {
	switch {
	case f.results != "" && systems > 1:
		return oval.Directives{}, hinted("write one document after the other", "--results is of one system, and %d are given", systems)
	case f.directive == "":
		return oval.FullDirectives(), nil
	case f.results == "":
		return oval.Directives{}, usage("--directives without --results")
	}
	data, err := a.readInput(f.directive)
	if err != nil {
		return oval.Directives{}, &exitError{exitInput, err}
	}
	d, err := oval.ReadDirectives(f.directive, data)
	if err != nil {
		return d, &exitError{exitInput, err}
	}
	return d, nil
}

// writeOVALResults writes the results document, whole or not at all.
func (a *app) writeOVALResults(path string, data []byte) (err error) {
	if path == "-" {
		_, err = a.raw.Write(data)
	} else {
		err = inFile(path, ckl.Replace(path, data))
	}
	if err != nil {
		return &exitError{exitInput, err}
	}
	if path != "-" {
		a.say("wrote %s", path)
	}
	return nil
}
