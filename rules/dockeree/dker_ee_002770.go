package dockeree

import (
	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules"
	"github.com/stigwright/stigwright/rules/platform"
)

var dkerEE002770 = rules.Rule{
	ID: "DKER-EE-002770",
	Reading: "The health of every running container, whoever's it is. Only \"healthy\" passes: starting and unhealthy are findings, and " +
		"so is a container without a health check, at which the printed template fails without a word. The text writes the " +
		"word with a capital letter, the engine does not.",
	Check: platform.ContainerCheck{
		Setting: "inspect.State.Health.Status", Want: "Health=healthy",
		Expected: "every running container reports itself healthy",
		Offends:  "does not report itself healthy",
		Running:  true,
		Look:     healthy,
	}.Fn(),
}

// healthy is what a container says of its health. An inspect answer leaves the member out
// where there is no check; that there is none is known from the configuration alone.
func healthy(_ *facts.OwnedContainer, i *facts.Inspect) platform.Seen {
	state, why := i.State.Get()
	if why != "" {
		return platform.Seen{Actual: "Health not known", Unknown: why}
	}
	health, why := state.Health.Get()
	config, _ := i.Config.Get()
	switch {
	case why == "" && health.Status != "" && health.Status != "none":
		return platform.Value("Health", health.Status, "", health.Status != "healthy")
	case why == "", state.Health.State == facts.Absent, config.Healthcheck.Is(func(has bool) bool { return !has }):
		return platform.Seen{Actual: "no health check", Bad: true}
	}
	return platform.Seen{Actual: "Health not known", Unknown: why}
}
