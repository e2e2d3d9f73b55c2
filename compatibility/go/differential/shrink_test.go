package differential

import (
	"fmt"
	"testing"
)

// numbered makes requests whose bodies are numbers.
func numbered(count int) []Request {
	var sequence []Request
	for i := range count {
		sequence = append(sequence, Request{Method: Put, Body: []byte(fmt.Sprint(i))})
	}
	return sequence
}

// differsWith shows a difference in every sequence that holds these requests.
func differsWith(attempts *int, needed ...int) func([]Request) *Difference {
	return func(sequence []Request) *Difference {
		*attempts++
		held := map[string]bool{}
		for _, request := range sequence {
			held[string(request.Body)] = true
		}
		for _, number := range needed {
			if !held[fmt.Sprint(number)] {
				return nil
			}
		}
		last := len(sequence) - 1
		return &Difference{History: sequence[:last], Request: sequence[last], Reproduced: true}
	}
}

func TestASequenceIsShortenedToWhatItNeeds(t *testing.T) {
	attempts := 0
	found := Shrink(numbered(200), 100, differsWith(&attempts, 17, 60, 199))
	if found == nil || len(found.History) != 2 ||
		string(found.History[0].Body) != "17" || string(found.History[1].Body) != "60" {
		t.Errorf("found %v", found)
	}
}

func TestARequestThatNeedsNoHistoryIsFoundAtOnce(t *testing.T) {
	attempts := 0
	found := Shrink(numbered(1000), 100, differsWith(&attempts, 999))
	if found == nil || len(found.History) != 0 || attempts != 1 {
		t.Errorf("found %v after %d attempts", found, attempts)
	}
}

func TestShorteningEndsWithItsAttempts(t *testing.T) {
	attempts := 0
	found := Shrink(numbered(1000), 10, differsWith(&attempts, 1, 500, 999))
	if found == nil || attempts > 12 {
		t.Errorf("found %v after %d attempts", found, attempts)
	}
}

func TestWhatCannotBeShownAgainIsNotShortened(t *testing.T) {
	attempts := 0
	if found := Shrink(numbered(10), 10, differsWith(&attempts, 77)); found != nil {
		t.Errorf("found %v", found)
	}
}
