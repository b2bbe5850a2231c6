package dev.weir.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.PartDao.Ask;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.TestEngine;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class PartDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final OrganizationId HALDEN = new OrganizationId("org_halden");
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private PartDao parts;

    @BeforeEach
    void open() {
        database = engine.in(folder).open("weir", BillingRoom.MIGRATIONS);
        parts = new PartDao(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    /** With a cost of a picodollar more than whole numbers of 53 bits can say. */
    private static BillPart part(String node, long to) {
        Counts counts = new Counts(2, new BigDecimal("9007199254.740993000001"), 2, 10, 4, 7, 0, 0, 1);
        return new BillPart(
                node,
                InvoiceDaoTest.stretch("weir/" + node, 0, to),
                NOW.minusSeconds(60),
                NOW.plusSeconds(60),
                List.of(new Used.Of(
                        new Cell("proj_1", "grüß \u0000 \uD83D\uDE42", Charge.Kind.USAGE, "USD"),
                        new BillLine.Part("weir/" + node, 2, "root", 3, 4),
                        counts)),
                1);
    }

    @Test
    void whatIsAskedIsOpenUntilItIsAnswered() {
        Ask first = parts.ask(HALDEN, NOVEMBER, NOW);
        assertThat(parts.open("node_a", NOW.minusSeconds(1))).containsExactly(first);
        assertThat(parts.open("node_a", NOW)).as("long ago").isEmpty();
        assertThat(parts.answered(first)).contains(Set.of(""));

        parts.tell(first, part("node_a", 5));
        assertThat(parts.open("node_a", NOW.minusSeconds(1))).isEmpty();
        assertThat(parts.open("node_b", NOW.minusSeconds(1))).containsExactly(first);
        assertThat(parts.answered(first)).contains(Set.of("node_a"));

        Ask second = parts.ask(HALDEN, NOVEMBER, NOW);
        assertThat(second.number()).isGreaterThan(first.number());
        assertThat(parts.open("node_a", NOW.minusSeconds(1))).containsExactly(second);
        parts.tell(second, part("node_a", 9));
        parts.tell(first, part("node_a", 5));
        parts.tell(second, part("node_b", 2));
        assertThat(parts.answered(first)).as("a later answer is one, too").contains(Set.of("node_a", "node_b"));
        assertThat(parts.told(HALDEN, NOVEMBER))
                .containsExactly(
                        new PartDao.Told(second.number(), part("node_a", 9)),
                        new PartDao.Told(second.number(), part("node_b", 2)));
        assertThat(parts.told(new OrganizationId("org_other"), NOVEMBER)).isEmpty();
    }

    @Test
    void nobodyAsksForAMonthThatIsFinalAndWhatWasToldStays() {
        Ask ask = parts.ask(HALDEN, NOVEMBER, NOW);
        parts.tell(ask, part("node_a", 5));
        database.write(connection -> {
            PartDao.close(connection, HALDEN, NOVEMBER);
            return 0;
        });

        assertThat(parts.open("node_b", Instant.EPOCH)).isEmpty();
        assertThat(parts.answered(ask)).isEmpty();
        parts.tell(ask, part("node_b", 7));
        assertThat(parts.told(HALDEN, NOVEMBER)).containsExactly(new PartDao.Told(ask.number(), part("node_a", 5)));
        assertThat(parts.ask(HALDEN, NOVEMBER, NOW).number()).isGreaterThan(ask.number());
    }
}
