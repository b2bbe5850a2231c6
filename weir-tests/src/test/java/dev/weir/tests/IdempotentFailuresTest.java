package dev.weir.tests;

import static dev.weir.tests.KeyedWeir.CHAT;
import static dev.weir.tests.KeyedWeir.REPLAYED;
import static dev.weir.tests.KeyedWeir.code;
import static dev.weir.tests.KeyedWeir.isAgain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Fault;
import dev.weir.simulator.FaultRule;
import dev.weir.simulator.Script;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an idempotency key keeps of a call that did not go well. */
class IdempotentFailuresTest {
    @RegisterExtension
    static final KeyedWeir bed = new KeyedWeir();

    @Test
    void whatIsRefusedKeepsNothing() {
        assertThat(bed.send(CHAT, "{\"model\":\"small\"}").status()).isEqualTo(400);
        assertThat(bed.send(CHAT, bed.chat("none", false)).status()).isEqualTo(404);
        assertThat(bed.send(CHAT, "{").status()).isEqualTo(400);
        Door.Reply passed = bed.send(CHAT, bed.chat(false));
        assertThat(passed.status()).as(passed.text()).isEqualTo(200);
        assertThat(passed.header(REPLAYED)).isEmpty();
    }

    @Test
    void aProvidersTooManyRequestsKeepsNothing() {
        bed.weir().upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(429, Map.of(), null))));
        assertThat(bed.send(CHAT, bed.chat(false)).status()).isEqualTo(429);
        bed.weir().upstream(Script.DEFAULT);
        Door.Reply passed = bed.send(CHAT, bed.chat(false));
        assertThat(passed.status()).as(passed.text()).isEqualTo(200);
        assertThat(passed.header(REPLAYED)).isEmpty();
        isAgain(bed.send(CHAT, bed.chat(false)), passed);
    }

    @Test
    void aProvidersFailureIsGivenAgain() {
        bed.weir().upstream(Script.DEFAULT.withFault(FaultRule.always(new Fault.Status(500, Map.of(), null))));
        Door.Reply failed = bed.send(CHAT, bed.chat(false));
        assertThat(failed.status()).isEqualTo(502);
        bed.weir().upstream(Script.DEFAULT);
        Door.Reply again = bed.send(CHAT, bed.chat(false));
        isAgain(again, failed);
        assertThat(again.header("x-should-retry")).isEqualTo("false");
        assertThat(bed.served()).isEqualTo(1);
    }

    @Test
    void aStreamThatBrokeIsGivenAgainAsItBroke() {
        bed.weir().upstream(Script.saying(new Answer.Lorem(60)).withFault(FaultRule.always(new Fault.Cut(40, false))));
        Door.Reply broken = bed.send(CHAT, bed.chat(true));
        assertThat(broken.text()).contains("\"error\"").doesNotContain("[DONE]");
        bed.weir().upstream(Script.DEFAULT);
        isAgain(bed.send(CHAT, bed.chat(true)), broken);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAnswerThatIsTooLargeIsPassedOnWholeAndNotGivenAgain(boolean stream) {
        bed.weir().upstream(Script.saying(new Answer.Lorem(20_000)));
        Door.Reply first = bed.send(CHAT, bed.chat(stream));
        assertThat(first.status()).isEqualTo(200);
        assertThat(first.text()).hasSizeGreaterThan(64 * 1024);
        Door.Reply again = bed.send(CHAT, bed.chat(stream));
        assertThat(again.status()).isEqualTo(409);
        assertThat(code(again)).isEqualTo("idempotency_answer_not_kept");
        assertThat(again.text()).contains("too large");
        assertThat(bed.served()).isEqualTo(1);
    }
}
