package dev.weir.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.Attempt;
import dev.weir.spi.AttemptId;
import dev.weir.spi.Citation;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Money;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Passage;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Span;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.Usage;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.JournalRecord.AttemptIntent;
import dev.weir.store.JournalRecord.AttemptOutcome;
import dev.weir.store.JournalRecord.Closed;
import dev.weir.store.JournalRecord.KeptAnswer;
import dev.weir.store.JournalRecord.KeyBegun;
import dev.weir.store.JournalRecord.KeyEnd;
import dev.weir.store.JournalRecord.KeyEnded;
import dev.weir.store.JournalRecord.Refusal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JournalCodecTest {
    private final TestCipher cipher = new TestCipher();
    private final JournalCodec codec = new JournalCodec(cipher);

    @Property(tries = 120)
    void everyRecordComesBackAsItWas(@ForAll long seed) {
        Some some = new Some(new Random(seed));
        for (JournalRecord record : List.of(
                some.intent(),
                some.outcome(),
                some.closed(),
                some.refusal(),
                some.action(),
                some.begun(),
                some.ended(),
                some.adjustment())) {
            JournalCodec.Opened opened = codec.open(JournalCodec.type(record), codec.encode(record));
            assertThat(opened.erased()).isFalse();
            assertThat(opened.record()).usingRecursiveComparison().isEqualTo(record);
        }
    }

    @Test
    void recordsOfTheFormsBeforeAreStillRead() {
        Some some = new Some(new Random(1));
        Usage usage = Usage.of(7, 2).toBuilder().searches(3).build();
        var outcome = new AttemptOutcome(
                some.attemptId(), some.exchangeId(), some.project(), some.instant(), usage, null, null, null);
        byte[] payload = codec.encode(outcome);
        for (byte form : new byte[] {2, 3}) {
            payload[0] = form;
            assertThat(codec.decode(2, payload)).isEqualTo(outcome);
        }
    }

    /** As an intent was written before it named its tags. */
    private static final String INTENT = "0461745f310465785f310670726f6a5f41056b65795f41d2b0c09f0d8094ef3a"
            + "05736d616c6c0973696d756c6174656405736d616c6c010a0103555344";

    @Test
    void intentsOfTheFormsBeforeNameNoTags() {
        for (int form = 2; form <= 4; form++) {
            byte[] stored = HexFormat.of().parseHex("0" + form + INTENT);
            assertThat(codec.decode(1, stored)).isEqualTo(Records.intent(1));
        }
        byte[] stored = HexFormat.of().parseHex("05" + INTENT + "01" + "047465616d" + "06736561726368");
        assertThat(((AttemptIntent) codec.decode(1, stored)).tags()).isEqualTo(Map.of("team", "search"));
        assertThat(codec.encode(codec.decode(1, stored))).isEqualTo(stored);
    }

    @Property(tries = 100)
    void truncatedRecordsAreReportedAsDamaged(@ForAll long seed) {
        Random random = new Random(seed);
        JournalRecord record = new Some(random).closed();
        byte[] whole = codec.encode(record);
        byte[] part = java.util.Arrays.copyOf(whole, random.nextInt(whole.length));
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> codec.open(3, part));
    }

    @Test
    void textOfPeopleIsNotReadableInTheJournal() {
        String stored = new String(codec.encode(Records.closed(7)), StandardCharsets.ISO_8859_1);
        assertThat(stored).contains("ex_7", "small").doesNotContain("why?", "because");
    }

    @Test
    void withoutItsContentAnExchangeStillSaysWhatItCost() {
        Closed closed = (Closed) codec.decode(3, codec.encode(Records.closed(7)));
        assertThat(closed.exchange().cost()).isEqualTo(new Money(7));
        assertThat(closed.exchange().request()).isEmpty();
        assertThat(closed.exchange().answer()).isEqualTo(AnswerContent.EMPTY);
    }

    @Test
    void contentWhoseKeyWasDestroyedIsErasedAndTheRestRemains() {
        byte[] bytes = codec.encode(Records.closed(7));
        cipher.erase(Records.PROJECT);
        JournalCodec.Opened opened = codec.open(3, bytes);
        assertThat(opened.erased()).isTrue();
        assertThat(((Closed) opened.record()).exchange().request()).isEmpty();
        assertThat(((Closed) opened.record()).exchange().id()).isEqualTo(Records.exchange(7));
    }

    @Test
    void whatAKeysRequestWasAndWhatWasAnsweredIsSealed() {
        var answer = new KeptAnswer(200, Map.of("x", "y"), false, List.of("because".getBytes(StandardCharsets.UTF_8)));
        byte[] bytes = codec.encode(new KeyEnded(
                Records.PROJECT,
                new KeyId("key_1"),
                "a digest",
                Instant.EPOCH,
                Instant.EPOCH,
                KeyEnd.KEPT,
                Records.exchange(7),
                new byte[32],
                answer));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1))
                .contains("a digest", "ex_7")
                .doesNotContain("because");
        assertThat(((KeyEnded) codec.decode(9, bytes)).answer()).isNull();

        cipher.erase(Records.PROJECT);
        JournalCodec.Opened opened = codec.open(9, bytes);
        assertThat(opened.erased()).isTrue();
        assertThat(((KeyEnded) opened.record()).end()).isEqualTo(KeyEnd.KEPT);
        assertThat(((KeyEnded) opened.record()).fingerprint()).isEmpty();
    }

    @Test
    void recordsOfANewerVersionAreRefused() {
        byte[] bytes = codec.encode(Records.intent(1));
        bytes[0] = 99;
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> codec.decode(1, bytes))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(StorageException.Kind.NEWER_VERSION));
    }

    /** Random records: empty and long, ASCII and not, with and without what may be missing. */
    private static final class Some {
        private static final String LETTERS = "abcXYZ 019_-\"\\\n\u0000äß漢字🌊";
        private final Random random;

        Some(Random random) {
            this.random = random;
        }

        AttemptIntent intent() {
            return new AttemptIntent(
                    attemptId(),
                    exchangeId(),
                    project(),
                    key(),
                    instant(),
                    text(),
                    target(),
                    maybe(this::money),
                    maybe(this::text),
                    texts());
        }

        AttemptOutcome outcome() {
            return new AttemptOutcome(
                    attemptId(),
                    exchangeId(),
                    project(),
                    instant(),
                    usage(),
                    maybe(this::money),
                    maybe(this::text),
                    maybe(this::text));
        }

        Refusal refusal() {
            return new Refusal(
                    maybe(this::project), maybe(this::key), instant(), text(), text(), text(), text(), text());
        }

        AdminAction action() {
            return new AdminAction(
                    new OrganizationId("org_" + text() + 1),
                    maybe(this::project),
                    key(),
                    instant(),
                    text(),
                    text(),
                    texts());
        }

        Adjustment adjustment() {
            return new Adjustment(
                    text(),
                    new OrganizationId("org_" + text() + 1),
                    project(),
                    key(),
                    instant(),
                    maybe(this::key),
                    maybe(this::exchangeId),
                    maybe(this::attemptId),
                    maybe(this::text),
                    maybe(this::target),
                    texts(),
                    money(),
                    text(),
                    text());
        }

        Closed closed() {
            return new Closed(exchange(), instant());
        }

        KeyBegun begun() {
            return new KeyBegun(project(), key(), text(), instant(), maybe(this::exchangeId));
        }

        KeyEnded ended() {
            return new KeyEnded(
                    project(),
                    key(),
                    text(),
                    instant(),
                    instant(),
                    KeyEnd.values()[random.nextInt(KeyEnd.values().length)],
                    maybe(this::exchangeId),
                    bytes(),
                    maybe(() -> new KeptAnswer(random.nextInt(600), texts(), random.nextBoolean(), list(this::bytes))));
        }

        private byte[] bytes() {
            byte[] bytes = new byte[1 + random.nextInt(3000)];
            random.nextBytes(bytes);
            return bytes;
        }

        private Exchange exchange() {
            byte[] request = new byte[random.nextInt(3000)];
            random.nextBytes(request);
            return new Exchange(
                    exchangeId(),
                    project(),
                    key(),
                    text(),
                    instant(),
                    text(),
                    random.nextBoolean(),
                    text(),
                    maybe(this::target),
                    Status.values()[random.nextInt(Status.values().length)],
                    maybe(this::text),
                    maybe(this::text),
                    maybe(this::text),
                    usage(),
                    maybe(this::money),
                    maybe(this::text),
                    count(),
                    random.nextInt(10) - 1,
                    list(this::attempt),
                    list(() -> new Span(text(), count(), count(), texts())),
                    list(this::passage),
                    list(this::citation),
                    maybe(random::nextDouble),
                    texts(),
                    request,
                    new AnswerContent(list(this::choice)),
                    null);
        }

        private Attempt attempt() {
            return new Attempt(
                    attemptId(),
                    target(),
                    maybe(this::text),
                    usage(),
                    maybe(this::money),
                    maybe(this::text),
                    maybe(this::text),
                    count(),
                    count(),
                    -1);
        }

        private Passage passage() {
            return new Passage(
                    random.nextInt(),
                    text(),
                    text(),
                    text(),
                    text(),
                    text(),
                    random.nextInt(),
                    random.nextInt(),
                    maybe(random::nextInt),
                    text(),
                    random.nextDouble());
        }

        private Citation citation() {
            return new Citation(
                    random.nextInt(),
                    text(),
                    text(),
                    text(),
                    maybe(random::nextInt),
                    text(),
                    random.nextInt(),
                    random.nextInt(),
                    text());
        }

        private AnswerContent.Choice choice() {
            return new AnswerContent.Choice(
                    text(),
                    text(),
                    text(),
                    list(() -> new AnswerContent.ToolCall(text(), text(), text())),
                    maybe(this::text));
        }

        private Usage usage() {
            return Usage.builder()
                    .inputTokens(count())
                    .cachedInputTokens(count())
                    .cacheWriteTokens(count())
                    .outputTokens(count())
                    .reasoningTokens(count())
                    .toolTokens(count())
                    .audioInputTokens(count())
                    .audioOutputTokens(count())
                    .searches(random.nextBoolean() ? 0 : count())
                    .cachedAudioInputTokens(random.nextBoolean() ? 0 : count())
                    .hourCacheWriteTokens(random.nextBoolean() ? 0 : count())
                    .estimated(random.nextBoolean())
                    .build();
        }

        private long count() {
            return random.nextLong() >>> (1 + random.nextInt(63));
        }

        private Money money() {
            return new Money(random.nextLong() >> random.nextInt(64));
        }

        private Instant instant() {
            return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
        }

        private AttemptId attemptId() {
            return new AttemptId("at_1" + text());
        }

        private ExchangeId exchangeId() {
            return new ExchangeId("ex_1" + text());
        }

        private ProjectId project() {
            return new ProjectId("proj_1" + text());
        }

        private KeyId key() {
            return new KeyId("key_1" + text());
        }

        private Target target() {
            return new Target(text(), text());
        }

        private String text() {
            StringBuilder text = new StringBuilder();
            int length = random.nextInt(random.nextInt(20) == 0 ? 500 : 12);
            int[] letters = LETTERS.codePoints().toArray();
            for (int i = 0; i < length; i++) {
                text.appendCodePoint(letters[random.nextInt(letters.length)]);
            }
            return text.toString();
        }

        private Map<String, String> texts() {
            Map<String, String> texts = new HashMap<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                texts.put(text(), text());
            }
            return texts;
        }

        private <T> List<T> list(Supplier<T> one) {
            List<T> list = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                list.add(one.get());
            }
            return list;
        }

        private <T> @Nullable T maybe(Supplier<T> one) {
            return random.nextInt(3) == 0 ? null : one.get();
        }
    }
}
