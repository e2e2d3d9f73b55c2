package differential

import (
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"
)

// encode writes a message down, at times as no client library would.
func (g *Generator) encode(method Method, message proto.Message) []byte {
	if g.oneIn(100) {
		message.ProtoReflect().SetUnknown(g.unknownFields())
	}
	body, err := proto.Marshal(message)
	if err != nil {
		panic(err) // it was made here
	}
	switch g.random.IntN(200) {
	case 0: // two messages in one: single fields of the second replace, repeated ones are joined
		_, second := g.message()
		if second.ProtoReflect().Descriptor() == newRequest(method).ProtoReflect().Descriptor() {
			if more, err := proto.Marshal(second); err == nil {
				body = append(body, more...)
			}
		}
	case 1:
		if len(body) > 0 {
			body = body[:g.random.IntN(len(body))]
		}
	case 2: // a byte changed
		if len(body) > 0 && len(body) < 10_000 {
			body[g.random.IntN(len(body))] ^= 1 << g.random.IntN(8)
		}
	case 3:
		body = make([]byte, g.random.IntN(20))
		for i := range body {
			body[i] = byte(g.random.IntN(256))
		}
	}
	return body
}

// holdsLongNumber tells whether bytes may hold a varint of five bytes or more.
func holdsLongNumber(body []byte) bool {
	continued := 0
	for _, b := range body {
		if continued++; b < 0x80 {
			continued = 0
		}
		if continued >= 4 {
			return true
		}
	}
	return false
}

// unknownFields is fields of all wire types, with numbers that no request uses.
func (g *Generator) unknownFields() []byte {
	var fields []byte
	for range 1 + g.random.IntN(3) {
		number := pick[protowire.Number](g, 50, 99, 1000, protowire.MaxValidNumber)
		switch g.random.IntN(5) {
		case 0:
			fields = protowire.AppendTag(fields, number, protowire.VarintType)
			fields = protowire.AppendVarint(fields, g.random.Uint64())
		case 1:
			fields = protowire.AppendTag(fields, number, protowire.BytesType)
			fields = protowire.AppendBytes(fields, []byte("unknown"))
		case 2:
			fields = protowire.AppendTag(fields, number, protowire.Fixed32Type)
			fields = protowire.AppendFixed32(fields, g.random.Uint32())
		case 3:
			fields = protowire.AppendTag(fields, number, protowire.Fixed64Type)
			fields = protowire.AppendFixed64(fields, g.random.Uint64())
		default:
			fields = protowire.AppendTag(fields, number, protowire.StartGroupType)
			fields = protowire.AppendTag(fields, 1, protowire.VarintType)
			fields = protowire.AppendVarint(fields, 7)
			fields = protowire.AppendTag(fields, number, protowire.EndGroupType)
		}
	}
	return fields
}
