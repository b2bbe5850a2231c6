package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.audit.merkle.Hashes;
import dev.weir.spi.Usage;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Finds the charges in entries of the log. This is the one place that knows which kinds of entries there are to charge
 * for, and how they are written. Streaming, because a month has millions.
 */
final class EntryReader {
    /** The kinds that a bill reads. */
    static final List<String> KINDS = List.of(LogReader.CLOSED, "adjustment");

    private static final JsonFactory JSON = new JsonFactory();

    private EntryReader() {}

    static Charged read(LogReader.Leaf leaf) {
        return read(leaf.entry(), leaf.body());
    }

    /**
     * @throws IllegalArgumentException if these are not the bytes of an entry
     */
    static Charged read(long entry, byte[] body) {
        Members members = new Members();
        try (JsonParser json = JSON.createParser(ObjectReadContext.empty(), body)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("entry " + entry + " is no JSON object");
            }
            members.read(json);
        } catch (JacksonException | ArithmeticException | DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException("entry " + entry + " cannot be read: " + e.getMessage(), e);
        }
        return members.charged(entry, Hashes.leaf(body));
    }

    /** Those that matter; all others are passed over. */
    private static final class Members {
        private final List<Part> attempts = new ArrayList<>();
        private @Nullable Part cached;
        private Part own = new Part();
        private String kind = "";
        private String project = "";
        private String exchange = "";
        private String key = "";
        private Instant at = Instant.EPOCH;

        void read(JsonParser json) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "kind" -> kind = json.getString();
                    case "project" -> project = json.getString();
                    case "exchange" -> exchange = json.getString();
                    case "key" -> key = json.getString();
                    case "at" -> at = Instant.parse(json.getString());
                    case "attempts" -> {
                        while (json.nextToken() == JsonToken.START_OBJECT) {
                            attempts.add(new Part().read(json));
                        }
                    }
                    case "cached" -> cached = new Part().read(json);
                    default -> own.member(json, name);
                }
            }
        }

        Charged charged(long entry, byte[] leaf) {
            List<Charge> charges = new ArrayList<>();
            switch (kind) {
                case LogReader.CLOSED -> {
                    attempts.forEach(attempt -> charges.add(attempt.charge(Charge.Kind.USAGE, own.model)));
                    if (cached != null && cached.amount != null) {
                        cached.id = exchange;
                        charges.add(cached.charge(Charge.Kind.CACHE, own.model));
                    }
                }
                case "adjustment" -> charges.add(own.charge(Charge.Kind.ADJUSTMENT, own.model));
                default -> {}
            }
            return new Charged(entry, leaf, project, key, exchange, at, charges);
        }
    }

    /** An attempt, what the cache did, or the entry itself. */
    private static final class Part {
        private String id = "";
        private String model = "";
        private @Nullable String deployment;
        private @Nullable Long amount;
        private @Nullable String currency;
        private @Nullable String error;
        private final Usage.Builder usage = Usage.builder();

        Part read(JsonParser json) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                member(json, name);
            }
            return this;
        }

        void member(JsonParser json, String name) {
            switch (name) {
                case "adjustment" -> id = json.getString();
                case "attempt" -> id = id.isEmpty() ? json.getString() : id;
                case "cost", "charge", "amount" -> amount = Long.parseLong(json.getString());
                case "currency" -> currency = json.getString();
                case "deployment" -> deployment = json.getString();
                case "error" -> error = json.getString();
                case "model" -> model = json.getString();
                case "usage" -> counts(json);
                default -> json.skipChildren();
            }
        }

        private void counts(JsonParser json) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "input_tokens" -> usage.inputTokens(json.getLongValue());
                    case "cached_input_tokens" -> usage.cachedInputTokens(json.getLongValue());
                    case "cache_write_tokens" -> usage.cacheWriteTokens(json.getLongValue());
                    case "hour_cache_write_tokens" -> usage.hourCacheWriteTokens(json.getLongValue());
                    case "output_tokens" -> usage.outputTokens(json.getLongValue());
                    case "reasoning_tokens" -> usage.reasoningTokens(json.getLongValue());
                    case "tool_tokens" -> usage.toolTokens(json.getLongValue());
                    case "audio_input_tokens" -> usage.audioInputTokens(json.getLongValue());
                    case "cached_audio_input_tokens" -> usage.cachedAudioInputTokens(json.getLongValue());
                    case "audio_output_tokens" -> usage.audioOutputTokens(json.getLongValue());
                    case "searches" -> usage.searches(json.getLongValue());
                    case "estimated" -> usage.estimated(json.getBooleanValue());
                    default -> json.skipChildren();
                }
            }
        }

        Charge charge(Charge.Kind kind, String of) {
            return new Charge(kind, id, of, deployment, amount, currency, error, usage.build());
        }
    }
}
