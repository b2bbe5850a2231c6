package dev.weir.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.http.Frames;
import dev.weir.http.Handler;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.kernel.Clock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many callers at once, of whom many leave: each key's request is sent once, and whoever stays gets the same. */
class ParallelKeysTest {
    private static final int CALLERS = 600;
    private static final int KEYS = 40;
    private static final int PIECES = 12;
    private static final Principal WHO = new Principal(
            new KeyId("key_1"), "ci", new OrganizationId("org_1"), new ProjectId("proj_1"), Role.DEVELOPER, false);

    @TempDir
    Path folder;

    private final ConcurrentMap<Integer, AtomicInteger> sent = new ConcurrentHashMap<>();

    @Test
    void eachKeyIsSentOnceWhoeverLeaves() throws Exception {
        Random random = new Random(4711);
        List<List<String>> got = new ArrayList<>();
        try (KeysUnderTest keys = new KeysUnderTest(folder, Clock.SYSTEM);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                int number = i;
                int key = random.nextInt(KEYS);
                int leavesAfter = random.nextInt(3) == 0 ? random.nextInt(PIECES) : PIECES + 1;
                long wait = random.nextLong(20_000_000);
                callers.add(() -> ask(keys.calls(), number, key, leavesAfter, wait));
            }
            for (Future<String> each : threads.invokeAll(callers, 60, TimeUnit.SECONDS)) {
                got.add(List.of(each.get().split(": ", 2)));
            }
        }
        assertThat(sent.values()).extracting(AtomicInteger::get).containsOnly(1);
        assertThat(sent).hasSize(KEYS);
        for (List<String> each : got) {
            assertThat(each.get(1)).isIn(whole(Integer.parseInt(each.get(0))), "left", "not kept");
        }
        assertThat(got).extracting(each -> each.get(1)).contains("left").anyMatch(text -> text.startsWith("piece"));
    }

    private static String whole(int key) {
        StringBuilder whole = new StringBuilder();
        for (int i = 0; i < PIECES; i++) {
            whole.append(piece(key, i));
        }
        return whole.toString();
    }

    private static String piece(int key, int number) {
        return "piece " + number + " of " + key + ";";
    }

    private String ask(KeyedCalls calls, int number, int key, int leavesAfter, long wait) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(wait);
        Cancellation caller = new Cancellation();
        Request request = Request.inside("req_" + number, "/v1/chat/completions", new byte[0], WHO, caller, Map.of());
        KeyedCalls.Asked asked = new KeyedCalls.Asked(
                KeyName.of(WHO, "key " + key), new Fingerprint("00"), request, handler(calls, key), false);
        try {
            Response.Stream stream = (Response.Stream) calls.answer(asked);
            return key + ": " + read(stream.frames(), leavesAfter, caller);
        } catch (Refusal refusal) {
            assertThat(refusal.refused().code())
                    .isIn(Set.of(ErrorCode.IDEMPOTENCY_ANSWER_NOT_KEPT, ErrorCode.CANCELLED));
            return key + ": not kept";
        }
    }

    private static String read(Frames frames, int leavesAfter, Cancellation caller) {
        try (frames) {
            StringBuilder text = new StringBuilder();
            int pieces = 0;
            for (byte[] frame = frames.next(); frame != null; frame = frames.next()) {
                if (pieces++ == leavesAfter) {
                    caller.cancel();
                    return "left";
                }
                text.append(new String(frame, StandardCharsets.UTF_8));
            }
            return text.toString();
        }
    }

    /** A stream that takes its time, and ends when nobody wants it. */
    private Handler handler(KeyedCalls calls, int key) {
        return request -> {
            calls.sending(request.id(), new ExchangeId("ex_" + key));
            sent.computeIfAbsent(key, same -> new AtomicInteger()).incrementAndGet();
            return Response.events(Map.of(), new Frames() {
                private int next;

                @Override
                public byte @Nullable [] next() {
                    if (next == PIECES || request.cancellation().isCancelled()) {
                        return null;
                    }
                    try {
                        TimeUnit.MICROSECONDS.sleep(300);
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return piece(key, next++).getBytes(StandardCharsets.UTF_8);
                }

                @Override
                public void close() {}
            });
        };
    }
}
