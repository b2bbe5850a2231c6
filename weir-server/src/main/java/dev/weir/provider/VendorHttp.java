package dev.weir.provider;

import dev.weir.dialect.OpenAiErrors;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExtensionContext;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.ProviderSettings;
import dev.weir.spi.TraceContext;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Calls to one vendor's HTTP API with JSON both ways: deadlines, headers, and what its refusals mean. */
final class VendorHttp {
    private static final int MAX_ANSWER = 64 << 20;
    private static final int MAX_ERROR = 1 << 20;

    private final ProviderSettings settings;
    private final Outbound outbound;
    private final InstantSource clock;
    private final URI vendor;
    private final Map<String, String> headers;
    private final Authorization authorization;
    private final Set<String> taken;

    /** Headers that depend on what is sent, such as a signature, or that do not stay the same, such as a token. */
    interface Authorization {
        Authorization NONE = (uri, sent, body, cancellation) -> Map.of();

        /**
         * The headers to be added to a {@code POST}.
         *
         * @param sent the request's other headers
         * @param cancellation cuts what has to be fetched first
         * @throws OutboundException if they cannot be had
         */
        Map<String, String> headers(URI uri, Map<String, String> sent, byte[] body, Cancellation cancellation)
                throws OutboundException;
    }

    /**
     * @param vendor where the API is if the settings do not say
     * @param own headers of the vendor's, the key among them; they win over configured ones
     */
    VendorHttp(ProviderSettings settings, ExtensionContext context, URI vendor, Map<String, String> own) {
        this(settings, context, vendor, own, Authorization.NONE, Set.of());
    }

    /**
     * As the shorter form, with headers that depend on what is sent.
     *
     * @param taken which headers of callers the vendor reads; a call that has others is told that they were left out
     */
    VendorHttp(
            ProviderSettings settings,
            ExtensionContext context,
            URI vendor,
            Map<String, String> own,
            Authorization authorization,
            Set<String> taken) {
        this.authorization = authorization;
        this.taken = Set.copyOf(taken);
        this.settings = settings;
        this.outbound = context.outbound();
        this.clock = context.clock();
        this.vendor = vendor;
        Map<String, String> all = new HashMap<>(settings.headers());
        all.putAll(own);
        this.headers = Map.copyOf(all);
    }

    /** Answers in one piece. */
    Answer whole(Call call, String path, byte[] body, Function<byte[], Answer> reader) throws OutboundException {
        try (Outbound.Reply reply = send(call, path, body)) {
            return reply.status() == 200 ? reader.apply(reply.readAll(MAX_ANSWER)) : refused(reply);
        }
    }

    /** Makes the events of a reply. */
    interface Streams {
        VendorEvents of(String provider, Outbound.Reply reply, Call call);
    }

    /**
     * Answers event by event.
     *
     * @param plain reads a body that came although a stream was asked for: some servers send errors that way
     */
    Answer stream(Call call, String path, byte[] body, Streams streams, Function<byte[], Answer> plain)
            throws OutboundException {
        Outbound.Reply reply = send(call, path, body);
        boolean handedOn = false;
        try {
            Refused refused = reply.status() == 200 ? notAStream(reply, plain) : refused(reply);
            VendorEvents events = streams.of(settings.name(), reply, call);
            refused = refused == null ? events.awaitFirst() : refused;
            handedOn = refused == null;
            return refused == null ? new Answer.Streamed(events) : refused;
        } finally {
            if (!handedOn) {
                reply.close();
            }
        }
    }

    private @Nullable Refused notAStream(Outbound.Reply reply, Function<byte[], Answer> plain)
            throws OutboundException {
        String type = reply.header("content-type").orElse("");
        if (!type.startsWith("application/json")) {
            return null;
        }
        return plain.apply(reply.readAll(MAX_ANSWER)) instanceof Refused refused
                ? refused
                : Refused.of(
                        ErrorCode.PROVIDER_INVALID_ANSWER,
                        "Provider '" + settings.name() + "' answered in one piece although a stream was asked for.");
    }

    private Refused refused(Outbound.Reply reply) throws OutboundException {
        Refused refused =
                OpenAiErrors.read(reply.status(), reply.readAll(MAX_ERROR), RetryHints.read(reply, clock.instant()));
        return new Refused(
                refused.code(),
                "Provider '" + settings.name() + "': " + refused.message(),
                refused.field(),
                refused.hint(),
                refused.retryAfter(),
                refused.providerStatus());
    }

    private Outbound.Reply send(Call call, String path, byte[] body) throws OutboundException {
        Duration left = Duration.between(call.recording().startedAt(), call.deadline())
                .minusNanos(call.recording().elapsedNanos());
        if (!left.isPositive()) {
            throw new OutboundException(OutboundException.Reason.TIMEOUT, "The time for the whole call is over.");
        }
        Map<String, String> sent = DeadlineHeader.fill(headers, left);
        sent.put("content-type", "application/json");
        sent.put("x-weir-exchange-id", call.recording().id().value());
        TraceContext trace = call.recording().trace();
        if (trace != null) {
            sent.put("traceparent", trace.header());
            if (trace.state() != null) {
                sent.put("tracestate", trace.state());
            }
        }
        call.vendorHeaders().forEach((name, value) -> {
            if (taken.contains(name)) {
                sent.merge(name, value, VendorHttp::both);
            } else {
                call.recording().leftOutToo(name);
            }
        });
        URI uri = settings.at(vendor, path);
        sent.putAll(authorization.headers(uri, sent, body, call.cancellation()));
        return outbound.send(
                new Outbound.Request(
                        "POST",
                        uri,
                        sent,
                        body,
                        settings.allowPrivate(),
                        call.timeouts().withTotal(left)),
                call.cancellation());
    }

    /** A request that belongs to no call, such as a look at a batch. */
    Outbound.Reply send(String method, String path, String type, byte[] body, Outbound.Timeouts timeouts)
            throws OutboundException {
        Map<String, String> sent = new HashMap<>(headers);
        sent.put("content-type", type);
        return outbound.send(
                new Outbound.Request(method, settings.at(vendor, path), sent, body, settings.allowPrivate(), timeouts),
                new Cancellation());
    }

    /** The configuration's features and the caller's, each one once. */
    private static String both(String configured, String asked) {
        return Stream.of(configured, asked)
                .flatMap(list -> Stream.of(list.split(",")))
                .map(String::strip)
                .distinct()
                .collect(Collectors.joining(","));
    }

    /** The names of the models that the vendor lists. */
    List<String> models(String path) throws OutboundException {
        Outbound.Timeouts brief = new Outbound.Timeouts(
                Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(6));
        Outbound.Request request = new Outbound.Request(
                "GET", settings.at(vendor, path), headers, new byte[0], settings.allowPrivate(), brief);
        try (Outbound.Reply reply = outbound.send(request, new Cancellation())) {
            return reply.status() == 200 ? ModelList.read(reply.readAll(MAX_ERROR * 8)) : List.of();
        }
    }
}
