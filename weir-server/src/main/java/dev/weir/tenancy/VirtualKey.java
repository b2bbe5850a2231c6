package dev.weir.tenancy;

import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Permission;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A credential that Weir issued, without its text.
 *
 * @param prefix how its text starts, to recognise it in a list
 * @param project where it acts unless it names another
 * @param allProjects whether it may name any project of the organization
 * @param createdBy the key that made it; null for the first ones
 * @param revokedBy null also when another key from the environment took its place
 * @param lastUsedAt to the second, or a little older after a crash
 * @param rotation its last change of text; null if it has its first one
 * @param permissions what it may do besides what its role says; never changes
 */
public record VirtualKey(
        KeyId id,
        String name,
        String prefix,
        OrganizationId organization,
        ProjectId project,
        Role role,
        boolean allProjects,
        KeyOrigin origin,
        Instant createdAt,
        @Nullable KeyId createdBy,
        @Nullable Instant revokedAt,
        @Nullable KeyId revokedBy,
        @Nullable Instant lastUsedAt,
        CallLimits limits,
        @Nullable Rotation rotation,
        Set<Permission> permissions) {

    public VirtualKey {
        permissions = Set.copyOf(permissions);
    }

    public boolean isLive() {
        return revokedAt == null;
    }

    /** One of those that can always put things right: an owner of the whole organization, kept by a person. */
    boolean isOrganizationOwner() {
        return isLive() && role == Role.OWNER && allProjects && origin != KeyOrigin.CLI;
    }

    Principal principal() {
        return new Principal(id, name, organization, project, role, allProjects, permissions, null);
    }

    VirtualKey revoked(Instant at, @Nullable KeyId by) {
        return changed(prefix, at, by, lastUsedAt, limits, rotation);
    }

    VirtualKey usedAt(@Nullable Instant at) {
        return changed(prefix, revokedAt, revokedBy, at, limits, rotation);
    }

    VirtualKey limited(CallLimits changed) {
        return changed(prefix, revokedAt, revokedBy, lastUsedAt, changed, rotation);
    }

    VirtualKey rotated(String newPrefix, Rotation rotated) {
        return changed(newPrefix, revokedAt, revokedBy, lastUsedAt, limits, rotated);
    }

    /** All that ever changes; the rest is what the key was made with. */
    private VirtualKey changed(
            String newPrefix,
            @Nullable Instant revoked,
            @Nullable KeyId revoker,
            @Nullable Instant used,
            CallLimits limited,
            @Nullable Rotation rotated) {
        return new VirtualKey(
                id,
                name,
                newPrefix,
                organization,
                project,
                role,
                allProjects,
                origin,
                createdAt,
                createdBy,
                revoked,
                revoker,
                used,
                limited,
                rotated,
                permissions);
    }
}
