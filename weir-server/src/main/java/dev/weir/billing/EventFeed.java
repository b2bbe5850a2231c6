package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Money;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.ProjectId;
import dev.weir.store.StorageException;
import dev.weir.tenancy.Tenancy;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells a billing provider what was used, on a thread of its own: an event for each charge, in the order of the log, each
 * at least once and always under the same id, so that one who gets it twice can tell. How far it has got is kept; what
 * the provider does not take is tried again, at intervals that double up to five minutes, and nothing passes it by.
 *
 * <p>CloudEvents 1.0 in the JSON batch format (github.com/cloudevents/spec, cloudevents/formats/json-format.md, section
 * 4), which OpenMeter's {@code POST /api/v1/events} takes.
 */
final class EventFeed implements AutoCloseable {
    private static final Logger messages = LoggerFactory.getLogger(EventFeed.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(5);
    private static final Duration ENDING = Duration.ofSeconds(5);
    private static final Outbound.Timeouts TIMEOUTS = new Outbound.Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30));
    private static final int LARGEST_REPLY = 1 << 16;

    private final Settings settings;
    private final LogReader log;
    private final FeedDao dao;
    private final Tenancy tenancy;
    private final Outbound outbound;
    private final Clock clock;
    private final Semaphore wakes = new Semaphore(0);
    private final Cancellation ending = new Cancellation();
    private final Thread thread;
    private volatile boolean closing;
    private volatile @Nullable Failure failure;

    /**
     * Where events go, and how.
     *
     * @param token null for none
     * @param subject {@code organization}, {@code project} or {@code key}
     * @param batch about how many events are in a request
     */
    record Settings(
            URI url,
            @Nullable String token,
            String subject,
            String type,
            int batch,
            Duration every,
            boolean allowPrivate) {}

    /** Since when the provider has not taken any. */
    record Failure(Instant since, Instant next, int tries, String why) {}

    /**
     * How far it is, on the wire.
     *
     * @param position the first entry of the log that the provider has not got
     * @param entries how many there are
     */
    record Standing(
            String url,
            long position,
            long entries,
            @Nullable Failure failure) {}

    EventFeed(Settings settings, LogReader log, FeedDao dao, Tenancy tenancy, Outbound outbound, Clock clock) {
        this.settings = settings;
        this.log = log;
        this.dao = dao;
        this.tenancy = tenancy;
        this.outbound = outbound;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("weir-billing").daemon().start(this::run);
    }

    Standing standing() {
        return new Standing(shown(), dao.position(place()), log.size(), failure);
    }

    /** Paths and queries of webhooks are often their passwords. */
    private String shown() {
        return settings.url.getScheme() + "://" + settings.url.getHost() + "/…";
    }

    /** What was told to one address has not been told to another, and each node tells what is in its own log. */
    private String place() {
        return Invoices.hash(log.origin() + " " + settings.url);
    }

    private void run() {
        try {
            while (!closing) {
                boolean more = round();
                if (!more && wakes.tryAcquire(pause().toMillis() + 1, TimeUnit.MILLISECONDS)) {
                    wakes.drainPermits();
                }
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration pause() {
        Failure failed = failure;
        Duration pause = failed == null ? settings.every : Duration.between(clock.instant(), failed.next);
        return pause.isNegative() ? Duration.ZERO : pause;
    }

    /** Whether there may be more to tell at once. */
    private boolean round() {
        try {
            long from = dao.position(place());
            Page page = page(from);
            if (page.next == from) {
                return false;
            }
            if (!page.events.isEmpty()) {
                post(page.events);
            }
            dao.position(place(), page.next, clock.instant());
            if (failure != null) {
                messages.info("The billing provider at {} takes events again", shown());
                failure = null;
            }
            return true;
        } catch (IOException | StorageException | Refusal e) {
            failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException bug) {
            messages.error("Usage could not be told to the billing provider", bug);
            failed(String.valueOf(bug.getMessage()));
        }
        return false;
    }

    private void failed(String why) {
        Failure before = failure;
        Instant now = clock.instant();
        int tries = before == null ? 1 : before.tries + 1;
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(tries - 1, 10));
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        failure = new Failure(before == null ? now : before.since, now.plus(bounded), tries, why);
        if (before == null) {
            messages.warn("The billing provider at {} does not take events, they are sent again: {}", shown(), why);
        }
    }

    /**
     * @param next the first entry after them
     */
    private record Page(List<Map<String, Object>> events, long next) {}

    /** The next entries with about so many events; an entry's events stay together. */
    private Page page(long from) {
        List<Map<String, Object>> events = new ArrayList<>();
        long end = log.size();
        long[] next = {end};
        log.read(from, end, EntryReader.KINDS, leaf -> {
            if (events.size() >= settings.batch) {
                next[0] = leaf.entry();
                return false;
            }
            Charged entry = EntryReader.read(leaf);
            entry.charges().forEach(charge -> events.add(event(entry, charge)));
            return true;
        });
        return new Page(events, Math.max(from, next[0]));
    }

    private Map<String, Object> event(Charged entry, Charge charge) {
        String organization = tenancy.project(new ProjectId(entry.project()))
                .map(project -> project.organization().value())
                .orElse("");
        Map<String, Object> event = new HashMap<>();
        event.put("specversion", "1.0");
        event.put("id", charge.kind() == Charge.Kind.CACHE ? charge.id() + "/cache" : charge.id());
        event.put("source", log.origin());
        event.put("type", settings.type);
        event.put(
                "subject",
                switch (settings.subject) {
                    case "key" -> entry.key();
                    case "project" -> entry.project();
                    default -> organization;
                });
        event.put("time", entry.at().toString());
        event.put("datacontenttype", "application/json");
        event.put("data", data(entry, charge, organization));
        return event;
    }

    private static Map<String, Object> data(Charged entry, Charge charge, String organization) {
        Map<String, Object> data = new HashMap<>();
        data.put("kind", charge.kind().wire());
        data.put("organization", organization);
        data.put("project", entry.project());
        data.put("key", entry.key());
        data.put("exchange", entry.exchange());
        data.put("entry", entry.entry());
        data.put("model", charge.model());
        data.put("deployment", charge.deployment() == null ? "" : charge.deployment());
        data.put("requests", charge.error() == null ? 1 : 0);
        data.put("error", charge.error() == null ? "" : charge.error());
        data.put("input_tokens", charge.usage().inputTokens());
        data.put("cached_input_tokens", charge.usage().cachedInputTokens());
        data.put("output_tokens", charge.usage().outputTokens());
        data.put("reasoning_tokens", charge.usage().reasoningTokens());
        data.put("total_tokens", charge.usage().totalTokens());
        data.put("searches", charge.usage().searches());
        data.put("estimated", charge.usage().estimated());
        if (charge.picos() != null && charge.currency() != null) {
            data.put("cost", new Money(charge.picos()).display());
            data.put("currency", charge.currency());
        }
        return data;
    }

    private void post(List<Map<String, Object>> events) throws IOException {
        Map<String, String> headers = new HashMap<>(Map.of("content-type", "application/cloudevents-batch+json"));
        if (settings.token != null) {
            headers.put("authorization", "Bearer " + settings.token);
        }
        Outbound.Request post = new Outbound.Request(
                "POST", settings.url, headers, Json.bytes(events), settings.allowPrivate, TIMEOUTS);
        try (Outbound.Reply reply = outbound.send(post, ending)) {
            reply.readAll(LARGEST_REPLY);
            if (reply.status() < 200 || reply.status() > 299) {
                throw new IOException("it answered " + reply.status());
            }
        } catch (OutboundException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** Stops where it is; the next start goes on there. */
    @Override
    public void close() {
        closing = true;
        wakes.release();
        try {
            if (!thread.join(ENDING)) {
                ending.cancel();
                thread.join(ENDING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
