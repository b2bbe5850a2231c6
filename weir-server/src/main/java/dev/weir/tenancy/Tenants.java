package dev.weir.tenancy;

import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Everything the tables hold, in memory. Read by any thread; changed by one at a time. */
final class Tenants {
    private final Map<OrganizationId, Organization> organizations = new ConcurrentHashMap<>();
    private final Map<ProjectId, Project> projects = new ConcurrentHashMap<>();
    private final Map<SecretHash, HeldKey> byHash = new ConcurrentHashMap<>();
    private final Map<KeyId, HeldKey> byId = new ConcurrentHashMap<>();

    void add(Organization organization) {
        organizations.put(organization.id(), organization);
    }

    void add(Project project) {
        projects.put(project.id(), project);
    }

    /** Of several keys with one text the one in force counts, else the newest. */
    void add(KeyRow row) {
        HeldKey held = new HeldKey(row);
        byId.put(row.key().id(), held);
        byHash.merge(row.hash(), held, (old, added) -> old.isLive() ? old : added);
        if (row.previous() != null) {
            byHash.putIfAbsent(row.previous(), held);
        }
    }

    /** Puts a key with another text in the place of the one before; the text that it had before that is forgotten. */
    void rotate(KeyRow row) {
        HeldKey before = byId.get(row.key().id());
        HeldKey held = new HeldKey(row);
        byId.put(row.key().id(), held);
        byHash.put(row.hash(), held);
        if (row.previous() != null) {
            byHash.put(row.previous(), held);
        }
        SecretHash older = before == null ? null : before.previous();
        if (older != null && !older.equals(row.hash())) {
            byHash.remove(older, before);
        }
    }

    /** Puts a key as the table has it in the place of what is held, unless that is the same. */
    void refresh(KeyRow row) {
        HeldKey held = byId.get(row.key().id());
        if (held == null) {
            add(row);
        } else if (!held.key().usedAt(null).equals(row.key().usedAt(null))) {
            HeldKey fresh = held.with(row.key());
            byId.put(row.key().id(), fresh);
            byHash.compute(
                    row.hash(),
                    (hash, old) -> old == null
                                    || !old.isLive()
                                    || old.key().id().equals(row.key().id())
                            ? fresh
                            : old);
        }
    }

    /** Puts a revoked key in the place of the live one. */
    void revoke(VirtualKey revoked) {
        HeldKey held = byId.computeIfPresent(revoked.id(), (id, old) -> old.with(revoked));
        if (held != null) {
            byHash.put(held.hash(), held);
            again(held);
        }
    }

    /** Under the text before, too. */
    private void again(HeldKey held) {
        SecretHash previous = held.previous();
        if (previous != null) {
            byHash.computeIfPresent(
                    previous, (hash, old) -> old.key().id().equals(held.key().id()) ? held : old);
        }
    }

    /** Puts a key with other limits in the place of the one before; the next request sees it. */
    void replace(VirtualKey changed) {
        HeldKey held = byId.computeIfPresent(changed.id(), (id, old) -> old.with(changed));
        if (held != null) {
            byHash.computeIfPresent(held.hash(), (hash, old) -> old.key().id().equals(changed.id()) ? held : old);
            again(held);
        }
    }

    @Nullable
    HeldKey byHash(SecretHash hash) {
        return byHash.get(hash);
    }

    @Nullable
    HeldKey byId(KeyId id) {
        return byId.get(id);
    }

    Optional<Organization> organization(OrganizationId id) {
        return Optional.ofNullable(organizations.get(id));
    }

    Collection<Organization> organizations() {
        return organizations.values();
    }

    Optional<Project> project(ProjectId id) {
        return Optional.ofNullable(projects.get(id));
    }

    /** Oldest first. */
    List<Project> projects(OrganizationId organization) {
        return projects.values().stream()
                .filter(project -> project.organization().equals(organization))
                .sorted(Comparator.comparing(project -> project.id().value()))
                .toList();
    }

    /** Oldest first. */
    List<VirtualKey> keys(OrganizationId organization) {
        return byId.values().stream()
                .map(HeldKey::key)
                .filter(key -> key.organization().equals(organization))
                .sorted(Comparator.comparing(key -> key.id().value()))
                .toList();
    }
}
