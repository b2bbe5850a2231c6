package dev.weir.store;

import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.store.ContentCipher.Envelope;
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
import dev.weir.store.JournalRecord.ResponseDeleted;
import dev.weir.store.JournalRecord.ResponseKept;
import dev.weir.store.StorageException.Kind;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Journal records to bytes and back. The form is binary and ours: it is written twice for every request, and field
 * names in every record would double both its size and the time it takes. Each payload begins with the version of its
 * form; a new field is written after the others under a higher version.
 *
 * <p>A closed exchange has two parts: what a report needs, readable, and the text of people and documents, compressed
 * and sealed with the project's key. {@link #decode} reads the first, {@link #open} both. Thread-safe.
 */
public final class JournalCodec {
    private static final int VERSION = 5;
    /** The version of the form that first told for whom an intent sets money aside. */
    private static final int TAGS_SINCE = 5;

    private static final int SMALL = 256;
    private static final int LARGE = 2048;

    private final ContentCipher cipher;
    private final Compression compression = new Compression();

    public JournalCodec(ContentCipher cipher) {
        this.cipher = cipher;
    }

    /**
     * A record with its content.
     *
     * @param erased whether the content's key was destroyed; the content is empty then
     */
    public record Opened(JournalRecord record, boolean erased) {}

    /** The number that a kind of record carries for ever. */
    static int type(JournalRecord record) {
        return switch (record) {
            case AttemptIntent intent -> 1;
            case AttemptOutcome outcome -> 2;
            case Closed closed -> 3;
            case Refusal refusal -> 4;
            case AdminAction action -> 5;
            case ResponseKept kept -> 6;
            case ResponseDeleted deleted -> 7;
            case KeyBegun begun -> 8;
            case KeyEnded ended -> 9;
            case Adjustment adjustment -> 10;
        };
    }

    /** The kind of record that has this number; null for one of a newer version. */
    static @Nullable Class<? extends JournalRecord> kind(int type) {
        return switch (type) {
            case 1 -> AttemptIntent.class;
            case 2 -> AttemptOutcome.class;
            case 3 -> Closed.class;
            case 4 -> Refusal.class;
            case 5 -> AdminAction.class;
            case 6 -> ResponseKept.class;
            case 7 -> ResponseDeleted.class;
            case 8 -> KeyBegun.class;
            case 9 -> KeyEnded.class;
            case 10 -> Adjustment.class;
            default -> null;
        };
    }

    Journal.Encoded encoded(JournalRecord record) {
        return new Journal.Encoded(type(record), encode(record));
    }

    byte[] encode(JournalRecord record) {
        RecordOutput out = new RecordOutput(record instanceof Closed || record instanceof ResponseKept ? LARGE : SMALL)
                .octet(VERSION);
        switch (record) {
            case AttemptIntent intent -> write(out, intent);
            case AttemptOutcome outcome -> write(out, outcome);
            case Closed closed -> write(out, closed);
            case Refusal refusal -> write(out, refusal);
            case AdminAction action -> write(out, action);
            case ResponseKept kept -> write(out, kept);
            case ResponseDeleted deleted ->
                out.text(deleted.project().value()).text(deleted.id()).instant(deleted.at());
            case KeyBegun begun -> write(out, begun);
            case KeyEnded ended -> write(out, ended);
            case Adjustment adjustment -> write(out, adjustment);
        }
        return out.toBytes();
    }

    /**
     * Reads a record; content is left out: a closed exchange's request, answer, passages, citations and message, a kept
     * response's input and response, an idempotency key's fingerprint and answer.
     */
    public JournalRecord decode(int type, byte[] payload) {
        return projected(new JournalEntry(0, type, payload)).record();
    }

    /** Reads a record with its content, as far as its key still exists. */
    public Opened open(int type, byte[] payload) {
        boolean[] erased = new boolean[1];
        JournalRecord record = read(
                type,
                payload,
                (id, project, rest) -> {
                    byte[] content = unseal(context(id), project, rest);
                    erased[0] = content == null;
                    return content == null ? ExchangeContent.NONE : ExchangeContent.decode(content);
                },
                (context, project, rest) -> {
                    byte[] content = unseal(context, project, rest);
                    erased[0] = content == null;
                    return content == null ? new byte[0] : content;
                });
        return new Opened(record, erased[0]);
    }

    /** Reads a record as databases want it. */
    Projected projected(JournalEntry entry) {
        int[] sealed = new int[2];
        JournalRecord record = read(
                entry.type(),
                entry.payload(),
                (id, project, rest) -> {
                    skip(rest, sealed);
                    return ExchangeContent.NONE;
                },
                (context, project, rest) -> {
                    skip(rest, sealed);
                    return new byte[0];
                });
        return new Projected(entry.position(), entry.type(), entry.payload(), record, sealed[0], sealed[1]);
    }

    private static void skip(RecordInput in, int[] sealed) {
        in.text();
        in.optionalText();
        sealed[1] = in.length();
        sealed[0] = in.at();
    }

