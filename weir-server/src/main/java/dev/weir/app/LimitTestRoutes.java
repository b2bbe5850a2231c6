package dev.weir.app;

import dev.weir.app.LimitTester.Wish;
import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Role;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a key's calls are held to, and whether one would pass. */
final class LimitTestRoutes {
    private static final long MOST_TOKENS = 1_000_000_000_000L;
    private static final int LONGEST_SHOWN = 60;

    private final Tenancy tenancy;
    private final LimitTester tester;

    LimitTestRoutes(Tenancy tenancy, LimitTester tester) {
        this.tenancy = tenancy;
        this.tester = tester;
    }

    Routes routes() {
        return new Routes()
                .get(
                        "/api/keys/{id}/limits",
                        Access.from(Role.DEVELOPER),
                        "All limits that a key's calls are held to, as they stand, the widest first; `me` is the caller's own. ?user=, ?model= and ?tag=name=value add theirs.",
                        this::chain)
                .post(
                        "/api/limits/test",
                        Access.from(Role.DEVELOPER),
                        "Whether a call would pass now, and what each limit says to it. Makes no call and takes nothing. Instead of a prompt, input_tokens says how long it is.",
                        "{\"key\": \"me\", \"model\": \"gpt-4o\", \"prompt\": \"Hello\", \"output_tokens\": 1000, \"user\": \"ann\", \"tags\": {\"team\": \"search\"}}",
                        this::test);
    }

    /** The limits of a key. */
    record Chain(String key, List<LimitLine> data) {}

    /** The body of {@code POST /api/limits/test}. */
    record TestBody(
            @Nullable String key,
            @Nullable String model,
            @Nullable String prompt,
            @Nullable BigDecimal inputTokens,
            @Nullable BigDecimal outputTokens,
            @Nullable String user,
            @Nullable Map<String, @Nullable String> tags) {}

    private Response chain(Request request) {
        VirtualKey key = tenancy.namedOrOwn(request.principal(), request.path("id"), "key");
        Map<String, String> tags = new HashMap<>();
        request.query("tag").ifPresent(tag -> {
            int equals = tag.indexOf('=');
            if (equals < 1) {
                throw wrong("'" + shown(tag) + "' is no tag.", "tag", "Write name=value, as in team=search.");
            }
            tags.put(tag.substring(0, equals), tag.substring(equals + 1));
        });
        List<LimitLine> lines = tester.chain(
                key, request.query("user").orElse(null), request.query("model").orElse(null), tags);
        return Json.ok(new Chain(key.id().value(), lines));
    }

    private Response test(Request request) {
        TestBody body = Json.read(request, TestBody.class);
        VirtualKey key = tenancy.namedOrOwn(request.principal(), body.key() == null ? "me" : body.key(), "key");
        return Json.ok(tester.test(key, wish(body)));
    }

    private static Wish wish(TestBody body) {
        if (body.model() == null || body.model().isBlank()) {
            throw wrong("No model is named.", "model", "GET /v1/models lists those there are.");
        }
        if (body.prompt() != null && body.inputTokens() != null) {
            throw wrong("There is a prompt and its length.", "input_tokens", "Leave one of them out.");
        }
        Map<String, String> tags = new HashMap<>();
        if (body.tags() != null) {
            body.tags().forEach((name, value) -> {
                if (value == null) {
                    throw wrong("The tag '" + shown(name) + "' is null.", "tags." + shown(name), "A text.");
                }
                tags.put(name, value);
            });
        }
        return new Wish(
                body.model(),
                body.prompt(),
                count(body.inputTokens(), "input_tokens", 0),
                count(body.outputTokens(), "output_tokens", 1),
                body.user() == null || body.user().isBlank() ? null : body.user(),
                tags);
    }

    private static @Nullable Long count(@Nullable BigDecimal value, String field, long least) {
        if (value == null) {
            return null;
        }
        boolean fits = value.compareTo(BigDecimal.valueOf(least)) >= 0
                && value.compareTo(BigDecimal.valueOf(MOST_TOKENS)) <= 0
                && value.stripTrailingZeros().scale() <= 0;
        if (!fits) {
            throw wrong(
                    shown(value.toString()) + " is no number of tokens.",
                    field,
                    "A whole number from " + least + " to " + MOST_TOKENS + ".");
        }
        return value.longValueExact();
    }

    private static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    private static Refusal wrong(String message, String field, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
