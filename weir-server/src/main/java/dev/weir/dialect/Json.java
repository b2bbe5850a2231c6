package dev.weir.dialect;

import java.io.ByteArrayOutputStream;
import java.io.Writer;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The streaming parsers of this package. How large a body may be is the HTTP server's business, not theirs. */
final class Json {
    static final int MAX_DEPTH = 200;

    private static final JsonFactory VENDORS = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    /** A client may not repeat a name: a guard could read one value and the provider the other. */
    private static final JsonFactory CLIENTS = VENDORS.rebuild()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final JsonMapper MAPPER = JsonMapper.builder(VENDORS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final JsonMapper WHOLE = MAPPER.rebuild()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static JsonParser fromClient(byte[] json) {
        return CLIENTS.createParser(ObjectReadContext.empty(), json);
    }

    static JsonParser fromVendor(byte[] json) {
        return VENDORS.createParser(ObjectReadContext.empty(), json);
    }

    static JsonGenerator generator(Writer text) {
        return VENDORS.createGenerator(ObjectWriteContext.empty(), text);
    }

    /** Writes plain values. */
    static JsonMapper mapper() {
        return MAPPER;
    }

    /** The whole of a body that was read before and found to be JSON. */
    static JsonNode tree(byte[] json) {
        return MAPPER.readTree(json);
    }

    /** What a model wrote, if it is one JSON value and nothing else. */
    static JsonNode whole(String text) {
        return WHOLE.readTree(text);
    }

    static byte[] write(Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = VENDORS.createGenerator(ObjectWriteContext.empty(), bytes)) {
            writer.accept(out);
        }
        return bytes.toByteArray();
    }
}
