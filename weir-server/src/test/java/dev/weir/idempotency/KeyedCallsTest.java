package dev.weir.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Frames;
import dev.weir.http.Handler;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.kernel.HandClock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/**
 * Random requests, restarts, crashes and passing time, compared with a model that keeps every outcome in a map: what a
 * caller gets and how often something is sent is the same.
 */
class KeyedCallsTest {
    private static final int STEPS = 60;

    @Property(tries = 10)
    void theyAnswerAsANaiveModelDoes(@ForAll long seed) throws Exception {
        Path folder = Files.createTempDirectory("keys");
        try (Course course = new Course(folder, new Random(seed))) {
            for (int step = 0; step < STEPS; step++) {
                course.step(step);
            }
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** How the first request of a key fares. */
    private enum Fate {
        WHOLE,
        STREAM,
        TOO_LARGE,
        TOO_LARGE_STREAM,
        REFUSED,
        NOT_FOUND,
        FAILED_ELSEWHERE,
        TOO_MANY,
        BUG,
        BROKEN_STREAM,
        FROM_MEMORY,
        LEFT,
        CRASH
    }

    /** What the model knows of a key. */
    private record Kept(String parameters, String outcome, Instant since) {}

    private record Name(int holder, int key) {}

    /** One random course of events. */
    private static final class Course implements AutoCloseable {
        private final Path folder;
        private final Random random;
        private final HandClock clock = new HandClock();
        private final Map<Name, Kept> model = new HashMap<>();
        private final List<CountDownLatch> hanging = new CopyOnWriteArrayList<>();
        private KeysUnderTest keys;
        private final AtomicInteger sent = new AtomicInteger();
        private int expectedSent;

        Course(Path folder, Random random) {
            this.folder = folder;
            this.random = random;
            this.keys = new KeysUnderTest(folder, clock);
        }

        void step(int step) throws Exception {
            switch (random.nextInt(12)) {
                case 0 -> clock.forward(Duration.ofHours(random.nextInt(1, 30)));
                case 1 -> restart();
                case 2 -> keys.sweep();
                default -> ask(step);
            }
        }

        private void restart() {
            keys.close();
            keys = new KeysUnderTest(folder, clock);
        }

        private void ask(int step) throws Exception {
            Name name = new Name(random.nextInt(2), random.nextInt(4));
            String parameters = random.nextInt(4) == 0 ? "others" : "these";
            Fate fate = Fate.values()[random.nextInt(Fate.values().length)];
            String expected = expected(name, parameters, fate, step);
            String got = got(name, parameters, fate, step);
            assertThat(got)
                    .as("step %s: %s with %s, %s", step, name, parameters, fate)
                    .isEqualTo(expected);
            assertThat(sent.get()).as("what was sent by step %s", step).isEqualTo(expectedSent);
        }

        private String expected(Name name, String parameters, Fate fate, int step) {
            Kept kept = model.get(name);
            if (kept != null && clock.instant().isBefore(kept.since.plus(KeysUnderTest.RETENTION))) {
                if (kept.outcome.equals("UNKNOWN")) {
                    return "IDEMPOTENCY_OUTCOME_UNKNOWN";
                }
                if (!kept.parameters.equals(parameters)) {
                    return "IDEMPOTENCY_KEY_REUSED";
                }
                return kept.outcome.equals("GONE") ? "IDEMPOTENCY_ANSWER_NOT_KEPT" : kept.outcome + " again";
            }
            model.remove(name);
            boolean sends = fate != Fate.REFUSED && fate != Fate.NOT_FOUND && fate != Fate.FROM_MEMORY;
            expectedSent += sends ? 1 : 0;
            String remembered = remembered(fate, step);
            if (remembered != null) {
                model.put(name, new Kept(parameters, remembered, clock.instant()));
            }
            return first(fate, step);
        }

        /** What the first caller gets. */
        private static String first(Fate fate, int step) {
            return switch (fate) {
                case WHOLE, STREAM, FROM_MEMORY -> "200 answer " + step;
                case TOO_LARGE, TOO_LARGE_STREAM -> "200 " + large(step);
                case REFUSED -> "INVALID_REQUEST";
                case NOT_FOUND -> "404 none " + step;
                case FAILED_ELSEWHERE -> "502 failed " + step;
                case TOO_MANY -> "429 too many " + step;
                case BUG -> "bug";
                case BROKEN_STREAM -> "broken after part " + step;
                case LEFT -> "left after part " + step;
                case CRASH -> "crash";
            };
        }

        /** What is told to those who come later; null if nothing is. */
        private static @Nullable String remembered(Fate fate, int step) {
            return switch (fate) {
                case WHOLE, STREAM, FROM_MEMORY, FAILED_ELSEWHERE -> first(fate, step);
                case TOO_LARGE, TOO_LARGE_STREAM, LEFT -> "GONE";
                case BUG, BROKEN_STREAM, CRASH -> "UNKNOWN";
                case REFUSED, NOT_FOUND, TOO_MANY -> null;
            };
        }

        private static String large(int step) {
            return "large " + step + "x".repeat((int) KeysUnderTest.MOST);
        }

        private String got(Name name, String parameters, Fate fate, int step) throws Exception {
            Cancellation caller = new Cancellation();
            Request request = Request.inside(
                    "req_" + step, "/v1/chat/completions", new byte[0], principal(name), caller, Map.of());
            KeyedCalls.Asked asked = new KeyedCalls.Asked(
                    KeyName.of(request.principal(), "key " + name.key),
                    new Fingerprint(new Sha256().part(parameters).hex()),
                    request,
                    handler(fate, step),
                    false);
            if (fate == Fate.CRASH && expectedSent > sent.get()) {
                return crash(asked);
            }
            try {
                return read(keys.calls().answer(asked), fate, caller);
            } catch (Refusal refusal) {
                return refusal.refused().code().name();
            } catch (IllegalStateException bug) {
                return "bug";
            }
        }

        private static Principal principal(Name name) {
            return new Principal(
                    new KeyId("key_" + name.holder),
                    "a holder",
                    new OrganizationId("org_1"),
                    new ProjectId("proj_1"),
                    Role.DEVELOPER,
                    false);
        }

        private static String read(Response response, Fate fate, Cancellation caller) {
            String again = response.headers().containsKey(Replay.HEADER) ? " again" : "";
            switch (response) {
                case Response.Full full -> {
                    return full.status() + " " + new String(full.body(), StandardCharsets.UTF_8) + again;
                }
                case Response.Stream stream -> {
                    return read(stream, again, fate == Fate.LEFT && again.isEmpty() ? caller : null);
                }
            }
        }

        private static String read(Response.Stream stream, String again, @Nullable Cancellation leaving) {
            StringBuilder text = new StringBuilder();
            try (Frames frames = stream.frames()) {
                for (byte[] frame = frames.next(); frame != null; frame = frames.next()) {
                    text.append(new String(frame, StandardCharsets.UTF_8));
                    if (leaving != null) {
                        leaving.cancel();
                        return "left after " + text;
                    }
                }
                return stream.status() + " " + text + again;
            } catch (IllegalStateException e) {
                return "broken after " + text;
            }
        }

        /** Something is sent, and then the process is no more. */
        private String crash(KeyedCalls.Asked asked) throws InterruptedException {
            int before = sent.get();
            KeyedCalls dying = keys.calls();
            Thread.ofVirtual().start(() -> {
                try {
                    dying.answer(asked);
                } catch (RuntimeException e) {
                    // It was killed.
                }
            });
            while (sent.get() == before) {
                Thread.sleep(1);
            }
            restart();
            return "crash";
        }

        private void send(Request request, int step) {
            keys.calls().sending(request.id(), new ExchangeId("ex_" + step));
            sent.incrementAndGet();
        }

        private Handler handler(Fate fate, int step) {
            return request -> {
                switch (fate) {
                    case REFUSED -> throw new Refusal(ErrorCode.INVALID_REQUEST, "No.");
                    case NOT_FOUND -> {
                        return full(404, "none " + step);
                    }
                    case FROM_MEMORY -> {
                        return full(200, "answer " + step);
                    }
                    default -> {
                        send(request, step);
                        return answered(fate, step, request.cancellation());
                    }
                }
            };
        }

        private Response answered(Fate fate, int step, Cancellation cancellation) {
            return switch (fate) {
                case WHOLE -> full(200, "answer " + step);
                case TOO_LARGE -> full(200, large(step));
                case FAILED_ELSEWHERE -> full(502, "failed " + step);
                case TOO_MANY -> full(429, "too many " + step);
                case STREAM -> stream(() -> null, "answer ", Integer.toString(step));
                case TOO_LARGE_STREAM -> stream(() -> null, large(step).split("(?<=x{100})", -1));
                case BROKEN_STREAM ->
                    stream(
                            () -> {
                                throw new IllegalStateException("broken");
                            },
                            "part " + step);
                case LEFT -> stream(() -> gone(cancellation), "part " + step);
                case CRASH -> hang();
                case BUG -> throw new IllegalStateException("bug");
                case REFUSED, NOT_FOUND, FROM_MEMORY -> throw new AssertionError(fate);
            };
        }

        /** The end of a stream whose caller leaves. */
        private static byte @Nullable [] gone(Cancellation cancellation) {
            CountDownLatch left = new CountDownLatch(1);
            cancellation.onCancel(left::countDown);
            try {
                left.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return null;
        }

        private Response hang() {
            CountDownLatch latch = new CountDownLatch(1);
            hanging.add(latch);
            try {
                latch.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return full(200, "an answer that nobody gets");
        }

        private static Response full(int status, String body) {
            return new Response.Full(status, Map.of(), body.getBytes(StandardCharsets.UTF_8));
        }

        private interface Last {
            byte @Nullable [] frame();
        }

        private static Response stream(Last last, String... pieces) {
            Deque<String> rest = new ArrayDeque<>(List.of(pieces));
            return Response.events(Map.of(), new Frames() {
                @Override
                public byte @Nullable [] next() {
                    String piece = rest.poll();
                    return piece == null ? last.frame() : piece.getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public void close() {}
            });
        }

        @Override
        public void close() {
            hanging.forEach(CountDownLatch::countDown);
            keys.close();
        }
    }
}
