package dev.weir.routing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Candidate;
import dev.weir.spi.Dialect;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.KeyId;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Recording;
import dev.weir.spi.Role;
import dev.weir.spi.Target;
import dev.weir.spi.WeirOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AffinityTest {
    private static final Affinity BY_SESSION = Affinity.bySession(1.25);
    private static final Affinity BY_PREFIX = Affinity.byPrefix(100, 1.25);

    private static Call call(@Nullable String session, String... texts) {
        HandClock clock = new HandClock();
        List<Message> messages = new ArrayList<>();
        for (String text : texts) {
            messages.add(new Message("user", text));
        }
        Operation.Chat chat =
                new Operation.Chat("m", messages, false, false, null, new Payload(Dialect.OPENAI_CHAT, new byte[0]));
        Recording recording = new Recording(new ExchangeId("ex_1"), clock, clock::nanoTime);
        return new Call(
                "req_1",
                chat,
                new WeirOptions(true, List.of(), Map.of(), List.of(), null, false, session, null, false),
                new Principal(
                        new KeyId("key_1"),
                        "test",
                        new OrganizationId("org_1"),
                        new ProjectId("proj_1"),
                        Role.OWNER,
                        false),
                recording.startedAt(),
                new Cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    private static Candidate replica(int number, int weight, int inFlight) {
        return new Candidate(new Target("local", "r" + number), weight, null, null, inFlight, null);
    }

    private static List<Candidate> replicas(int count) {
        List<Candidate> replicas = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            replicas.add(replica(i, 1, 0));
        }
        return replicas;
    }

    private static String first(Affinity affinity, Call call, List<Candidate> replicas) {
        return affinity.place(call, replicas)
                .orElseThrow()
                .order()
                .getFirst()
                .target()
                .model();
    }

    @Property(tries = 100)
    void onlyTheRequestsOfAReplicaThatLeavesMove(
            @ForAll String session, @ForAll @IntRange(min = 2, max = 8) int count) {
        Call call = call(session, "hello");
        List<Candidate> all = replicas(count);
        String own = first(BY_SESSION, call, all);
        for (Candidate left : all) {
            List<Candidate> rest = new ArrayList<>(all);
            rest.remove(left);
            if (!left.target().model().equals(own)) {
                assertThat(first(BY_SESSION, call, rest)).isEqualTo(own);
            }
        }
        assertThat(BY_SESSION.place(call, all).orElseThrow().order()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void sessionsSpreadByWeight() {
        List<Candidate> replicas = List.of(replica(0, 3, 0), replica(1, 1, 0), replica(2, 0, 0));
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < 4000; i++) {
            counts.merge(first(BY_SESSION, call("session " + i, "hello"), replicas), 1, Integer::sum);
        }
        assertThat(counts.get("r0")).isBetween(2850, 3150);
        assertThat(counts.get("r1")).isBetween(850, 1150);
        assertThat(counts).doesNotContainKey("r2");
    }

    @Test
    void aReplicaWithMoreThanItsShareIsPassedOver() {
        Call call = call("busy", "hello");
        String own = first(BY_SESSION, call, replicas(3));
        List<Candidate> loaded = replicas(3).stream()
                .map(one ->
                        one.target().model().equals(own) ? new Candidate(one.target(), 1, null, null, 5, null) : one)
                .toList();
        Affinity.Placed placed = BY_SESSION.place(call, loaded).orElseThrow();
        assertThat(placed.outcome().spilled()).isTrue();
        assertThat(placed.outcome().replica()).isEqualTo("local/" + own);
        assertThat(placed.order().getFirst().target().model()).isNotEqualTo(own);
        assertThat(placed.order().getLast().target().model()).isEqualTo(own);
    }

    @Test
    void whatBeginsAlikeBelongsTogetherAndWhatIsShortToNobody() {
        String prefix = "You are a helpful assistant. ".repeat(5);
        Affinity.Outcome one = BY_PREFIX
                .place(call(null, prefix, "a"), replicas(5))
                .orElseThrow()
                .outcome();
        Affinity.Outcome other = BY_PREFIX
                .place(call("s", prefix, "b"), replicas(5))
                .orElseThrow()
                .outcome();
        assertThat(one).isEqualTo(other);
        assertThat(one.by()).isEqualTo("prefix");
        assertThat(BY_PREFIX.place(call(null, "Hello"), replicas(5))).isEmpty();
        assertThat(BY_SESSION.place(call(null, prefix), replicas(5))).isEmpty();
    }
}
