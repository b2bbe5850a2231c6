package dev.weir.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.billing.InvoiceDao.Range;
import dev.weir.http.Json;
import dev.weir.spi.OrganizationId;
import dev.weir.store.Database;
import dev.weir.store.TestEngine;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.YearMonth;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class InvoiceDaoTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final OrganizationId HALDEN = new OrganizationId("org_halden");
    private static final OrganizationId OTHER = new OrganizationId("org_other");
    private static final YearMonth NOVEMBER = YearMonth.of(2026, 11);
    private static final YearMonth DECEMBER = NOVEMBER.plusMonths(1);
    private static final Instant NOW = Instant.parse("2027-01-02T00:00:00Z");

    @TempDir
    Path folder;

    private Database database;
    private InvoiceDao invoices;
    private InvoiceDao others;
    private RevisionDao revisions;
    private int made;

    @BeforeEach
    void open() {
        database = engine.in(folder).open("weir", BillingRoom.MIGRATIONS);
        invoices = new InvoiceDao(database, "node_a");
        others = new InvoiceDao(database, "node_b");
        revisions = new RevisionDao(database);
    }

    @AfterEach
    void close() {
        database.close();
    }

    static Bill.Stretch stretch(String log, long from, long to) {
        return new Bill.Stretch(log, from, to, NOW, to, "root", "note", "key");
    }

    private static Bill bill(YearMonth month, Bill.Stretch... logs) {
        return new Bill(
                HALDEN.value(),
                "Halden",
                month.toString(),
                NOW,
                NOW,
                "UTC",
                "USD",
                null,
                PlanBody.AT_COST,
                List.of(logs),
                List.of(),
                "0.00",
                "0.00",
                null,
                "0.00",
                List.of(),
                "0.00",
                0,
                0,
                List.of());
    }

    private InvoiceDao.Fresh fresh(long revision, OrganizationId organization, YearMonth month, Bill.Stretch... logs) {
        Bill bill = bill(month, logs);
        return new InvoiceDao.Fresh(
                revision,
                "inv_" + made++,
                organization,
                month,
                bill,
                Json.MAPPER.writeValueAsString(bill),
                "sha256:0",
                NOW,
                "key_1");
    }

    private @Nullable Invoice insert(OrganizationId organization, YearMonth month, Bill.Stretch... logs) {
        return invoices.insert(fresh(revisions.current(organization), organization, month, logs));
    }

    private static List<String> numbers(List<Invoice> all) {
        return all.stream().map(Invoice::number).map(String::valueOf).toList();
    }

    @Test
    void whatWasDecidedByAnEarlierStateIsNotWritten() {
        long before = revisions.current(HALDEN);
        assertThat(insert(HALDEN, NOVEMBER, stretch("a", 0, 5))).isNotNull();

        assertThat(others.insert(fresh(before, HALDEN, NOVEMBER, stretch("a", 0, 5))))
                .as("another node was quicker")
                .isNull();
        assertThat(others.insert(fresh(before, HALDEN, DECEMBER, stretch("a", 0, 9))))
                .as("where another month begins has changed")
                .isNull();
        PlanDao plans = new PlanDao(database);
        PlanDao.Kept plan = new PlanDao.Kept("plan_1", PlanBody.AT_COST, PlanBody.AT_COST.read(), NOW, "key_1");
        assertThat(plans.insert(HALDEN, plan, before)).isFalse();
        assertThat(plans.list(HALDEN)).isEmpty();
        assertThat(plans.insert(HALDEN, plan, revisions.current(HALDEN))).isTrue();
        assertThat(revisions.current(OTHER)).isZero();
        assertThat(numbers(invoices.list(HALDEN, Long.MAX_VALUE, 9))).containsExactly("INV-000001");
    }

    @Test
    void ofManyThatMakeAMonthsInvoiceOneDoesAndNumbersHaveNoGaps() throws Exception {
        long november = revisions.current(HALDEN);
        List<Callable<Boolean>> all = IntStream.range(0, 16)
                .mapToObj(i -> {
                    OrganizationId organization = i % 2 == 0 ? HALDEN : OTHER;
                    InvoiceDao.Fresh fresh = fresh(november, organization, NOVEMBER, stretch("a", 0, 5));
                    return (Callable<Boolean>) () -> (i % 3 == 0 ? invoices : others).insert(fresh) != null;
                })
                .toList();
        int won = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(all)) {
                won += result.get() ? 1 : 0;
            }
        }
        assertThat(won).as("one of each organization").isEqualTo(2);
        assertThat(insert(HALDEN, DECEMBER, stretch("a", 5, 9))).isNotNull();
        assertThat(numbers(invoices.list(HALDEN, Long.MAX_VALUE, 9)).getFirst()).isEqualTo("INV-000003");
        assertThat(numbers(invoices.list(OTHER, Long.MAX_VALUE, 9)).getFirst()).isIn("INV-000001", "INV-000002");
    }

    @Test
    void finalInvoicesSayWhatTheyTookOfEachLog() {
        Invoice november = Objects.requireNonNull(insert(HALDEN, NOVEMBER, stretch("a", 0, 5), stretch("b", 2, 7)));
        insert(HALDEN, DECEMBER);
        insert(OTHER, DECEMBER, stretch("a", 50, 70));
        Finals finals = invoices.finals(HALDEN);

        assertThat(finals.begin("a", DECEMBER).entry()).isEqualTo(5);
        assertThat(finals.begin("b", DECEMBER.plusMonths(1)).entry()).isEqualTo(7);
        assertThat(finals.allow("b", DECEMBER, new Range(7, 9))).isTrue();
        assertThat(invoices.ofMonth(HALDEN, NOVEMBER)).isEqualTo(november);

        long before = revisions.current(HALDEN);
        assertThat(others.end(HALDEN, november, NOW, "key_2", "Typo")).isTrue();
        assertThat(others.end(HALDEN, november, NOW, "key_2", "Again")).isFalse();
        assertThat(revisions.current(HALDEN)).isGreaterThan(before);
        assertThat(invoices.finals(HALDEN).begin("a", DECEMBER).entry()).isNull();
        assertThat(invoices.ofMonth(HALDEN, NOVEMBER)).isNull();
    }

    @Test
    void whoChangedAnInvoiceWritesItDownAndOthersMuchLater() {
        Invoice invoice = Objects.requireNonNull(insert(HALDEN, NOVEMBER));

        assertThat(invoices.unannounced(NOW)).hasSize(1);
        assertThat(others.unannounced(NOW)).isEmpty();
        assertThat(others.unannounced(NOW.plusSeconds(1))).hasSize(1);
        invoices.announced(invoice.id());
        assertThat(invoices.unannounced(NOW.plusSeconds(1))).isEmpty();
        others.end(HALDEN, invoice, NOW, "key_2", "Typo");
        assertThat(invoices.unannounced(NOW)).isEmpty();
        assertThat(others.unannounced(NOW)).hasSize(1);
    }

    @Test
    void whatIsLeftOfACreditIsTakenBackOnce() {
        CreditDao credits = new CreditDao(database);
        Credit credit = new Credit(
                "cred_1",
                true,
                new BigDecimal("5.00"),
                "USD",
                NOW,
                null,
                "Order",
                NOW,
                "key_1",
                new BigDecimal("5.00"));
        credits.insert(HALDEN, credit);

        assertThat(credits.revoke(credit)).isEqualByComparingTo("5");
        assertThat(credits.revoke(credit)).isEqualByComparingTo("0");
        assertThat(credits.list(HALDEN).getFirst().left()).isEqualByComparingTo("0");
    }
}
