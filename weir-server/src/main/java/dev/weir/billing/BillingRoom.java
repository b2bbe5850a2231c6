package dev.weir.billing;

import dev.weir.audit.LogReader;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.Outbound;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.tenancy.Tenancy;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Wires the room. Closed before the audit log, the database and the outgoing client. */
public final class BillingRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/billing/migrations";

    private final Plans plans;
    private final Credits credits;
    private final Invoices invoices;
    private final Reconciliation reconciliation;
    private final @Nullable EventFeed feed;

    /**
     * Where usage is told as it is written down.
     *
     * @param url null for nowhere
     * @param token null for none
     * @param subject {@code organization}, {@code project} or {@code key}
     * @param type of the events
     * @param batch about how many events are in a request
     */
    public record Settings(
            @Nullable URI url,
            @Nullable String token,
            String subject,
            String type,
            int batch,
            Duration every,
            boolean allowPrivate) {}

    /**
     * @param node whose log it is
     * @param database opened with {@link #MIGRATIONS}
     * @param others the nodes that were heard of in the last seconds; null where this one is alone
     * @param catchUp waits until everything that is in the journal now can be read from the database
     * @param providersOf the names that the configuration has for providers of a kind
     * @param journal takes what administrators do; must be durable when it returns
     */
    public BillingRoom(
            String node,
            Database database,
            @Nullable Supplier<Set<String>> others,
            Tenancy tenancy,
            LogReader log,
            Runnable catchUp,
            Function<String, Set<String>> providersOf,
            Settings settings,
            Outbound outbound,
            Consumer<AdminAction> journal,
            Clock clock,
            IdSource ids) {
        Acts acts = new Acts(journal, clock);
        InvoiceDao dao = new InvoiceDao(database, node);
        RevisionDao revisions = new RevisionDao(database);
        plans = new Plans(new PlanDao(database), dao, revisions, acts, ids);
        credits = new Credits(new CreditDao(database), acts, ids);
        invoices = new Invoices(
                tenancy,
                plans,
                credits,
                dao,
                revisions,
                new OwnLog(node, tenancy, log, acts),
                others == null ? null : new Parts.Shared(new PartDao(database), new ServedDao(database), others),
                acts,
                ids);
        reconciliation = new Reconciliation(new AttemptDao(database), catchUp, tenancy, providersOf);
        URI url = settings.url;
        feed = url == null
                ? null
                : new EventFeed(
                        new EventFeed.Settings(
                                url,
                                settings.token,
                                settings.subject,
                                settings.type,
                                settings.batch,
                                settings.every,
                                settings.allowPrivate),
                        log,
                        new FeedDao(database),
                        tenancy,
                        outbound,
                        clock);
        invoices.start();
    }

    public Routes routes() {
        return new BillingRoutes(plans, credits, invoices, reconciliation, feed).routes();
    }

    /** For whoever shows bills elsewhere. */
    public Bills service() {
        return new Bills(invoices);
    }

    @Override
    public void close() {
        invoices.close();
        if (feed != null) {
            feed.close();
        }
    }
}
