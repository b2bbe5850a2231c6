package dev.weir.machine;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.store.Database;
import dev.weir.tenancy.Applied;
import dev.weir.tenancy.Authentication;
import dev.weir.tenancy.CallLimits;
import dev.weir.tenancy.KeyRequest;
import dev.weir.tenancy.LimitTable;
import dev.weir.tenancy.LimitsSet;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.TenancyRoom;
import dev.weir.tenancy.VirtualKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;

/** The real tenancy, in which one key calls. */
public final class Tenants implements AutoCloseable {
    private static final String ADMIN_KEY = "an-admin-key-of-some-length";

    private final TenancyRoom room;
    private final Principal owner;
    private final Principal caller;

    /**
     * @param database opened with {@link TenancyRoom#MIGRATIONS}
     */
    public Tenants(Database database, Path folder, Clock clock) {
        room = new TenancyRoom(database, clock, new IdSource(clock), new SecureRandom(), action -> {});
        service().bootstrap(ADMIN_KEY, folder);
        owner = ((Authentication.Accepted) service().authenticate(ADMIN_KEY)).principal();
        caller = service().principal(theKey()).orElseThrow();
    }

    private KeyId theKey() {
        return service().keys(owner).stream()
                .filter(key -> key.name().equals("tested"))
                .findFirst()
                .map(VirtualKey::id)
                .orElseGet(() -> service()
                        .createKey(
                                owner,
                                new KeyRequest("tested", Role.DEVELOPER, owner.project(), false, CallLimits.NONE))
                        .key()
                        .id());
    }

    public Tenancy service() {
        return room.service();
    }

    public LimitTable table() {
        return room.limits();
    }

    /** Whose key calls. */
    public Principal caller() {
        return caller;
    }

    /** The limits that a call has to pass now. */
    public List<Applied> applied(Wish wish) {
        return table().applied(caller, wish.user(), wish.model(), wish.tags());
    }

    public CallLimits limits(Limited limited) {
        return table().of(limited.subjectFor(caller));
    }

    public void limit(Limited limited, CallLimits limits) {
        LimitsSet.set(table(), owner, limited.scope(), limited.nameFor(caller), limits);
    }

    @Override
    public void close() {
        room.close();
    }
}
