package dev.weir.limits;

import static dev.weir.limits.SomeLimits.BERLIN;
import static dev.weir.limits.SomeLimits.EVENING;
import static dev.weir.limits.SomeLimits.day;
import static dev.weir.limits.SomeLimits.limits;
import static dev.weir.limits.SomeLimits.requests;
import static dev.weir.limits.SomeLimits.tokens;
import static dev.weir.limits.SomeLimits.user;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.Scope;
import dev.weir.tenancy.Subject;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a book of rates says to whom, one example at a time. */
class RateBookTest {
    private final HandClock clock = new HandClock(EVENING);
    private final RateBook book = new RateBook(clock);

    @Test
    void tokensAreCountedWhereCallsInProgressHoldMoreThanASmallPart() {
        List<Applied> minute = user(limits(null, null, 800L, null, BERLIN));
        assertThat(book.isRoomy(minute, 100)).isTrue();
        assertThat(book.isRoomy(minute, 101)).isFalse();
        assertThat(book.isRoomy(minute, Long.MAX_VALUE)).isFalse();

        RateBook.Taken hold = (RateBook.Taken) book.take(minute, 60);
        assertThat(book.isRoomy(minute, 40)).isTrue();
        assertThat(book.isRoomy(minute, 41)).isFalse();
        hold.settle(400);
        assertThat(book.isRoomy(minute, 50)).as("an eighth of what is left").isTrue();
        assertThat(book.isRoomy(minute, 51)).isFalse();

        List<Applied> day = user("bob", limits(null, null, null, 80L, BERLIN));
        assertThat(book.isRoomy(day, 10)).isTrue();
        assertThat(book.isRoomy(day, 11)).isFalse();
        assertThat(book.isRoomy(user("eve", limits(3, 1L, null, null, BERLIN)), 1_000_000))
                .isTrue();
    }

    private RateBook.Hold taken(List<Applied> limits, long tokens) {
        RateBook.Outcome outcome = book.take(limits, tokens);
        assertThat(outcome).isInstanceOf(RateBook.Hold.class);
        return (RateBook.Hold) outcome;
    }

    private RateBook.Outcome.Reached refused(List<Applied> limits, long tokens) {
        RateBook.Outcome outcome = book.take(limits, tokens);
        assertThat(outcome).isInstanceOf(RateBook.Outcome.Reached.class);
        return (RateBook.Outcome.Reached) outcome;
    }

    @Test
    void aRefusedCallTakesNothingFromAnyScope() {
        Applied narrow =
                new Applied(new Subject(Scope.MODEL, "proj_1", "small"), limits(null, 1L, null, null, CallLimits.UTC));
        Applied wide =
                new Applied(new Subject(Scope.USER, "proj_1", "ann"), limits(null, 2L, 100L, 100L, CallLimits.UTC));
        taken(List.of(narrow, wide), 10);

        RateBook.Outcome.Reached reached = refused(List.of(wide, narrow), 10);

        assertThat(reached.by()).isEqualTo(narrow);
        Standing left = book.standing(wide.subject(), wide.limits());
        assertThat(left)
                .isEqualTo(new Standing(
                        new Standing.Quota(2, 1, Duration.ofSeconds(61)),
                        new Standing.Quota(100, 90, Duration.ofSeconds(61))));
    }

    @Test
    void aCallThatCanNeverPassIsToldSo() {
        assertThat(refused(tokens(100), 101).full().pause()).isNull();
        assertThat(refused(day(100, BERLIN), 101).full().pause()).isNull();
        taken(tokens(100), 100);
    }

    @Test
    void whatWasUsedBeyondTheEstimateCountsFromNowOn() {
        RateBook.Hold hold = taken(tokens(100), 10);
        clock.forward(Duration.ofSeconds(50));
        hold.settle(95);
        clock.forward(Duration.ofSeconds(30));

        assertThat(refused(tokens(100), 20).full().pause()).isEqualTo(Duration.ofSeconds(31));
        clock.forward(Duration.ofSeconds(31));
        taken(tokens(100), 20);
    }

    @Test
    void callsInProgressEndHoweverTheyEnd() {
        List<Applied> one = user(limits(1, null, null, null, CallLimits.UTC));
        RateBook.Hold first = taken(one, 0);
        assertThat(refused(one, 0).full().kind()).isEqualTo(Kind.CONCURRENCY);
        first.settle(0);
        first.settle(0);
        taken(one, 0);
        assertThat(book.take(one, 0)).isInstanceOf(RateBook.Outcome.Reached.class);
    }

    @Test
    void keysAndProjectsWaitForAPlaceInsteadOfBeingRefusedHere() {
        List<Applied> key = List.of(
                new Applied(new Subject(Scope.KEY, "proj_1", "key_1"), limits(1, null, null, null, CallLimits.UTC)));
        taken(key, 0);
        taken(key, 0);
    }

