package dev.weir.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.Clock;
import dev.weir.machine.Tenants;
import dev.weir.machine.Wish;
import dev.weir.metering.Purse;
import dev.weir.store.Database;
import dev.weir.store.Databases;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.JournalRecord;
import dev.weir.store.OpenExchanges;
import dev.weir.store.Projector;
import dev.weir.store.TestCipher;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.usage.TestLedger;
import dev.weir.usage.UsageRoom;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** One life of a process: the rooms around a budget, from their start over a data directory to their end. */
final class BudgetRooms implements AutoCloseable {
    private final Journal journal;
    private final Database database;
    private final Tenants tenants;
    private final BudgetRoom room;
    private final Projector projector;

    BudgetRooms(Path folder, Clock clock) {
        JournalCodec codec = new JournalCodec(new TestCipher());
        journal = Journal.open(folder.resolve("journal"), "node_1", codec);
        database = TestLedger.open(Databases.in(folder), TenancyRoom.MIGRATIONS);
        tenants = new Tenants(database, folder, clock);
        room = new BudgetRoom(UsageRoom.spent(database), null, tenants.service(), tenants.table(), "node_1", clock);
        projector = Projector.start(journal, codec, database, TestLedger.projections(database, "node_1"));
        new OpenExchanges(database).close(journal, clock.instant());
        catchUp();
        room.resume(this::catchUp);
    }

    private void catchUp() {
        assertThat(projector.awaitProjected(journal.flush(), Duration.ofSeconds(10)))
                .isTrue();
    }

    Tenants tenants() {
        return tenants;
    }

    Purse purse() {
        return room.purse();
    }

    void append(JournalRecord record) {
        journal.append(record);
    }

    List<BudgetLine> lines(Wish wish) {
        return room.lines(tenants.applied(wish));
    }

    /** As a kill leaves it, too: nothing that is open is settled. */
    @Override
    public void close() {
        projector.close();
        tenants.close();
        journal.close();
        database.close();
    }
}
