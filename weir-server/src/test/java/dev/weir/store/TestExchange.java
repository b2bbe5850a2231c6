package dev.weir.store;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.Cached;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An exchange of which a test says what matters to it: a chat with "small" that went well and has no content. */
public final class TestExchange {
    private final String id;
    private final ProjectId project;
    private final KeyId key;
    private final Instant at;
    private String request = "req_1";
    private String model = "small";
    private boolean stream;
    private @Nullable Target target;
    private Status status = Status.OK;
    private @Nullable String error;
    private Usage usage = Usage.NONE;
    private @Nullable Money cost;
    private long duration;
    private long firstToken = -1;
    private List<Attempt> attempts = List.of();
    private List<Span> spans = List.of();
    private Map<String, String> tags = Map.of();
    private byte[] body = new byte[0];
    private AnswerContent answer = AnswerContent.EMPTY;
    private @Nullable Cached cached;

    public TestExchange(String id, ProjectId project, KeyId key, Instant at) {
        this.id = id;
        this.project = project;
        this.key = key;
        this.at = at;
    }

    public TestExchange request(String requestId) {
        this.request = requestId;
        return this;
    }

    public TestExchange stream() {
        this.stream = true;
        return this;
    }

    public TestExchange target(Target deployment) {
        this.target = deployment;
        return this;
    }

    public TestExchange model(String name) {
        this.model = name;
        return this;
    }

    public TestExchange status(Status how, @Nullable String code) {
        this.status = how;
        this.error = code;
        return this;
    }

    public TestExchange used(Usage tokens) {
        this.usage = tokens;
        return this;
    }

    /** In dollars. */
    public TestExchange cost(Money dollars) {
        this.cost = dollars;
        return this;
    }

    public TestExchange took(long nanos, long firstTokenNanos) {
        this.duration = nanos;
        this.firstToken = firstTokenNanos;
        return this;
    }

    public TestExchange attempts(List<Attempt> all) {
        this.attempts = all;
        return this;
    }

    public TestExchange spans(List<Span> all) {
        this.spans = all;
        return this;
    }

    public TestExchange tags(Map<String, String> all) {
        this.tags = all;
        return this;
    }

    public TestExchange content(byte[] asked, AnswerContent answered) {
        this.body = asked;
        this.answer = answered;
        return this;
    }

    public TestExchange cached(Cached how) {
        this.cached = how;
        return this;
    }

    public Exchange end() {
        return new Exchange(
                new ExchangeId(id),
                project,
                key,
                request,
                at,
                "chat",
                stream,
                model,
                target,
                status,
                error,
                null,
                "stop",
                usage,
                cost,
                cost == null ? null : "USD",
                duration,
                firstToken,
                attempts,
                spans,
                List.of(),
                List.of(),
                null,
                tags,
                body,
                answer,
                cached);
    }
}
