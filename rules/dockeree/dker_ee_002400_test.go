package dockeree_test

import (
	"testing"

	"github.com/stigwright/stigwright/facts"
	"github.com/stigwright/stigwright/rules/dockeree"
	"github.com/stigwright/stigwright/rules/ruletest"
)

func TestDKEREE002400(t *testing.T) {
	const id = "DKER-EE-002400"
	swarm := func(text string) facts.Setting { return ruletest.Bundle(`{"cluster":{"swarm":` + text + `}}`) }
	locks := func(on string) string { return `"spec":{"EncryptionConfig":{"AutoLockManagers":` + on + `}}` }
	inSwarm := func(state string) facts.Setting {
		return facts.EngineInfo.Is(facts.Info{Swarm: facts.Some(facts.SwarmState{LocalNodeState: state})})
	}
	ruletest.Run(t, dockeree.Rules, id,
		row("on", fine, "PASS swarm.spec.EncryptionConfig.AutoLockManagers: true", swarm(`{`+locks("true")+`,"unlock_key_set":true}`)),
		row("on, key not asked for", fine, "AutoLockManagers: true", swarm(`{`+locks("true")+`}`)),
		row("off", open, "AutoLockManagers: false", swarm(`{`+locks("false")+`}`)),
		row("on, but there is no key", open, "swarm.unlock_key_set: false", swarm(`{`+locks("true")+`,"unlock_key_set":false}`)),
		row("no key, switch not known", open, "unlock_key_set: false", swarm(`{"unlock_key_set":false}`)),
		row("a key alone", unclear, "AutoLockManagers: not collected", swarm(`{"unlock_key_set":true}`)),
		row("switch not known", unclear, "AutoLockManagers: not collected", swarm(`{"spec":{}}`)),
		row("not collected", unclear, "swarm: not collected"),
		row("denied", unclear, "swarm: denied: 403", swarm(`{"$denied":"403"}`)),
		row("failed", unclear, "swarm: error: x", swarm(`{"$error":"x"}`)),
		row("partial", unclear, "swarm: partly collected", swarm(`{"$partial":{`+locks("true")+`}}`)),
		row("off in a partial answer", open, "AutoLockManagers: false", swarm(`{"$partial":{`+locks("false")+`}}`)),
		row("in no swarm", notAppl, "The node is in no swarm", inSwarm("inactive")),
		row("in a swarm of which nothing is known", unclear, "swarm: not collected", inSwarm("active")),
		row("a swarm that waits", unclear, "swarm: not collected", inSwarm("pending")),
	)
}
