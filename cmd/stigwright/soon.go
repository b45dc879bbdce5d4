package main

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
