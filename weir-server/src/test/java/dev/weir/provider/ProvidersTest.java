package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.Clock;
import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Provider;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.Target;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A provider is disconnected when nobody uses it any more, and not before. */
class ProvidersTest {
    private final List<String> gone = new ArrayList<>();
    private final Providers providers = new Providers(Map.of("p", made("first")));
    private final Stage stage = providers.stage();

    /** Answers with a stream without events. */
    private Connected made(String name) {
        Provider provider = new Provider() {
            @Override
            public Answer call(Call call) {
                return new Answer.Streamed(new Events() {
                    @Override
                    public @Nullable Event next() {
                        return null;
                    }

                    @Override
                    public void close() {}
                });
            }

            @Override
            public List<String> models() {
                return List.of(name);
            }
        };
        return new Connected(provider, () -> gone.add(name));
    }

    private void replace(String name) {
        providers.add(Map.of("p", made(name)));
    }

    private static void readToTheEnd(Answer answer) {
        assertThat(((Answer.Streamed) answer).events().next()).isNull();
    }

    @Test
    void oneThatIsReplacedStaysUntilTheStreamIsRead() {
        Answer answer = stage.handle(call(), providers);
        replace("second");
        assertThat(gone).isEmpty();
        readToTheEnd(answer);
        assertThat(gone).containsExactly("first");
        providers.keepOnly(List.of());
        assertThat(gone).containsExactly("first", "second");
    }

    @Test
    void oneThatCameDuringACallAndIsReplacedDuringItStaysToo() {
        Answer answer = stage.handle(call(), call -> {
            replace("second");
            Answer later = providers.proceed(call);
            replace("third");
            return later;
        });
        assertThat(gone).isEmpty();
        readToTheEnd(answer);
        assertThat(gone).containsExactlyInAnyOrder("first", "second");
    }

    @Test
    void aCallWhoseProviderIsTakenAwayBeforeItsAttemptFindsItStill() {
        Answer answer = stage.handle(call(), call -> {
            providers.keepOnly(List.of());
            return providers.proceed(call);
        });
        readToTheEnd(answer);
        assertThat(gone).containsExactly("first");
        assertThat(providers.proceed(call())).isInstanceOf(Answer.Refused.class);
    }

    private static Call call() {
        Recording recording = new Recording(new ExchangeId("ex_1"), Clock.SYSTEM, Clock.SYSTEM::nanoTime);
        return new Call(
                        "req_1",
                        new Operation.Chat(
                                "m",
                                List.of(new Message("user", "hello")),
                                true,
                                false,
                                null,
                                new Payload(Dialect.OPENAI_CHAT, new byte[0])),
                        WeirOptions.ABSENT,
                        new Principal(
                                new KeyId("key_1"),
                                "test",
                                new OrganizationId("org_1"),
                                new ProjectId("proj_1"),
                                Role.OWNER,
                                false),
                        recording.startedAt().plusSeconds(30),
                        new Cancellation(),
                        List.of(),
                        null,
                        Outbound.Timeouts.DEFAULT,
                        recording)
                .withTarget(new Target("p", "m"), Outbound.Timeouts.DEFAULT);
    }
}
