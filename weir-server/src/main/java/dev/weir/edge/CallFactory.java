package dev.weir.edge;

import dev.weir.dialect.CallLabels;
import dev.weir.dialect.RequestLimits;
import dev.weir.dialect.UserField;
import dev.weir.http.Patience;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.CacheUse;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Principal;
import dev.weir.spi.Recording;
import dev.weir.spi.WeirOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Turns a request that was understood into a call, with a recording of its own. */
final class CallFactory {
    private static final String CACHE = "x-weir-cache";

    /** Whom the call is for: goes before what the body says, as do the others. */
    private static final String USER = "x-weir-user";

    private static final String PROMPT = "x-weir-prompt";
    private static final String TASK = "x-weir-task";

    private final Clock clock;
    private final IdSource ids;
    private final CallerTrace tracing;
    private final RequestLimits limits;

    CallFactory(Clock clock, IdSource ids, CallerTrace tracing, RequestLimits limits) {
        this.tracing = tracing;
        this.limits = limits;
        this.clock = clock;
        this.ids = ids;
    }

    /** What a request may hold. */
    RequestLimits limits() {
        return limits;
    }

    /**
     * @throws Refusal if a header of Weir's own says what it does not know
     */
    Call make(Request request, Operation operation, WeirOptions options) {
        Recording recording = new Recording(new ExchangeId(ids.next("ex_")), clock, clock::nanoTime, request.waited());
        tracing.of(request).ifPresent(recording::traced);
        if (!request.waited().isZero()) {
            recording.span("admission", 0, Map.of());
        }
        Principal principal = ForWhom.principal(request.principal(), options.as(), recording.startedAt());
        ForWhom.trace(recording, principal.endUser());
        Map<String, String> vendorHeaders = VendorHeaders.of(request);
        Call call = new Call(
                request.id(),
                operation,
                ForWhom.labelled(options(request, operation, options), principal.endUser()),
                principal,
                deadline(request, operation, recording.startedAt()),
                request.cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
        return vendorHeaders.isEmpty() ? call : call.withVendorHeaders(vendorHeaders);
    }

    private static Instant deadline(Request request, Operation operation, Instant arrived) {
        boolean streamed = operation instanceof Operation.Chat chat && chat.stream();
        Instant own = Patience.of(request).end(arrived, streamed);
        Instant latest = arrived.plus(Outbound.Timeouts.LONGEST);
        return own == null || own.isAfter(latest) ? latest : own;
    }

    private static WeirOptions options(Request request, Operation operation, WeirOptions options) {
        Map<String, String> labels = new HashMap<>(request.tags());
        label(request, USER)
                .or(() -> UserField.find(operation.payload()))
                .ifPresent(user -> labels.putIfAbsent(UserField.TAG, user));
        label(request, PROMPT).ifPresent(prompt -> labels.putIfAbsent(CallLabels.PROMPT, prompt));
        label(request, TASK).ifPresent(task -> labels.putIfAbsent(CallLabels.TASK, task));
        WeirOptions tagged = labels.isEmpty() ? options : options.withTags(labels);
        return request.header(CACHE).map(use -> tagged.withCache(cache(use))).orElse(tagged);
    }

    private static Optional<String> label(Request request, String header) {
        Optional<String> named = request.header(header).map(String::strip).filter(name -> !name.isEmpty());
        if (named.filter(name -> name.length() > UserField.LONGEST).isPresent()) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The header " + header + " has more than " + UserField.LONGEST + " characters.",
                    header,
                    "Send a shorter name.");
        }
        return named;
    }

    private static CacheUse cache(String use) {
        return switch (use.strip().toLowerCase(Locale.ROOT)) {
            case "on" -> CacheUse.ON;
            case "off" -> CacheUse.OFF;
            case "refresh" -> CacheUse.REFRESH;
            default ->
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "The header " + CACHE + " is '" + use + "', which says nothing to the cache.",
                        CACHE,
                        "Send on, off or refresh, or leave it out.");
        };
    }
}