    /** Opens what is sealed, or does not. */
    private interface Unsealer {
        byte[] read(byte[] context, ProjectId project, RecordInput in);
    }

    private static JournalRecord read(
            int type, byte[] payload, ExchangeCodec.ContentSource content, Unsealer unsealer) {
        RecordInput in = new RecordInput(payload);
        int version = in.octet();
        if (version > VERSION) {
            throw new StorageException(
                    Kind.NEWER_VERSION, "a stored record was written by a newer version of Weir: start that version");
        }
        return switch (type) {
            case 1 -> intent(in, version);
            case 2 -> outcome(in);
            case 3 -> closed(in, version, content);
            case 4 -> refusal(in);
            case 5 -> action(in);
            case 6 -> kept(in, unsealer);
            case 7 -> new ResponseDeleted(new ProjectId(in.text()), in.text(), in.instant());
            case 8 -> begun(in);
            case 9 -> ended(in, unsealer);
            case 10 -> adjustment(in);
            default ->
                throw new StorageException(
                        Kind.NEWER_VERSION,
                        "a stored record is of kind " + type + ", which this version of Weir does not know");
        };
    }

    private static void write(RecordOutput out, AttemptIntent intent) {
        out.text(intent.attempt().value())
                .text(intent.exchange().value())
                .text(intent.project().value())
                .text(intent.key().value())
                .instant(intent.at())
                .text(intent.model());
        ExchangeCodec.target(out, intent.target());
        out.optional(intent.reserved(), RecordOutput::money)
                .optionalText(intent.currency())
                .texts(intent.tags());
    }

    private static AttemptIntent intent(RecordInput in, int version) {
        return new AttemptIntent(
                new AttemptId(in.text()),
                new ExchangeId(in.text()),
                new ProjectId(in.text()),
                new KeyId(in.text()),
                in.instant(),
                in.text(),
                ExchangeCodec.target(in),
                in.optional(RecordInput::money),
                in.optionalText(),
                version < TAGS_SINCE ? Map.of() : in.texts());
    }

    private static void write(RecordOutput out, AttemptOutcome outcome) {
        out.text(outcome.attempt().value())
                .text(outcome.exchange().value())
                .text(outcome.project().value())
                .instant(outcome.at());
        ExchangeCodec.usage(out, outcome.usage());
        out.optional(outcome.cost(), RecordOutput::money)
                .optionalText(outcome.currency())
                .optionalText(outcome.error());
    }

    private static AttemptOutcome outcome(RecordInput in) {
        return new AttemptOutcome(
                new AttemptId(in.text()),
                new ExchangeId(in.text()),
                new ProjectId(in.text()),
                in.instant(),
                ExchangeCodec.usage(in),
                in.optional(RecordInput::money),
                in.optionalText(),
                in.optionalText());
    }

    private void write(RecordOutput out, Closed closed) {
        Exchange exchange = closed.exchange();
        out.instant(closed.at());
        ExchangeCodec.write(out, exchange);
        seal(out, exchange.project(), ExchangeContent.of(exchange).encode(), context(exchange.id()));
    }

    private void seal(RecordOutput out, ProjectId project, byte[] content, byte[] context) {
        Envelope envelope = cipher.seal(project, compression.compress(content), context);
        out.text(envelope.key()).optionalText(envelope.endUserKey()).bytes(envelope.ciphertext());
    }

    private void write(RecordOutput out, ResponseKept kept) {
        out.text(kept.project().value())
                .text(kept.id())
                .text(kept.exchange().value())
                .optionalText(kept.previous())
                .instant(kept.at());
        byte[] content = new RecordOutput(LARGE)
                .bytes(kept.input())
                .bytes(kept.response())
                .toBytes();
        seal(out, kept.project(), content, keptContext(kept.id()));
    }

    private static ResponseKept kept(RecordInput in, Unsealer unsealer) {
        ProjectId project = new ProjectId(in.text());
        String id = in.text();
        ExchangeId exchange = new ExchangeId(in.text());
        String previous = in.optionalText();
        Instant at = in.instant();
        byte[] content = unsealer.read(keptContext(id), project, in);
        if (content.length == 0) {
            return new ResponseKept(project, id, exchange, previous, at, content, content);
        }
        RecordInput parts = new RecordInput(content);
        return new ResponseKept(project, id, exchange, previous, at, parts.bytes(), parts.bytes());
    }

    private static byte[] keptContext(String id) {
        return ("response " + id).getBytes(StandardCharsets.UTF_8);
    }

    private static void write(RecordOutput out, KeyBegun begun) {
        out.text(begun.project().value())
                .text(begun.key().value())
                .text(begun.name())
                .instant(begun.at())
                .optional(begun.exchange(), (o, exchange) -> o.text(exchange.value()));
    }

    private static KeyBegun begun(RecordInput in) {
        return new KeyBegun(
                new ProjectId(in.text()),
                new KeyId(in.text()),
                in.text(),
                in.instant(),
                in.optional(i -> new ExchangeId(i.text())));
    }

