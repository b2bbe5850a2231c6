package dev.weir.usage;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.metering.PriceList;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.Adjustment;
import dev.weir.store.Projection;
import dev.weir.telemetry.Metrics;
import dev.weir.tenancy.Tenancy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Wires the room. The {@link #projections} and what was {@link #spent} are there from the beginning; the rest once the
 * ledger follows its journal ({@link #open}).
 */
public final class UsageRoom {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/usage/migrations";

    private final Database database;
    private final Tenancy tenancy;
    private final String node;
    private final Clock clock;
    private final ReportDao reports;
    private final AdjustmentDao adjustments;

    /**
     * @param database opened with {@link #MIGRATIONS}, the ledger's and the exchanges'
     * @param node in whose journal calls are
     */
    public UsageRoom(Database database, Tenancy tenancy, String node, Clock clock) {
        this.database = database;
        this.tenancy = tenancy;
        this.node = node;
        this.clock = clock;
        this.reports = new ReportDao(database);
        this.adjustments = new AdjustmentDao(database);
        new CheckDao(database).begin(new UsageDao(""));
    }

    /** They add up what is used. Have to come, in this order, before the ledger in its projector. */
    public List<Projection> projections() {
        return List.of(new UsageDao(node), adjustments);
    }

    /** What fills the tables, for whoever measures it by itself. */
    public static List<Projection> projections(Database database, String node) {
        return List.of(new UsageDao(node), new AdjustmentDao(database));
    }

    /** What was spent, for budgets. */
    public Spent spent() {
        return new Spent(reports);
    }

    /** What keys used by the hour, for whoever compares hours. */
    public KeyHours keyHours() {
        return new KeyHours(reports);
    }

    /** What a database says was used by the hour, for whoever looks at it by itself. */
    public static KeyHours keyHours(Database database) {
        return new KeyHours(new ReportDao(database));
    }

    /** What a database says was spent, for whoever looks at it by itself. */
    public static Spent spent(Database database) {
        return new Spent(new ReportDao(database));
    }

    /**
     * When the totals are compared with the ledger.
     *
     * @param at in UTC
     * @param span how far back
     */
    public record Settings(LocalTime at, Duration span) {}

    /**
     * Opens what reads the totals.
     *
     * @param catchUp waits until everything that is in the journal now can be read
     * @param journal takes adjustments; durable when it returns
     * @param around runs what writes an adjustment down, and has it counted wherever money is counted in memory
     * @param exports a folder for files while they are sent
     */
    public Open open(
            Runnable catchUp,
            Consumer<Adjustment> journal,
            BiConsumer<Adjustment, Runnable> around,
            Path exports,
            Settings settings,
            IdSource ids,
            Metrics metrics) {
        UsageTotals totals = new UsageTotals(reports, catchUp);
        UsageCheck check = new UsageCheck(new CheckDao(database), tenancy::allProjects, catchUp, clock);
        metrics.gauge(
                "weir.usage.differences",
                "Totals of usage that were not what the ledger adds up to, when they were last compared",
                check,
                UsageRoom::differences);
        return new Open(
                totals,
                new Adjustments(adjustments, tenancy, journal, around, catchUp, clock, ids),
                check,
                new Exports(totals, new Names(tenancy), exports),
                new Rerating(new RerateDao(database), new CheckDao(database), catchUp),
                settings);
    }

    private static double differences(UsageCheck check) {
        CheckResult latest = check.latest();
        return latest == null ? 0 : latest.differences();
    }

    /** What reads the totals, and compares them once a day. Closed before the ledger's projector. */
    public final class Open implements AutoCloseable {
        private final UsageTotals totals;
        private final Adjustments made;
        private final UsageCheck check;
        private final Exports exports;
        private final Rerating rerating;
        private final NightlyCheck nightly;

        private Open(
                UsageTotals totals,
                Adjustments made,
                UsageCheck check,
                Exports exports,
                Rerating rerating,
                Settings settings) {
            this.totals = totals;
            this.made = made;
            this.check = check;
            this.exports = exports;
            this.rerating = rerating;
            this.nightly = new NightlyCheck(check, settings.at, settings.span, clock);
        }

        public UsageTotals totals() {
            return totals;
        }

        public Adjustments adjustments() {
            return made;
        }

        /** What whoever runs Weir should know, if there is anything. */
        public Optional<String> warning() {
            return check.differs()
                    ? Optional.of("Totals of usage differ from the ledger: see ./weir usage check")
                    : Optional.empty();
        }

        /**
         * @param prices those in force
         */
        public Routes routes(PriceList prices) {
            return new UsageRoutes(totals, exports, tenancy, new Names(tenancy), clock)
                    .routes()
                    .with(new RerateRoutes(rerating, prices, tenancy, clock).routes())
                    .with(new CheckRoutes(check, clock).routes())
                    .with(new AdjustmentRoutes(made).routes());
        }

        @Override
        public void close() {
            nightly.close();
        }
    }
}
