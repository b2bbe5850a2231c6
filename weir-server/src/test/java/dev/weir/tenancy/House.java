package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.kernel.HandClock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.store.Database;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.TestEngine;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;

/** The room over a real database, as a start of Weir would open it. */
final class House implements AutoCloseable {
    final HandClock clock;
    final List<AdminAction> journal = new CopyOnWriteArrayList<>();
    final TenancyRoom room;
    final Tenancy tenancy;
    final Bootstrap bootstrap;
    private final Database database;

    House(Path directory) {
        this(TestEngine.SQLITE, directory);
    }

    House(TestEngine engine, Path directory) {
        this(engine, directory, null);
    }

    House(TestEngine engine, Path directory, @Nullable String adminKey) {
        this(engine, directory, adminKey, new HandClock());
    }

    House(TestEngine engine, Path directory, @Nullable String adminKey, HandClock clock) {
        this.clock = clock;
        database = engine.in(directory).open("weir", TenancyRoom.MIGRATIONS);
        room = new TenancyRoom(database, clock, new IdSource(clock), new SecureRandom(), journal::add);
        tenancy = room.service();
        bootstrap = begin(directory, adminKey);
    }

    private Bootstrap begin(Path directory, @Nullable String adminKey) {
        try {
            return tenancy.bootstrap(adminKey, directory);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    String ownerKey() {
        IssuedKey key = bootstrap.adminKey();
        if (key == null) {
            throw new IllegalStateException("this was not the first start");
        }
        return key.text();
    }

    Principal owner() {
        return principal(ownerKey());
    }

    Principal principal(String key) {
        Authentication outcome = tenancy.authenticate(key);
        Assertions.assertThat(outcome).isInstanceOf(Authentication.Accepted.class);
        return ((Authentication.Accepted) outcome).principal();
    }

    IssuedKey key(Principal by, Role role, Project project) {
        return tenancy.createKey(by, new KeyRequest(Rules.word(role), role, project.id(), false));
    }

    static Refusal refusal(Runnable work) {
        return Assertions.catchThrowableOfType(Refusal.class, work::run);
    }

    @Override
    public void close() {
        room.close();
        database.close();
    }
}
