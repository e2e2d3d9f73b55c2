package differential

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// form is an answer without what may differ: answers are alike when their forms are equal.
type form struct {
	body    string // deterministic encoding, unknown fields included
	refusal string
	text    string // for people
}

func (f form) equal(other form) bool {
	return f.body == other.body && f.refusal == other.refusal
}

func (f form) String() string {
	if f.refusal != "" {
		return "refused: " + f.refusal
	}
	return f.text
}

// formOf also returns the revision of the header, 0 if there is none.
func formOf(request Request, answer Answer) (form, int64, error) {
	if answer.Refusal != "" {
		return form{refusal: strings.ReplaceAll(answer.Refusal, "\u00a0", " ")}, 0, nil
	}
	response := newResponse(request.Method)
	if err := proto.Unmarshal(answer.Body, response); err != nil {
		return form{}, 0, fmt.Errorf("response to %s: %w", request, err)
	}
	revision := response.GetHeader().GetRevision()
	if header := response.GetHeader(); header != nil {
		header.ClusterId, header.MemberId, header.RaftTerm = 0, 0, 0
	}
	asked := newRequest(request.Method)
	if proto.Unmarshal(request.Body, asked) == nil {
		settleTies(asked, response)
	}
	body, err := proto.MarshalOptions{Deterministic: true}.Marshal(response)
	if err != nil {
		return form{}, 0, err
	}
	return form{body: string(body), text: shortened(prototext.MarshalOptions{}.Format(response))}, revision, nil
}

// settleTies brings pairs of equal sort value into one order, in every range of an answer.
func settleTies(request, response proto.Message) {
	switch asked := request.(type) {
	case *pb.RangeRequest:
		if answered, alone := response.(*pb.RangeResponse); alone { // a stream is in the order of keys
			settleTiesOf(asked, answered)
		}
	case *pb.TxnRequest:
		answered := response.(*pb.TxnResponse)
		operations := asked.Failure
		if answered.Succeeded {
			operations = asked.Success
		}
		for i, operation := range operations[:min(len(operations), len(answered.Responses))] {
			if ranges := operation.GetRequestRange(); ranges != nil && answered.Responses[i].GetResponseRange() != nil {
				settleTiesOf(ranges, answered.Responses[i].GetResponseRange())
			} else if nested := operation.GetRequestTxn(); nested != nil && answered.Responses[i].GetResponseTxn() != nil {
				settleTies(nested, answered.Responses[i].GetResponseTxn())
			}
		}
	}
}

func settleTiesOf(request *pb.RangeRequest, response *pb.RangeResponse) {
	if request.SortTarget == pb.RangeRequest_KEY {
		return
	}
	for first := 0; first < len(response.Kvs); {
		last := first + 1
		for last < len(response.Kvs) && tied(request, response.Kvs[first], response.Kvs[last]) {
			last++
		}
		group := response.Kvs[first:last]
		slices.SortFunc(group, func(a, b *mvccpb.KeyValue) int { return bytes.Compare(a.Key, b.Key) })
		if last == len(response.Kvs) && response.More && !cutBeforeSorting(request) {
			for i := range group { // the limit kept some of a group, nobody says which
				group[i] = sortValueOnly(request, group[i])
			}
		}
		first = last
	}
}

// cutBeforeSorting tells whether etcd applies the limit in the order of keys.
func cutBeforeSorting(request *pb.RangeRequest) bool {
	return request.SortOrder == pb.RangeRequest_NONE && request.MinModRevision == 0 && request.MaxModRevision == 0 &&
		request.MinCreateRevision == 0 && request.MaxCreateRevision == 0
}

func tied(request *pb.RangeRequest, a, b *mvccpb.KeyValue) bool {
	return proto.Equal(sortValueOnly(request, a), sortValueOnly(request, b))
}

// sortValueOnly is the pair without all that it is not sorted by. With keys only, values are gone: all are tied.
func sortValueOnly(request *pb.RangeRequest, kv *mvccpb.KeyValue) *mvccpb.KeyValue {
	switch request.SortTarget {
	case pb.RangeRequest_VERSION:
		return &mvccpb.KeyValue{Version: kv.Version}
	case pb.RangeRequest_CREATE:
		return &mvccpb.KeyValue{CreateRevision: kv.CreateRevision}
	case pb.RangeRequest_MOD:
		return &mvccpb.KeyValue{ModRevision: kv.ModRevision}
	default:
		return &mvccpb.KeyValue{Value: kv.Value}
	}
}
