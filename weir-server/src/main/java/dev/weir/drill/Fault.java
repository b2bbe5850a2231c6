package dev.weir.drill;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How a provider fails: the names and the conduct are those of the simulator's scenarios. */
enum Fault {
    RATE_LIMITED_ONCE("429 with Retry-After: 1, once"),
    RATE_LIMITED("429 each time, without Retry-After"),
    ERROR_ONCE("500, once"),
    UNAVAILABLE("503 each time"),
    RESET("the connection is closed before the head"),
    SILENT("the request is accepted and never answered"),
    LATE_BODY("the head, and then nothing for 20 s"),
    CUT("the stream is cut in the middle of the answer"),
    STALLED("the stream goes silent in the middle of the answer"),
    MALFORMED("an event in the middle of the stream is not JSON"),
    NO_DONE("a whole stream without [DONE]"),
    CONTEXT_LENGTH("400, the request is longer than the model's context"),
    CONTENT_FILTER("400, a content filter rejects the request"),
    CUT_NO_PREFILL("as cut, and the other deployments reject a prefilled answer"),
    FLAPPING("503 for 5 s and well for 5 s by turns"),
    ACCOUNTING("503 each time; only the answer of another deployment is billed");

    private final String description;

    Fault(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }

    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Fault> named(String name) {
        return Arrays.stream(values())
                .filter(fault -> fault.wireName().equals(name))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Fault::wireName).toList();
    }
}