    @Test
    void aDayEndsAtMidnightOfItsZoneAlsoWhenTheClockIsPutForward() {
        // 22:30 UTC on 28 March is 23:30 in Berlin; the next day there has 23 hours.
        taken(day(100, BERLIN), 100);
        assertThat(refused(day(100, BERLIN), 1).full().pause()).isEqualTo(Duration.ofMinutes(30));
        clock.forward(Duration.ofMinutes(30));
        taken(day(100, BERLIN), 100);
        assertThat(refused(day(100, BERLIN), 1).full().pause()).isEqualTo(Duration.ofHours(23));
        clock.forward(Duration.ofHours(23));
        taken(day(100, BERLIN), 100);
    }

    @Test
    void aCallCountsInTheDayThatItBeganIn() {
        RateBook.Hold late = taken(day(100, BERLIN), 60);
        clock.forward(Duration.ofHours(1));
        taken(day(100, BERLIN), 100);
        late.settle(0);
        refused(day(100, BERLIN), 1);
    }

    @Test
    void aCallSettlesInTheDayOfTheZoneThatItsLimitHasMovedTo() {
        RateBook.Hold early = taken(day(100, BERLIN), 60);
        RateBook.Hold other = taken(day(100, BERLIN), 30);
        refused(day(100, CallLimits.UTC), 11);
        early.settle(20);
        refused(day(100, CallLimits.UTC), 51);
        other.settle(80);
        assertThat(book.touched()).extracting(RateBook.DayUse::tokens).containsExactly(100L);
        refused(day(100, CallLimits.UTC), 1);
    }

    @Test
    void aCalendarThatGoesBackwardsGivesNothingAway() {
        taken(day(100, BERLIN), 100);
        clock.turnCalendar(Duration.ofMinutes(-1));
        refused(day(100, BERLIN), 1);
        clock.turnCalendar(Duration.ofDays(-40));
        refused(day(100, BERLIN), 1);
        clock.turnCalendar(Duration.ofDays(1));
        taken(day(100, BERLIN), 100);
    }

    @Test
    void aCalendarThatWasFarAheadAndIsPutRightDoesNotLockAnyoneOut() {
        clock.turnCalendar(Duration.ofDays(1_000));
        taken(day(100, BERLIN), 100);
        clock.turnCalendar(Duration.ofDays(-1_000));
        assertThat(refused(day(100, BERLIN), 1).full().pause()).isEqualTo(Duration.ofMinutes(30));
        clock.forward(Duration.ofMinutes(30));
        taken(day(100, BERLIN), 1);
    }

    @Test
    void subjectsWithoutCallsAreForgotten() {
        for (int i = 0; i < 1_000; i++) {
            taken(user("user" + i, limits(null, 10L, 100L, null, CallLimits.UTC)), 1)
                    .settle(1);
        }
        RateBook.Hold long1 = taken(user("long", limits(null, 10L, 100L, null, CallLimits.UTC)), 1);
        assertThat(book.size()).isEqualTo(1_001);
        clock.forward(Duration.ofSeconds(122));
        taken(requests(5), 0);
        assertThat(book.size()).isEqualTo(2);
        long1.settle(1);
    }

    @Test
    void usersBeyondTheBoundShareAMeter() {
        RateBook small = new RateBook(clock, 10);
        Set<Boolean> passed = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            passed.add(
                    small.take(user("user" + i, limits(null, 1L, null, null, CallLimits.UTC)), 0)
                            instanceof RateBook.Hold);
        }
        assertThat(small.size()).isEqualTo(11);
        assertThat(passed).containsExactlyInAnyOrder(true, false);
    }

    @Test
    void theTightestLimitIsTold() {
        Applied wide = new Applied(
                new Subject(Scope.PROJECT, "proj_1", "proj_1"), limits(null, 100L, 10_000L, null, CallLimits.UTC));
        Applied narrow =
                new Applied(new Subject(Scope.USER, "proj_1", "ann"), limits(null, 7L, null, 500L, CallLimits.UTC));

        Standing standing = taken(List.of(wide, narrow), 20).standing();

        assertThat(standing.requests()).isEqualTo(new Standing.Quota(7, 6, Duration.ofSeconds(61)));
        assertThat(standing.tokens()).isEqualTo(new Standing.Quota(500, 480, Duration.ofMinutes(90)));
    }

    @Test
    void tokensOfAnEarlierProcessCount() {
        book.spend(day(100, BERLIN), 95);
        refused(day(100, BERLIN), 6);
        taken(day(100, BERLIN), 5);
    }
}
