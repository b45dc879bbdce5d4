package main

import (
	"io"
	"os"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// bar shows progress on a terminal; nothing elsewhere, so that what is piped is the
// same bytes whoever looks.
type bar struct{ shown *progressbar.ProgressBar }

func (a *app) progress(what string, of int) bar {
	if a.quiet || !a.terminal {
		return bar{}
	}
	return bar{progressbar.NewOptions(of, progressbar.OptionSetDescription(what), progressbar.OptionSetWriter(os.Stderr),
		progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(), progressbar.OptionShowCount())}
}

func (b bar) update(done, _ int) {
	if b.shown != nil {
		_ = b.shown.Set(done) // a bar that cannot be drawn stops nothing
	}
}

// grow is update of work of which more becomes known as it is done.
func (b bar) grow(done, of int, what string) {
	if b.shown == nil {
		return
	}
	b.shown.Describe(what)
	b.shown.ChangeMax(max(of, 1))
	_ = b.shown.Set(min(done, of))
}

func (b bar) done() {
	if b.shown != nil {
		_ = b.shown.Finish()
	}
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	return ok && term.IsTerminal(int(f.Fd()))
}
