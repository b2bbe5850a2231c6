package dev.weir.tenancy;

import dev.weir.spi.KeyId;
import dev.weir.store.StorageException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** When keys were last used: held in memory at once, written down later. Thread-safe. */
final class KeyUses {
    private final TenancyDao dao;
    private final Tenants tenants;
    private final Set<KeyId> unwritten = ConcurrentHashMap.newKeySet();

    KeyUses(TenancyDao dao, Tenants tenants) {
        this.dao = dao;
        this.tenants = tenants;
    }

    void use(HeldKey held, Instant now) {
        if (held.used(now)) {
            unwritten.add(held.principal().key());
        }
    }

    /** One transaction for all since the last time. */
    void write() {
        Map<KeyId, Instant> uses = new HashMap<>();
        for (KeyId id : unwritten) {
            unwritten.remove(id);
            HeldKey held = tenants.byId(id);
            Instant at = held == null ? null : held.key().lastUsedAt();
            if (at != null) {
                uses.put(id, at);
            }
        }
        if (!uses.isEmpty()) {
            write(uses);
        }
    }

    private void write(Map<KeyId, Instant> uses) {
        try {
            dao.lastUsed(uses);
        } catch (StorageException e) {
            unwritten.addAll(uses.keySet());
            throw e;
        }
    }
}
