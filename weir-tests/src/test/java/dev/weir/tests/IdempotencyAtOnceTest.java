package dev.weir.tests;

import static dev.weir.tests.Door.header;
import static dev.weir.tests.KeyedWeir.BOUND;
import static dev.weir.tests.KeyedWeir.CHAT;
import static dev.weir.tests.KeyedWeir.ENDLESS;
import static dev.weir.tests.KeyedWeir.EXCHANGE;
import static dev.weir.tests.KeyedWeir.REPLAYED;
import static dev.weir.tests.KeyedWeir.SLOW;
import static dev.weir.tests.KeyedWeir.code;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Outcome;
import dev.weir.simulator.Script;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests with one idempotency key at once share one call, and who leaves it does not end it for the others. */
class IdempotencyAtOnceTest {
    @RegisterExtension
    static final KeyedWeir bed = new KeyedWeir();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fiftyAtOnceShareOneCall(boolean stream) throws Exception {
        bed.weir().upstream(SLOW);
        List<Door.Reply> replies = atOnce(50, () -> bed.send(CHAT, bed.chat(stream)));

        assertThat(bed.served()).isEqualTo(1);
        assertThat(replies).extracting(Door.Reply::status).containsOnly(200);
        assertThat(replies)
                .extracting(Door.Reply::text)
                .containsOnly(replies.getFirst().text());
        assertThat(replies.getFirst().text()).hasSizeGreaterThan(200);
        assertThat(replies)
                .filteredOn(reply -> reply.header(REPLAYED).isEmpty())
                .hasSize(1);
        assertThat(replies)
                .extracting(reply -> reply.header(EXCHANGE))
                .containsOnly(replies.getFirst().header(EXCHANGE));
    }

    private static List<Door.Reply> atOnce(int count, Callable<Door.Reply> request) throws Exception {
        List<Callable<Door.Reply>> callers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            callers.add(request);
        }
        List<Door.Reply> replies = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Door.Reply> reply : threads.invokeAll(callers)) {
                replies.add(reply.get());
            }
        }
        return replies;
    }

    @Test
    void whileTheFirstIsInProgressOtherParametersAreRefused() throws Exception {
        bed.weir().upstream(ENDLESS);
        HttpResponse<InputStream> first = bed.open(true);
        assertThat(bed.send(CHAT, bed.chat(false)).status()).isEqualTo(422);
        first.body().close();
    }

    @Test
    void theCallGoesOnForTheSecondWhenTheFirstLeaves() throws Exception {
        bed.weir().upstream(SLOW);
        HttpResponse<InputStream> first = bed.open(true);
        HttpResponse<InputStream> second = bed.open(true);
        assertThat(header(second, REPLAYED)).isEqualTo("true");
        assertThat(header(second, EXCHANGE)).isEqualTo(header(first, EXCHANGE));
        first.body().close();
        String whole = new String(second.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(whole).endsWith("data: [DONE]\n\n");
        assertThat(bed.weir().simulator().served().getFirst().outcome()).isEqualTo(Outcome.FINISHED);
        assertThat(bed.send(CHAT, bed.chat(true)).text()).isEqualTo(whole);
        assertThat(bed.served()).isEqualTo(1);
    }

    @Test
    void whoLeavesAloneEndsTheCallAndItIsNotSentAgain() throws Exception {
        bed.weir().upstream(ENDLESS);
        HttpResponse<InputStream> first = bed.open(true);
        assertThat(first.body().read()).isPositive();
        first.body().close();
        Eventually.within(
                BOUND,
                "the cancellation at the provider",
                () -> bed.weir().simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        bed.weir().upstream(Script.DEFAULT);

        Door.Reply again = bed.send(CHAT, bed.chat(true));
        assertThat(again.status()).as(again.text()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("idempotency_answer_not_kept");
        assertThat(again.text()).contains("left before its answer was complete", header(first, EXCHANGE));
        assertThat(again.header("x-should-retry")).isEqualTo("false");
        assertThat(bed.served()).isEqualTo(1);
        assertThat(bed.door()
                        .get("/api/exchanges/" + header(first, EXCHANGE))
                        .json()
                        .path("status")
                        .asString())
                .isEqualTo("cancelled");
    }

    @Test
    void whoLeavesAWholeAnswerEndsItToo() throws Exception {
        bed.weir().upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Silence(null))));
        try (Wire wire = new Wire(bed.weir().weir().port())) {
            bed.ask(wire, bed.key());
            Eventually.within(BOUND, "the provider's turn", () -> bed.served() == 1);
        }
        Eventually.within(
                BOUND,
                "the cancellation at the provider",
                () -> bed.weir().simulator().served().getFirst().outcome() == Outcome.CANCELLED_BY_CLIENT);
        bed.weir().upstream(Script.DEFAULT);
        assertThat(code(bed.send(CHAT, bed.chat(false)))).isEqualTo("idempotency_answer_not_kept");
        assertThat(bed.served()).isEqualTo(1);
    }
}
