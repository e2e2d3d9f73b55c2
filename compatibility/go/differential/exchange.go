package differential

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	pb "go.etcd.io/etcd/api/v3/etcdserverpb"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/prototext"
	"google.golang.org/protobuf/proto"
)

// Method is a call of the key-value service.
type Method string

const (
	Range       Method = "Range"
	RangeStream Method = "RangeStream"
	Put         Method = "Put"
	DeleteRange Method = "DeleteRange"
	Txn         Method = "Txn"
	Compact     Method = "Compact"
)

// Request is the bytes of a request, which may be no valid message.
type Request struct {
	Method Method
	Body   []byte
}

// Answer is the bytes of a response, or why there is none: a code and a text.
type Answer struct {
	Body    []byte
	Refusal string
}

// Server answers requests. An error means that it could not be asked.
type Server interface {
	Answer(ctx context.Context, request Request) (Answer, error)
}

// Remote is a server behind a connection.
type Remote struct {
	connection *grpc.ClientConn
}

// Dial makes a connection to host:port; the caller closes it.
func Dial(endpoint string) (*Remote, error) {
	connection, err := grpc.NewClient("passthrough:///"+endpoint,
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.ForceCodec(bytesCodec{}), grpc.MaxCallRecvMsgSize(1<<30)))
	if err != nil {
		return nil, err
	}
	return &Remote{connection}, nil
}

// Close ends the connection.
func (r *Remote) Close() error {
	return r.connection.Close()
}

// Answer sends a request. The end of the context and a lost connection are errors, everything else is an answer.
func (r *Remote) Answer(ctx context.Context, request Request) (Answer, error) {
	body, err := r.call(ctx, "/etcdserverpb.KV/"+string(request.Method), request)
	if err == nil {
		return Answer{Body: body}, nil
	}
	if ctx.Err() != nil || strings.Contains(err.Error(), "connection") {
		return Answer{}, err
	}
	return Answer{Refusal: fmt.Sprintf("%v: %s", status.Code(err), status.Convert(err).Message())}, nil
}

func (r *Remote) call(ctx context.Context, path string, request Request) (body []byte, err error) {
	if request.Method != RangeStream {
		err = r.connection.Invoke(ctx, path, request.Body, &body)
		return body, err
	}
	stream, err := r.connection.NewStream(ctx, &grpc.StreamDesc{ServerStreams: true}, path)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(stream.SendMsg(request.Body), stream.CloseSend()); err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	// Messages in one are one message: lists are joined, and what only the last one says is said.
	for {
		var chunk []byte
		if err := stream.RecvMsg(&chunk); err != nil {
			if errors.Is(err, io.EOF) {
				return body, nil
			}
			return nil, err
		}
		body = append(body, chunk...)
	}
}

// bytesCodec passes messages as they are.
type bytesCodec struct{}

func (bytesCodec) Marshal(message any) ([]byte, error) {
	return message.([]byte), nil
}

func (bytesCodec) Unmarshal(data []byte, message any) error {
	*message.(*[]byte) = append([]byte(nil), data...)
	return nil
}

func (bytesCodec) Name() string {
	return "proto"
}

// response is what all answers of the service have in common.
type response interface {
	proto.Message
	GetHeader() *pb.ResponseHeader
}

func newRequest(method Method) proto.Message {
	switch method {
	case Range, RangeStream:
		return &pb.RangeRequest{}
	case Put:
		return &pb.PutRequest{}
	case DeleteRange:
		return &pb.DeleteRangeRequest{}
	case Txn:
		return &pb.TxnRequest{}
	default:
		return &pb.CompactionRequest{}
	}
}

// streamed is what the chunks of a stream are together.
type streamed struct {
	*pb.RangeStreamResponse
}

func (s streamed) GetHeader() *pb.ResponseHeader {
	return s.GetRangeResponse().GetHeader()
}

func newResponse(method Method) response {
	switch method {
	case Range:
		return &pb.RangeResponse{}
	case RangeStream:
		return streamed{&pb.RangeStreamResponse{}}
	case Put:
		return &pb.PutResponse{}
	case DeleteRange:
		return &pb.DeleteRangeResponse{}
	case Txn:
		return &pb.TxnResponse{}
	default:
		return &pb.CompactionResponse{}
	}
}

// mostText is how much of a long value is shown.
const mostText = 2000

func (r Request) String() string {
	message := newRequest(r.Method)
	text := fmt.Sprintf("%q (no message)", shortened(string(r.Body)))
	if proto.Unmarshal(r.Body, message) == nil {
		text = shortened(prototext.MarshalOptions{EmitUnknown: true}.Format(message))
		if canonical, err := proto.Marshal(message); err == nil && string(canonical) != string(r.Body) {
			text += fmt.Sprintf(" encoded as %x", shortened(string(r.Body)))
		}
	}
	return string(r.Method) + " " + text
}

func shortened(text string) string {
	if len(text) <= mostText {
		return text
	}
	return fmt.Sprintf("%s... (%d bytes)", text[:mostText], len(text))
}
