package dev.weir.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.Finals.Edge;
import dev.weir.billing.InvoiceDao.Range;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where months begin and end in a log beside others that are final, with the log or without it. */
class FinalsTest {
    private static final int MONTHS = 8;
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);
    private static final YearMonth NOVEMBER = OCTOBER.plusMonths(1);
    private static final YearMonth DECEMBER = OCTOBER.plusMonths(2);
    private static final YearMonth JANUARY = OCTOBER.plusMonths(3);

    private static Finals finals(Map<YearMonth, Map<String, Range>> months) {
        return new Finals(months);
    }

    @Test
    void withoutInvoicesTheLogSaysWhereAMonthIs() {
        Finals none = finals(Map.of());

        assertThat(none.begin("a", NOVEMBER)).isEqualTo(new Edge(null, NOVEMBER));
        assertThat(none.end("a", NOVEMBER)).isEqualTo(new Edge(null, DECEMBER));
    }

    @Test
    void aMonthBeginsAndEndsWithTheInvoicesBesideIt() {
        Finals both = finals(Map.of(
                OCTOBER, Map.of("a", new Range(3, 10), "b", new Range(0, 4)),
                DECEMBER, Map.of("a", new Range(30, 40))));

        assertThat(both.begin("a", NOVEMBER).entry()).isEqualTo(10);
        assertThat(both.begin("b", NOVEMBER).entry()).isEqualTo(4);
        assertThat(both.end("a", NOVEMBER).entry()).isEqualTo(30);
        assertThat(both.end("b", NOVEMBER)).as("December took nothing of it").isEqualTo(new Edge(null, DECEMBER));
    }

    @Test
    void whatAnInvoiceDidNotHaveIsTheNextMonths() {
        Finals without = finals(Map.of(OCTOBER, Map.of("b", new Range(0, 7)), NOVEMBER, Map.of(), DECEMBER, Map.of()));

        assertThat(without.begin("a", JANUARY))
                .as("from October's beginning on")
                .isEqualTo(new Edge(null, OCTOBER));
        assertThat(without.begin("b", JANUARY).entry()).isEqualTo(7);
    }

    @Test
    void whatWasToldEarlierIsAllowedWhereItTakesNothingOfOthers() {
        Finals october =
                finals(Map.of(OCTOBER, Map.of("a", new Range(0, 10)), JANUARY, Map.of("a", new Range(50, 60))));

        assertThat(october.allow("a", NOVEMBER, new Range(10, 20))).isTrue();
        assertThat(october.allow("a", NOVEMBER, new Range(12, 20)))
                .as("leaves two out")
                .isFalse();
        assertThat(october.allow("a", NOVEMBER, new Range(8, 20)))
                .as("takes two again")
                .isFalse();
        assertThat(october.allow("a", DECEMBER, new Range(20, 50))).isTrue();
        assertThat(october.allow("a", DECEMBER, new Range(20, 55))).isFalse();
        assertThat(october.allow("b", NOVEMBER, new Range(0, 20))).isTrue();
    }

    /**
     * Months become final in any order, and void, some of them without the log or with less of it than there is: no entry
     * is in two of them, and when all are final, and one more after them, each is in one.
     *
     * @param order which month becomes final, or is void where it is final
     */
    @Property(tries = 500)
    void stretchesOfALogPartitionIt(@ForAll @Size(24) int[] order, @ForAll @Size(24) int[] told) {
        Map<YearMonth, Map<String, Range>> months = new HashMap<>();
        for (int i = 0; i < order.length; i++) {
            int index = Math.floorMod(order[i], MONTHS);
            YearMonth month = OCTOBER.plusMonths(index);
            if (months.remove(month) == null) {
                // A part is told when its month has begun: all entries of before are there.
                long size = 10L * index + Math.floorMod(told[i] / 4, 10 * (MONTHS - index) + 1);
                bill(months, month, told[i] % 4 == 0 ? null : size);
            }
        }
        for (int index = 0; index <= MONTHS; index++) {
            if (!months.containsKey(OCTOBER.plusMonths(index))) {
                bill(months, OCTOBER.plusMonths(index), 10L * MONTHS);
            }
        }

        int[] taken = new int[10 * MONTHS];
        months.values()
                .forEach(logs -> logs.values().forEach(range -> {
                    for (long entry = range.from(); entry < range.to(); entry++) {
                        taken[(int) entry]++;
                    }
                }));
        assertThat(taken).as("%s", months).containsOnly(1);
    }

    /**
     * Makes a month final where that is allowed.
     *
     * @param size of the log when its node was last heard of; null for never
     */
    private static void bill(Map<YearMonth, Map<String, Range>> months, YearMonth month, @Nullable Long size) {
        Finals finals = finals(months);
        Range range = size == null ? null : range(finals, month, size);
        if (range != null && finals.allow("a", month, range)) {
            months.put(month, Map.of("a", range));
        } else if (!finals.needed(month).contains("a")) {
            months.put(month, Map.of());
        }
    }

    /** In a log with ten entries a month. */
    private static Range range(Finals finals, YearMonth month, long size) {
        return finals.within(
                "a", month, place(finals.begin("a", month), size), place(finals.end("a", month), size), size);
    }

    private static long place(Edge edge, long size) {
        Long entry = edge.entry();
        return entry != null ? entry : Math.min(size, 10 * OCTOBER.until(edge.month(), ChronoUnit.MONTHS));
    }
}
