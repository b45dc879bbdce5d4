package main

// inOrder does n pieces of work, so many workers at a time, and takes what comes of
// them one by one in their order: the output of a run is the same however many
// processors there are. What was begun and not yet taken is never more than the
// workers. A panic in a piece of work is one of the caller.
func inOrder[T any](n, workers int, do func(i int) T, take func(i int, done T)) {
	type piece struct {
		done     T
		panicked any
	}
	work := func(i int) (p piece) {
		defer func() { p.panicked = recover() }()
		p.done = do(i)
		return p
	}
	queue := make(chan chan piece, max(1, workers)-1)
	go func() {
		defer close(queue)
		for i := range n {
			c := make(chan piece, 1)
			queue <- c
			go func() { c <- work(i) }()
		}
	}()
	i := 0
	for c := range queue {
		p := <-c
		if p.panicked != nil {
			go func() { // let what was begun end
				for range queue {
				}
			}()
			panic(p.panicked)
		}
		take(i, p.done)
		i++
	}
}
