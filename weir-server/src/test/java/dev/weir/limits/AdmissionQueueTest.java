package dev.weir.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.KeyId;
import dev.weir.spi.Priority;
import dev.weir.spi.ProjectId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionQueueTest {
    private static final QueueTimes TIMES = new QueueTimes(Duration.ofMillis(100), Duration.ofSeconds(1));
    private static final long MEMORY = 1 << 20;

    private long now = 1;
    private AdmissionQueue queue = queue(1);

    private AdmissionQueue queue(int bound) {
        return new AdmissionQueue(() -> now, TIMES, bound, MEMORY);
    }

    private void pass(long millis) {
        now += millis * 1_000_000;
        queue.shedOverdue();
    }

    private static Caller caller(int project, int key) {
        return caller(project, key, Caller.UNBOUNDED, Caller.UNBOUNDED);
    }

    private static Caller caller(int project, int key, int projectBound, int keyBound) {
        return new Caller(
                new ProjectId("proj_" + project), new KeyId("key_" + project + "_" + key), projectBound, keyBound);
    }

    /** A call that remembers what became of it. */
    private final class Told implements Ticket.Holder {
        private final Ticket ticket;
        private final List<Told> order;
        private int times;
        private boolean admitted;
        private @Nullable Shed shed;
        private long waited;

        Told(Caller caller, Priority priority, long bytes, long startBy, List<Told> order) {
            this.ticket = new Ticket(caller, priority, bytes, now, startBy, this);
            this.order = order;
        }

        @Override
        public void admitted(long waitedNanos) {
            times++;
            admitted = true;
            waited = waitedNanos;
            order.add(this);
        }

        @Override
        public void shed(Shed reason, long waitedNanos) {
            times++;
            shed = reason;
            waited = waitedNanos;
        }
    }

    private final List<Told> admitted = new ArrayList<>();

    private Told join(Caller caller, Priority priority) {
        return join(caller, priority, 100, Long.MAX_VALUE);
    }

    private Told join(Caller caller, Priority priority, long bytes, long startBy) {
        Told told = new Told(caller, priority, bytes, startBy, admitted);
        queue.join(told.ticket);
        return told;
    }

    @Test
    void aCallWaitsForThePlaceOfAnother() {
        assertThat(queue.tryEnter(caller(1, 1))).isTrue();
        assertThat(queue.tryEnter(caller(1, 1))).isFalse();
        Told second = join(caller(1, 1), Priority.NORMAL);
        pass(500);
        assertThat(second.times).isZero();

        queue.leave(caller(1, 1));

        assertThat(second.admitted).isTrue();
        assertThat(second.waited).isEqualTo(500_000_000);
        queue.leave(caller(1, 1));
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void aBurstMayWaitAnIntervalAndAStandingQueueOnlyTheTarget() {
        queue.tryEnter(caller(1, 1));
        Told first = join(caller(1, 1), Priority.NORMAL);
        pass(990);
        Told later = join(caller(1, 1), Priority.NORMAL);
        assertThat(first.times).isZero();

        pass(20);
        assertThat(first.shed).isEqualTo(Shed.PROCESS);
        assertThat(later.times).isZero();
        pass(70);
        assertThat(later.times).isZero();
        pass(20);
        assertThat(later.shed).isEqualTo(Shed.PROCESS);

        Told afterIdleness = join(caller(1, 1), Priority.NORMAL);
        pass(900);
        assertThat(afterIdleness.times).isZero();
    }

    @Test
    void bulkWorkWaitsTenTimesAsLong() {
        queue.tryEnter(caller(1, 1));
        Told bulk = join(caller(1, 1), Priority.BATCH);
        pass(9_900);
        assertThat(bulk.times).isZero();
        pass(200);
        assertThat(bulk.shed).isEqualTo(Shed.PROCESS);
    }

    @Test
    void aCallThatCannotBeginInTimeIsToldSoAtOnceOrWhenItIsTooLate() {
        queue.tryEnter(caller(1, 1));
        Told late = join(caller(1, 1), Priority.NORMAL, 100, now + 300_000_000);
        pass(290);
        assertThat(late.times).isZero();
        pass(20);
        assertThat(late.shed).isEqualTo(Shed.DEADLINE);

        for (int i = 0; i < 50; i++) {
            join(caller(1, 1), Priority.NORMAL);
        }
        for (int i = 0; i < 40; i++) {
            pass(20);
            queue.leave(caller(1, 1));
        }
        Told hopeless = join(caller(1, 1), Priority.NORMAL, 100, now + 50_000_000);
        assertThat(hopeless.shed).isEqualTo(Shed.DEADLINE);
        assertThat(hopeless.waited).isZero();
    }

    @Test
    void aKeyAtItsBoundHoldsUpNobodyElse() {
        queue = queue(10);
        Caller bounded = caller(1, 1, Caller.UNBOUNDED, 2);
        assertThat(queue.tryEnter(bounded)).isTrue();
        assertThat(queue.tryEnter(bounded)).isTrue();
        Told third = join(bounded, Priority.INTERACTIVE);

        assertThat(queue.tryEnter(caller(1, 2))).isTrue();
        assertThat(join(caller(2, 1), Priority.BATCH).admitted).isTrue();
        assertThat(third.times).isZero();
        pass(1_010);
        assertThat(third.shed).isEqualTo(Shed.KEY);
    }

    @Test
    void aProjectAtItsBoundIsNamedAsTheReason() {
        queue = queue(10);
        queue.tryEnter(caller(1, 1, 1, Caller.UNBOUNDED));
        Told second = join(caller(1, 2, 1, Caller.UNBOUNDED), Priority.NORMAL);
        pass(1_010);
        assertThat(second.shed).isEqualTo(Shed.PROJECT);
    }

    @Test
    void projectsTakeTurnsHoweverManyCallsOneSends() {
        queue.tryEnter(caller(9, 9));
        for (int i = 0; i < 30; i++) {
            join(caller(1, i % 3), Priority.NORMAL);
        }
        Told lone = join(caller(2, 1), Priority.NORMAL);

        queue.leave(caller(9, 9));
        queue.leave(admitted.getLast().ticket.caller());

        assertThat(admitted).contains(lone).hasSize(2);
    }

    @Test
    void waitingCallsTakeUpNoMoreMemoryThanTheirShare() {
        queue.tryEnter(caller(1, 1));
        assertThat(join(caller(1, 1), Priority.BATCH, MEMORY / 2, Long.MAX_VALUE).times)
                .isZero();
        assertThat(join(caller(1, 1), Priority.BATCH, 1, Long.MAX_VALUE).shed).isEqualTo(Shed.MEMORY);
        assertThat(join(caller(1, 1), Priority.NORMAL, MEMORY / 4, Long.MAX_VALUE).times)
                .isZero();
        assertThat(join(caller(1, 1), Priority.NORMAL, 1, Long.MAX_VALUE).shed).isEqualTo(Shed.MEMORY);
        assertThat(join(caller(1, 1), Priority.INTERACTIVE, MEMORY / 4, Long.MAX_VALUE).times)
                .isZero();
        assertThat(queue.figures().waitingBytes()).isEqualTo(MEMORY);
    }

    @Test
    void aLowerBoundHoldsForThoseWhoComeAndAHigherOneLetsTheNextIn() {
        queue = queue(4);
        for (int i = 0; i < 4; i++) {
            queue.tryEnter(caller(1, i));
        }
        queue.bound(1);
        Told next = join(caller(1, 1), Priority.NORMAL);
        queue.leave(caller(1, 0));
        assertThat(next.times).isZero();

        queue.bound(4);

        assertThat(next.admitted).isTrue();
    }

    @Test
    void whoeverLeavesTheQueueMakesRoomAndHearsSoOnce() {
        queue.tryEnter(caller(1, 1));
        Told gone = join(caller(1, 1), Priority.NORMAL, MEMORY / 4 * 3, Long.MAX_VALUE);
        queue.abandon(gone.ticket);
        queue.abandon(gone.ticket);

        assertThat(gone.shed).isEqualTo(Shed.LEFT);
        assertThat(gone.times).isEqualTo(1);
        assertThat(queue.isIdle()).isTrue();
        assertThat(join(caller(1, 1), Priority.NORMAL, MEMORY / 4 * 3, Long.MAX_VALUE).times)
                .isZero();
    }

    /** Places are shared 16 : 4 : 1 while all three classes wait, and a class that waits is served after 22 others. */
    @Property(tries = 50)
    void noClassStarvesAndTheUrgentOnesGoFirst(@ForAll Random random) {
        now = 1;
        admitted.clear();
        queue = new AdmissionQueue(() -> now, new QueueTimes(Duration.ofHours(1), Duration.ofHours(1)), 1, MEMORY);
        queue.tryEnter(caller(0, 0));
        Map<Priority, Integer> served = new HashMap<>();
        Map<Priority, Integer> passedOver = new HashMap<>();
        Caller inside = caller(0, 0);
        for (int i = 0; i < 420; i++) {
            for (Priority priority : Priority.values()) {
                while (queue.figures().waiting().getOrDefault(priority, 0) < 2) {
                    join(caller(random.nextInt(4), random.nextInt(4)), priority);
                }
            }
            queue.leave(inside);
            Told next = admitted.getLast();
            inside = next.ticket.caller();
            Priority chosen = next.ticket.priority();
            served.merge(chosen, 1, Integer::sum);
            for (Priority priority : Priority.values()) {
                int over = priority == chosen ? 0 : passedOver.getOrDefault(priority, 0) + 1;
                passedOver.put(priority, over);
                assertThat(over).isLessThanOrEqualTo(22);
            }
        }
        assertThat(served.get(Priority.INTERACTIVE)).isBetween(315, 325);
        assertThat(served.get(Priority.NORMAL)).isBetween(75, 85);
        assertThat(served.get(Priority.BATCH)).isBetween(16, 24);
    }

    /** Random arrivals, ends, leavings and turns of the clock. */
    @Property(tries = 200)
    void noBoundIsExceededAndNoPlaceIsLost(@ForAll Random random, @ForAll @IntRange(min = 1, max = 6) int bound) {
        now = 1;
        admitted.clear();
        queue = queue(bound);
        List<Told> all = new ArrayList<>();
        Set<Told> inside = new HashSet<>();
        Set<Told> over = new HashSet<>();
        for (int step = 0; step < 400; step++) {
            switch (random.nextInt(6)) {
                case 0, 1, 2 -> all.add(arrival(random));
                case 3 -> {
                    if (!inside.isEmpty()) {
                        Told done = inside.iterator().next();
                        inside.remove(done);
                        over.add(done);
                        queue.leave(done.ticket.caller());
                    }
                }
                case 4 -> {
                    if (!all.isEmpty()) {
                        queue.abandon(all.get(random.nextInt(all.size())).ticket);
                    }
                }
                default -> pass(random.nextInt(400));
            }
            all.stream().filter(told -> told.admitted && !over.contains(told)).forEach(inside::add);
            check(all, inside, bound);
        }
        pass(60_000);
        inside.forEach(told -> queue.leave(told.ticket.caller()));
        all.stream()
                .filter(told -> told.admitted && !inside.contains(told) && !over.contains(told))
                .forEach(told -> queue.leave(told.ticket.caller()));
        assertThat(queue.isIdle()).isTrue();
        assertThat(queue.isEmpty()).isTrue();
        assertThat(queue.figures().waitingBytes()).isZero();
        assertThat(all).allMatch(told -> told.times == 1);
    }

    private Told arrival(Random random) {
        int project = random.nextInt(3);
        int key = random.nextInt(2);
        Priority priority = Priority.values()[random.nextInt(3)];
        long startBy = random.nextInt(4) == 0 ? now + random.nextInt(500) * 1_000_000L : Long.MAX_VALUE;
        return join(caller(project, key, project + 1, key + 1), priority, 1 + random.nextInt(1000), startBy);
    }

    private void check(List<Told> all, Set<Told> inside, int bound) {
        assertThat(inside)
                .hasSizeLessThanOrEqualTo(bound)
                .hasSize(queue.figures().running());
        Map<ProjectId, Integer> projects = new HashMap<>();
        Map<KeyId, Integer> keys = new HashMap<>();
        for (Told told : inside) {
            Caller caller = told.ticket.caller();
            assertThat(projects.merge(caller.project(), 1, Integer::sum)).isLessThanOrEqualTo(caller.projectBound());
            assertThat(keys.merge(caller.key(), 1, Integer::sum)).isLessThanOrEqualTo(caller.keyBound());
        }
        assertThat(all).allMatch(told -> told.times <= 1);
        if (inside.size() < bound) {
            assertThat(all)
                    .as("nobody waits who could have a place")
                    .noneMatch(told -> told.times == 0
                            && projects.getOrDefault(told.ticket.caller().project(), 0)
                                    < told.ticket.caller().projectBound()
                            && keys.getOrDefault(told.ticket.caller().key(), 0)
                                    < told.ticket.caller().keyBound());
        }
    }
}
