package io.quoin.server.tools;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Collection;

/**
 * One JSON object on one line, built field by field; the first one says of which type it is. Bytes are base64, as
 * etcdctl writes them; ids are hexadecimal text, since they do not fit into the numbers of most readers.
 */
final class JsonLine {
    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter text = new StringWriter();
    private final JsonGenerator generator;

    private JsonLine() throws IOException {
        generator = FACTORY.createGenerator(text);
    }

    static JsonLine of(String type) {
        try {
            JsonLine line = new JsonLine();
            line.generator.writeStartObject();
            line.generator.writeStringField("type", type);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** Adds a field: null, text, a number, a boolean, bytes, or a collection of text. */
    JsonLine with(String name, Object value) {
        try {
            generator.writeFieldName(name);
            switch (value) {
                case null -> generator.writeNull();
                case Long number -> generator.writeNumber(number);
                case Integer number -> generator.writeNumber(number);
                case Boolean truth -> generator.writeBoolean(truth);
                case byte[] bytes -> generator.writeBinary(bytes);
                case Collection<?> several -> {
                    generator.writeStartArray();
                    for (Object one : several) {
                        generator.writeString(String.valueOf(one));
                    }
                    generator.writeEndArray();
                }
                default -> generator.writeString(value.toString());
            }
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }

    /** Ends the object and writes it. */
    void writeTo(Output output) {
        try {
            generator.writeEndObject();
            generator.close();
            output.line(text.getBuffer());
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory", e);
        }
    }
}
