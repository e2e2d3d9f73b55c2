package differential

import "slices"

// Shrink returns a shorter sequence that still shows a difference, by leaving out ever smaller pieces; the last request
// always stays. It tries at most so many sequences, and returns nil if the sequence as a whole shows nothing.
func Shrink(sequence []Request, attempts int, differs func([]Request) *Difference) *Difference {
	if len(sequence) == 0 {
		return nil
	}
	last := sequence[len(sequence)-1:]
	if found := differs(last); found != nil { // most differences need no history
		return found
	}
	attempts--
	best := differs(sequence)
	for piece := max(1, len(sequence)/2); best != nil && attempts > 0; piece = max(1, piece/2) {
		before := best
		for start := 0; start < len(best.History) && attempts > 0; {
			attempts--
			end := min(start+piece, len(best.History))
			without := append(slices.Delete(slices.Clone(best.History), start, end), best.Request)
			if found := differs(without); found != nil {
				best = found
			} else {
				start = end
			}
		}
		if piece == 1 && len(before.History) == len(best.History) {
			break
		}
	}
	return best
}
