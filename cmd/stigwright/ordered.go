package main

// ordered does n things, workers of them at a time, and hands the results over in
// order. No more than twice that many results wait for their turn. A fault in a
// worker is one of the caller.
func ordered[T any](n, workers int, do func(int) T, each func(int, T)) {
	type outcome struct {
		value T
		fault any
	}
	running := make(chan struct{}, workers)
	slots := make(chan chan outcome, workers)
	go func() {
		defer close(slots)
		for i := range n {
			slot := make(chan outcome, 1)
			running <- struct{}{}
			slots <- slot
			go func() {
				var o outcome
				defer func() {
					o.fault = recover()
					<-running
					slot <- o
				}()
				o.value = do(i)
			}()
		}
	}()
	i := 0
	for slot := range slots {
		o := <-slot
		if o.fault != nil {
			panic(o.fault)
		}
		each(i, o.value)
		i++
	}
}

// soon begins f beside what the caller goes on with, and gives what waits for its end.
// A fault in it is one of whoever waits.
func soon[T any](f func() T) func() T {
	type outcome struct {
		value T
		fault any
	}
	end := make(chan outcome, 1)
	go func() {
		var o outcome
		defer func() {
			o.fault = recover()
			end <- o
		}()
		o.value = f()
	}()
	return func() T {
		o := <-end
		if o.fault != nil {
			panic(o.fault)
		}
		return o.value
	}
}
