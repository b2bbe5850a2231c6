package dev.weir.tests;

import static dev.weir.tests.KeyedWeir.CHAT;
import static dev.weir.tests.KeyedWeir.MESSAGES;
import static dev.weir.tests.KeyedWeir.REPLAYED;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an idempotency key may be, and where one is heeded. */
class IdempotencyKeysTest {
    @RegisterExtension
    static final KeyedWeir bed = new KeyedWeir();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "EMPTY",
            value = {
                "a space | a b",
                "spaces only | `  `",
                "nothing | EMPTY",
                "an empty string | \"\"",
                "an open string | \"abc",
                "a lone quote | \"",
                "text after a string | \"abc\"d",
                "an unknown escape | \"a\\b\"",
                "a tab | `a\tb`",
                "beyond ASCII | schlüssel",
                "two keys | a, b"
            })
    void aKeyThatIsNoneIsRefused(String what, String value) throws Exception {
        refused(value == null ? "" : value, what);
    }

    @Test
    void aKeyIsBounded() throws Exception {
        refused("k".repeat(256), "256 characters");
        assertThat(bed.raw("k".repeat(255)).status()).isEqualTo(200);
        assertThat(bed.served()).isEqualTo(1);
    }

    private void refused(String value, String what) throws Exception {
        Wire.Reply reply = bed.raw(value);
        assertThat(reply.status()).as(what + ": " + reply.text()).isEqualTo(400);
        assertThat(reply.text()).contains("1 to 255 visible ASCII characters");
        assertThat(bed.served()).isZero();
    }

    @Test
    void quotesAreNotPartOfTheKey() throws Exception {
        Wire.Reply first = bed.raw(bed.key());
        Wire.Reply again = bed.raw('"' + bed.key() + '"');
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(bed.served()).isEqualTo(1);
    }

    @Test
    void whatCostsNothingHeedsNoKey() {
        String count = bed.chat("claude", false);
        assertThat(bed.send(MESSAGES + "/count_tokens", count).header(REPLAYED)).isEmpty();
        Door.Reply again = bed.send(MESSAGES + "/count_tokens", count.replace("Question", "Another question"));
        assertThat(again.status()).as(again.text()).isEqualTo(200);
        assertThat(again.header(REPLAYED)).isEmpty();
    }

    @Test
    void withoutAKeyNothingIsKept() {
        Map<String, String> none = new HashMap<>();
        for (int i = 0; i < 2; i++) {
            assertThat(bed.door().send("POST", CHAT, bed.chat(false), none).header(REPLAYED))
                    .isEmpty();
        }
        assertThat(bed.served()).isEqualTo(2);
        assertThat(Objects.requireNonNull(bed.weir().simulator().served().getFirst())
                        .status())
                .isEqualTo(200);
    }
}
