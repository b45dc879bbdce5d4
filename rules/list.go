package rules

import (
	"fmt"
	"strings"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/result"
)

// NoneOf is for "no X may": it holds when the list is complete and no item
// offends. An offender in a partial list is a finding; the absence of one in a
// partial list is not a pass.
//
// offence returns "" for an item that is fine and else "name: value seen"; where
// a rule must say more it returns an Outcome, of which one without Actual is fine
// unless its Kind says that it violates the rule.
func NoneOf[T any, F interface {
	func(T) string | func(T) Outcome
}](list facts.Key[[]T], offence F) Fn[Verdict] {
	judge := outcomes[T](any(offence))
	return Fn[Verdict]{[]string{list.Name}, func(c *Case) (v Verdict, missing []facts.Missing) {
		items, ok, missing := facts.Partly(c.Snapshot, list)
		if !ok {
			return v, missing
		}
		for _, item := range items {
			if o := judge(item); o.Actual != "" || o.Kind == result.Violates {
				v.Outcomes = append(v.Outcomes, o)
			}
		}
		if missing == nil {
			v.Outcomes = append(v.Outcomes, noneOf(len(items), len(v.Outcomes), list.Name))
		}
		return v, missing
	}}
}

// noneOf is the pass line: how many were looked at, so that "none of 0" cannot hide.
func noneOf(items, odd int, key string) Outcome {
	noun := key[strings.LastIndexByte(key, '.')+1:]
	o := Outcome{Kind: result.Pass, Facts: []string{key}}
	if odd == 0 {
		o.Subject, o.Actual = noun, fmt.Sprintf("none of %d", items)
	} else {
		o.Subject, o.Actual = fmt.Sprintf("%d other %s", items-odd, noun), "none"
	}
	return o
}

// outcomes is an offence function in its full form.
func outcomes[T any](offence any) func(T) Outcome {
	switch f := offence.(type) {
	case func(T) Outcome:
		return f
	case func(T) string:
		return func(item T) Outcome {
			said := f(item)
			if said == "" {
				return Outcome{}
			}
			subject, actual, ok := strings.Cut(said, ": ")
			if !ok || actual == "" { // an offender without a value is one all the same
				subject, actual = "", said
			}
			return Outcome{Kind: result.Violates, Subject: subject, Actual: actual}
		}
	}
	return nil
}
