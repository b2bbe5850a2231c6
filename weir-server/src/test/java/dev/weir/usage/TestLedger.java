package dev.weir.usage;

import dev.weir.store.Database;
import dev.weir.store.Databases;
import dev.weir.store.Ledger;
import dev.weir.store.Projection;
import dev.weir.store.Projector;
import dev.weir.trace.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The ledger's tables and those of its totals, and what fills them from the journal. */
public final class TestLedger {
    private TestLedger() {}

    /**
     * @param more the migrations of other rooms that share the database
     */
    public static Database open(Databases databases, String... more) {
        return databases.open(
                "weir",
                Stream.concat(
                                Stream.of(
                                        Projector.MIGRATIONS,
                                        Ledger.MIGRATIONS,
                                        Tracing.LEDGER_MIGRATIONS,
                                        UsageRoom.MIGRATIONS),
                                Stream.of(more))
                        .toArray(String[]::new));
    }

    public static List<Projection> projections(Database database, String node) {
        List<Projection> all = new ArrayList<>(UsageRoom.projections(database, node));
        all.addAll(List.of(new Ledger(node), Tracing.projection(database)));
        return all;
    }
}
