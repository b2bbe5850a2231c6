package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.tenancy.Tenancy;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/** Wires the room. */
public final class BillingRoom {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/billing/migrations";

    private final Plans plans;
    private final Credits credits;
    private final Invoices invoices;

    /**
     * @param database opened with {@link #MIGRATIONS}
     * @param journal takes what administrators do; must be durable when it returns
     */
    public BillingRoom(
            Database database,
            Tenancy tenancy,
            LogReader log,
            Consumer<AdminAction> journal,
            Clock clock,
            IdSource ids) {
        ReentrantLock changes = new ReentrantLock();
        Acts acts = new Acts(journal, clock);
        InvoiceDao dao = new InvoiceDao(database);
        plans = new Plans(new PlanDao(database), dao, acts, ids, changes);
        credits = new Credits(new CreditDao(database), acts, ids, changes);
        invoices = new Invoices(tenancy, plans, credits, dao, log, acts, ids, changes);
        invoices.resume();
    }

    public Routes routes() {
        return new BillingRoutes(plans, credits, invoices).routes();
    }
}
