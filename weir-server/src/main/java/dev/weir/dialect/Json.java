package dev.weir.dialect;

import java.io.ByteArrayOutputStream;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

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

    private Json() {}

    static JsonParser fromClient(byte[] json) {
        return CLIENTS.createParser(ObjectReadContext.empty(), json);
    }

    static JsonParser fromVendor(byte[] json) {
        return VENDORS.createParser(ObjectReadContext.empty(), json);
    }

    static byte[] write(Consumer<JsonGenerator> writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = VENDORS.createGenerator(ObjectWriteContext.empty(), bytes)) {
            writer.accept(out);
        }
        return bytes.toByteArray();
    }
}
