package dev.weir.telemetry.otlp;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Writes an {@code ExportTraceServiceRequest}; field numbers are those of opentelemetry-proto 1.x, trace.proto. */
final class OtlpRequest {
    private static final int ERROR = 2;

    private final byte[] resource;

    /**
     * @param service {@code service.name}
     * @param version {@code service.version}
     */
    OtlpRequest(String service, String version) {
        this.resource = new ProtoWriter()
                .message(1, attribute("service.name", service))
                .message(1, attribute("service.version", version))
                .toBytes();
    }

    byte[] write(List<OtlpSpan> spans) {
        ProtoWriter scope = new ProtoWriter().message(1, new ProtoWriter().string(1, "dev.weir"));
        spans.forEach(span -> scope.message(2, span(span)));
        ProtoWriter resourceSpans = new ProtoWriter().bytes(1, resource).message(2, scope);
        return new ProtoWriter().message(1, resourceSpans).toBytes();
    }

    private static ProtoWriter span(OtlpSpan span) {
        HexFormat hex = HexFormat.of();
        ProtoWriter out =
                new ProtoWriter().bytes(1, hex.parseHex(span.traceId())).bytes(2, hex.parseHex(span.spanId()));
        if (span.state() != null) {
            out.string(3, span.state());
        }
        if (span.parentId() != null) {
            out.bytes(4, hex.parseHex(span.parentId()));
        }
        out.string(5, span.name())
                .varint(6, span.kind().number())
                .fixed64(7, span.startNanos())
                .fixed64(8, span.endNanos());
        for (Map.Entry<String, Object> attribute : span.attributes().entrySet()) {
            out.message(9, attribute(attribute.getKey(), attribute.getValue()));
        }
        if (span.error() != null) {
            out.message(15, new ProtoWriter().string(2, span.error()).varint(3, ERROR));
        }
        return out;
    }

    private static ProtoWriter attribute(String name, Object value) {
        return new ProtoWriter().string(1, name).message(2, value(value));
    }

    private static ProtoWriter value(Object value) {
        return switch (value) {
            case String text -> new ProtoWriter().string(1, text);
            case Boolean flag -> new ProtoWriter().varint(2, flag ? 1 : 0);
            case Long number -> new ProtoWriter().varint(3, number);
            case Double number -> new ProtoWriter().fixed64(4, Double.doubleToRawLongBits(number));
            case List<?> list -> {
                ProtoWriter values = new ProtoWriter();
                list.forEach(item -> values.message(1, value(item)));
                yield new ProtoWriter().message(5, values);
            }
            default -> throw new IllegalArgumentException("not an attribute: " + value.getClass());
        };
    }
}
