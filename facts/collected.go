package facts

import "time"

// CollectedAt is when the section of a key was collected, UTC; the zero time where
// its bundle carries none (plain form, capture folder) or there is no such section.
func CollectedAt[T any](s *Snapshot, k Key[T]) time.Time {
	return s.fact(k.Name, k.Side).At
}