    private void write(RecordOutput out, KeyEnded ended) {
        out.text(ended.project().value())
                .text(ended.key().value())
                .text(ended.name())
                .instant(ended.begunAt())
                .instant(ended.at())
                .octet(ended.end().ordinal())
                .optional(ended.exchange(), (o, exchange) -> o.text(exchange.value()));
        RecordOutput content = new RecordOutput(LARGE).bytes(ended.fingerprint());
        content.optional(ended.answer(), JournalCodec::write);
        seal(out, ended.project(), content.toBytes(), keyContext(ended.name()));
    }

    private static void write(RecordOutput out, KeptAnswer answer) {
        out.count(answer.status())
                .texts(answer.headers())
                .flag(answer.stream())
                .list(answer.pieces(), RecordOutput::bytes);
    }

    private static KeyEnded ended(RecordInput in, Unsealer unsealer) {
        ProjectId project = new ProjectId(in.text());
        KeyId key = new KeyId(in.text());
        String name = in.text();
        Instant begunAt = in.instant();
        Instant at = in.instant();
        KeyEnd end = in.constant(KeyEnd.values());
        ExchangeId exchange = in.optional(i -> new ExchangeId(i.text()));
        byte[] content = unsealer.read(keyContext(name), project, in);
        if (content.length == 0) {
            return new KeyEnded(project, key, name, begunAt, at, end, exchange, content, null);
        }
        RecordInput parts = new RecordInput(content);
        return new KeyEnded(
                project, key, name, begunAt, at, end, exchange, parts.bytes(), parts.optional(JournalCodec::answer));
    }

    private static KeptAnswer answer(RecordInput in) {
        return new KeptAnswer((int) in.count(), in.texts(), in.flag(), in.list(RecordInput::bytes));
    }

    private static byte[] keyContext(String name) {
        return ("idempotency key " + name).getBytes(StandardCharsets.UTF_8);
    }

    private static Closed closed(RecordInput in, int version, ExchangeCodec.ContentSource content) {
        var at = in.instant();
        return new Closed(ExchangeCodec.read(in, version, content), at);
    }

    private byte @Nullable [] unseal(byte[] context, ProjectId project, RecordInput in) {
        Envelope envelope = envelope(in);
        byte[] content = cipher.open(project, envelope, context);
        return content == null ? null : compression.expand(content);
    }

    private static Envelope envelope(RecordInput in) {
        return new Envelope(in.text(), in.optionalText(), in.bytes());
    }

    private static byte[] context(ExchangeId id) {
        return id.value().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(RecordOutput out, Refusal refusal) {
        out.optional(refusal.project(), (o, project) -> o.text(project.value()))
                .optional(refusal.key(), (o, key) -> o.text(key.value()))
                .instant(refusal.at())
                .text(refusal.requestId())
                .text(refusal.method())
                .text(refusal.path())
                .text(refusal.code())
                .text(refusal.message());
    }

    private static Refusal refusal(RecordInput in) {
        return new Refusal(
                in.optional(i -> new ProjectId(i.text())),
                in.optional(i -> new KeyId(i.text())),
                in.instant(),
                in.text(),
                in.text(),
                in.text(),
                in.text(),
                in.text());
    }

    private static void write(RecordOutput out, AdminAction action) {
        out.text(action.organization().value())
                .optional(action.project(), (o, project) -> o.text(project.value()))
                .text(action.actor().value())
                .instant(action.at())
                .text(action.action())
                .text(action.subject())
                .texts(action.details());
    }

    private static AdminAction action(RecordInput in) {
        return new AdminAction(
                new OrganizationId(in.text()),
                in.optional(i -> new ProjectId(i.text())),
                new KeyId(in.text()),
                in.instant(),
                in.text(),
                in.text(),
                in.texts());
    }

    private static void write(RecordOutput out, Adjustment adjustment) {
        out.text(adjustment.id())
                .text(adjustment.organization().value())
                .text(adjustment.project().value())
                .text(adjustment.actor().value())
                .instant(adjustment.at())
                .optional(adjustment.key(), (o, key) -> o.text(key.value()))
                .optional(adjustment.exchange(), (o, exchange) -> o.text(exchange.value()))
                .optional(adjustment.attempt(), (o, attempt) -> o.text(attempt.value()))
                .optionalText(adjustment.model())
                .optional(adjustment.target(), ExchangeCodec::target)
                .texts(adjustment.tags())
                .money(adjustment.amount())
                .text(adjustment.currency())
                .text(adjustment.reason());
    }

    private static Adjustment adjustment(RecordInput in) {
        return new Adjustment(
                in.text(),
                new OrganizationId(in.text()),
                new ProjectId(in.text()),
                new KeyId(in.text()),
                in.instant(),
                in.optional(i -> new KeyId(i.text())),
                in.optional(i -> new ExchangeId(i.text())),
                in.optional(i -> new AttemptId(i.text())),
                in.optionalText(),
                in.optional(ExchangeCodec::target),
                in.texts(),
                in.money(),
                in.text(),
                in.text());
    }
}
