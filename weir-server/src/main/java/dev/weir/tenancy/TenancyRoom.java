package dev.weir.tenancy;

import dev.weir.http.Authenticator;
import dev.weir.http.Route;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.Outbound;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Wires the room. Closed before its database. */
public final class TenancyRoom implements AutoCloseable {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/tenancy/migrations";

    private static final Duration LAZY = Duration.ofSeconds(30);
    private final Tenancy tenancy;
    private final LimitTable limits;
    private final ConsoleLogins logins;
    private final KeyAuthenticator authenticator;
    private final LazyWrites lazyWrites;
    private final VersionDao versions;
    private @Nullable Followed followed;

    /** A room that checks no tokens of end users. */
    public TenancyRoom(
            Database database, Clock clock, IdSource ids, SecureRandom random, Consumer<AdminAction> journal) {
        this(database, new EndUsers(null), clock, ids, random, journal);
    }

    /**
     * @param database opened with {@link #MIGRATIONS}
     * @param identity whose tokens name end users
     * @param outbound fetches the keys of their issuer
     * @param journal takes what administrators do
     */
    public TenancyRoom(
            Database database,
            Identity identity,
            Outbound outbound,
            Clock clock,
            IdSource ids,
            SecureRandom random,
            Consumer<AdminAction> journal) {
        this(
                database,
                new EndUsers(new UserTokens(identity, new SigningKeys(identity, outbound, clock), clock)),
                clock,
                ids,
                random,
                journal);
    }

    private TenancyRoom(
            Database database,
            EndUsers endUsers,
            Clock clock,
            IdSource ids,
            SecureRandom random,
            Consumer<AdminAction> journal) {
        FailedAttempts failures = new FailedAttempts(clock);
        tenancy = Tenancy.open(database, clock, ids, random, journal);
        limits = LimitTable.open(database, tenancy, new AdminJournal(journal, clock));
        logins = new ConsoleLogins(database, tenancy, clock, random, failures);
        authenticator = new KeyAuthenticator(tenancy, logins, failures, endUsers);
        versions = new VersionDao(database);
        lazyWrites = new LazyWrites(LAZY, List.of(tenancy::writeUses, logins::tidy));
    }

    /** The key that a server left in its data directory for the command line; empty where this user may not have it. */
    public static Optional<String> cliKey(Path dataDirectory) {
        return Optional.ofNullable(new CliToken(dataDirectory).read());
    }

    public Tenancy service() {
        return tenancy;
    }

    /** What calls may have. */
    public LimitTable limits() {
        return limits;
    }

    public ConsoleLogins logins() {
        return logins;
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    public List<Route> routes() {
        List<Route> routes = new ArrayList<>(new TenancyRoutes(tenancy).list());
        routes.addAll(new LimitRoutes(limits).routes().list());
        return routes;
    }

    /** From now on, what other nodes change holds here, too, within a second. */
    public void followOthers() {
        followed = new Followed(
                versions,
                Map.of(
                        VersionDao.TENANTS,
                        () -> {
                            tenancy.follow();
                            limits.refresh();
                        },
                        VersionDao.LOGINS,
                        logins::refresh));
    }

    /** Writes what was put off. */
    @Override
    public void close() {
        if (followed != null) {
            followed.close();
        }
        lazyWrites.close();
    }
}
