package dev.weir.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * A way in which providers fail, as a script by name. The fault strikes every model but the one named {@link
 * #FALLBACK}, so that one simulator can be both the deployment that fails and the one that takes over.
 */
public enum Scenario {
    RATE_LIMITED_ONCE("429 with Retry-After: 1, once", once(new Fault.Status(429, Map.of("retry-after", "1"), null))),
    RATE_LIMITED("429 for ever, without Retry-After", always(new Fault.Status(429, Map.of(), null))),
    ERROR_ONCE("500, once", once(new Fault.Status(500, Map.of(), null))),
    UNAVAILABLE("503 for ever", always(new Fault.Status(503, Map.of(), null))),
    RESET("the connection is closed before the head, for ever", always(new Fault.Cut(null, false))),
    SILENT("the request is accepted and never answered", always(new Fault.Silence(null))),
    LATE_BODY(
            "the head, and then nothing for 20 s",
            always(new Fault.Slow(new Pace(Duration.ofSeconds(20), 200, 0), true))),
    CUT("streams are cut after 40 of 60 tokens", always(new Fault.Cut(Scenario.TOKENS_BEFORE + 1, false))),
    STALLED("streams go silent after 40 of 60 tokens", always(new Fault.Silence(Scenario.TOKENS_BEFORE + 1))),
    MALFORMED("an event in the middle is not JSON", always(new Fault.Malformed(Scenario.TOKENS_BEFORE + 1))),
    NO_DONE("whole streams without [DONE]", always(new Fault.NoDone())),
    CONTEXT_LENGTH(
            "400, the request is longer than the model's context",
            always(rejection(
                    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000"
                            + " tokens. Please reduce the length of the messages.",
                    "messages",
                    "context_length_exceeded"))),
    CONTENT_FILTER(
            "400, a content filter rejects the request",
            always(rejection(
                    "The response was filtered due to the prompt triggering the content management policy.",
                    "prompt",
                    "content_filter"))),
    CUT_NO_PREFILL(
            "as cut, and the fallback has other words and rejects a prefilled answer",
            always(new Fault.Cut(Scenario.TOKENS_BEFORE + 1, false))
                    .withFault(new FaultRule(
                            rejection("The last message must not be the assistant's.", "messages", "unsupported_value"),
                            new Trigger.Prefilled()))
                    .withModel(Scenario.FALLBACK, Behaviour.DEFAULT.withAnswer(new Answer.Fixed("Other words.")))),
    FLAPPING(
            "503 for 5 s and well for 5 s by turns, for 60 s",
            Scenario.flapping(Duration.ofSeconds(5), Duration.ofSeconds(5), Duration.ofSeconds(60))),
    ACCOUNTING(
            "503 for ever, and the fallback states 1000 prompt tokens (200 cached) and 300 completion tokens",
            always(new Fault.Status(503, Map.of(), null))
                    .withModel(
                            Scenario.FALLBACK,
                            sixtyTokens()
                                    .withUsage(new UsageNumbers(1000, 300, 200, 0, UsageNumbers.Placement.OWN_CHUNK))));

    /** The model that no fault strikes. */
    public static final String FALLBACK = "fallback";

    private static final int TOKENS_BEFORE = 40;

    private final String description;
    private final Script script;

    Scenario(String description, Script script) {
        this.description = description;
        this.script = script;
    }

    /** The name on the command line, such as {@code rate-limited-once}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** What goes wrong, in one line. */
    public String description() {
        return description;
    }

    public Script script() {
        return script;
    }

    /** Every name, in the order of the documentation. */
    public static List<String> names() {
        return Arrays.stream(values()).map(Scenario::wireName).toList();
    }

    /**
     * The scenario with that name.
     *
     * @throws BadScript if there is none
     */
    public static Scenario named(String name) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.wireName().equals(name))
                .findFirst()
                .orElseThrow(() -> new BadScript(
                        "scenario: \"" + name + "\" is not one; give one of " + String.join(", ", names())));
    }

    /** {@link #FLAPPING} at another rhythm. */
    public static Script flapping(Duration down, Duration up, Duration lasting) {
        return struck(new Fault.Status(503, Map.of(), null), new Trigger.Flapping(down, up, lasting));
    }

    private static Behaviour sixtyTokens() {
        return Behaviour.DEFAULT.withAnswer(new Answer.Lorem(60)).withPace(new Pace(Duration.ofMillis(20), 400, 0));
    }

    private static Script once(Fault fault) {
        return struck(fault, new Trigger.At(Set.of(1L)));
    }

    private static Script always(Fault fault) {
        return struck(fault, new Trigger.Always());
    }

    private static Script struck(Fault fault, Trigger trigger) {
        return Script.DEFAULT
                .withStandard(sixtyTokens())
                .withFault(new FaultRule(fault, trigger, Set.of(), Set.of(FALLBACK)));
    }

    private static Fault rejection(String message, String param, String code) {
        return new Fault.Status(400, Map.of(), new ErrorBody(message, "invalid_request_error", param, code).json());
    }
}
