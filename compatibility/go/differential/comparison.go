package differential

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// requestTimeout bounds one request: a server that takes longer hangs.
const requestTimeout = time.Minute

// Difference is the first request that two servers answered differently.
type Difference struct {
	History    []Request // all requests before it, in order
	Request    Request
	Want, Got  string
	Reproduced bool // whether the history was tried on fresh servers and shows the difference
}

// Figures counts what a comparison sent.
type Figures struct {
	Requests, Refused int
	Methods           map[Method]int
	Refusals          map[string]int // by code and text
}

// Compare sends so many requests of a generator to both servers and stops at the first difference.
func Compare(ctx context.Context, want, got Server, requests *Generator, steps int) (*Difference, Figures, error) {
	figures := Figures{Methods: map[Method]int{}, Refusals: map[string]int{}}
	var history []Request
	for range steps {
		request := requests.Next()
		expected, answered, err := ask(ctx, want, got, request)
		if err != nil {
			return nil, figures, fmt.Errorf("request %d, %s: %w", len(history), request, err)
		}
		expectedForm, revision, err := formOf(request, expected)
		if err != nil {
			return nil, figures, err
		}
		answeredForm, _, err := formOf(request, answered)
		if err != nil {
			return nil, figures, err
		}
		if !expectedForm.equal(answeredForm) {
			return &Difference{history, request, expectedForm.String(), answeredForm.String(), false}, figures, nil
		}
		figures.count(request, expectedForm)
		requests.observe(request, expectedForm.refusal == "", revision)
		history = append(history, request)
	}
	return nil, figures, nil
}

// Replay sends requests to both servers and returns the first difference.
func Replay(ctx context.Context, want, got Server, requests []Request) (*Difference, error) {
	for i, request := range requests {
		expected, answered, err := ask(ctx, want, got, request)
		if err != nil {
			return nil, err
		}
		expectedForm, _, err := formOf(request, expected)
		if err != nil {
			return nil, err
		}
		answeredForm, _, err := formOf(request, answered)
		if err != nil {
			return nil, err
		}
		if !expectedForm.equal(answeredForm) {
			return &Difference{requests[:i], request, expectedForm.String(), answeredForm.String(), true}, nil
		}
	}
	return nil, nil
}

// ask sends a request to both at the same time.
func ask(ctx context.Context, want, got Server, request Request) (Answer, Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	var expected Answer
	var expectedErr error
	done := make(chan struct{})
	go func() {
		defer close(done)
		expected, expectedErr = want.Answer(ctx, request)
	}()
	answered, answeredErr := got.Answer(ctx, request)
	<-done
	if expectedErr != nil {
		return Answer{}, Answer{}, fmt.Errorf("the server to compare with: %w", expectedErr)
	}
	if answeredErr != nil {
		return Answer{}, Answer{}, fmt.Errorf("the server under test: %w", answeredErr)
	}
	return expected, answered, nil
}

func (f *Figures) count(request Request, answer form) {
	f.Requests++
	f.Methods[request.Method]++
	if answer.refusal != "" {
		f.Refused++
		f.Refusals[answer.refusal]++
	}
}

func (d *Difference) String() string {
	var text strings.Builder
	shown := d.History
	if !d.Reproduced {
		fmt.Fprintf(&text, "request %d was answered differently; it is shown with the last of those before it:\n", len(shown))
		shown = shown[max(0, len(shown)-10):]
	} else {
		fmt.Fprint(&text, "answered differently, on fresh servers after these requests:\n")
	}
	for _, request := range shown {
		fmt.Fprintf(&text, "  %s\n", request)
	}
	fmt.Fprintf(&text, "> %s\n  wanted: %s\n  got:    %s", d.Request, d.Want, d.Got)
	return text.String()
}
