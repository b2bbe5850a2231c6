package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.tenancy.Tenancy;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

/** Wires the room. */
public final class BillingRoom {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/billing/migrations";

    private final Plans plans;
    private final Credits credits;
    private final Invoices invoices;
    private final Reconciliation reconciliation;

    /**
     * @param database opened with {@link #MIGRATIONS}
     * @param providersOf the names that the configuration has for providers of a kind
     * @param journal takes what administrators do; must be durable when it returns
     */
    public BillingRoom(
            Database database,
            Tenancy tenancy,
            LogReader log,
            Function<String, Set<String>> providersOf,
            Consumer<AdminAction> journal,
            Clock clock,
            IdSource ids) {
        ReentrantLock changes = new ReentrantLock();
        Acts acts = new Acts(journal, clock);
        InvoiceDao dao = new InvoiceDao(database);
        plans = new Plans(new PlanDao(database), dao, acts, ids, changes);
        credits = new Credits(new CreditDao(database), acts, ids, changes);
        invoices = new Invoices(tenancy, plans, credits, dao, log, acts, ids, changes);
        reconciliation = new Reconciliation(new AttemptDao(database), tenancy, providersOf);
        invoices.resume();
    }

    public Routes routes() {
        return new BillingRoutes(plans, credits, invoices, reconciliation).routes();
    }
}
