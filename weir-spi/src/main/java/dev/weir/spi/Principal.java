package dev.weir.spi;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who acts: the holder of a virtual key, or a person signed in to the console.
 *
 * @param key the credential used
 * @param name what people call this credential
 * @param role what it may do
 * @param allProjects whether it may name another project of the organization than its own
 * @param permissions what it was given besides its role
 * @param endUser whom it acts for; null for nobody in particular
 */
public record Principal(
        KeyId key,
        String name,
        OrganizationId organization,
        ProjectId project,
        Role role,
        boolean allProjects,
        Set<Permission> permissions,
        @Nullable EndUser endUser) {

    public Principal {
        permissions = Set.copyOf(permissions);
    }

    /** One without permissions besides its role, for nobody in particular. */
    public Principal(
            KeyId key, String name, OrganizationId organization, ProjectId project, Role role, boolean allProjects) {
        this(key, name, organization, project, role, allProjects, Set.of(), null);
    }

    public boolean may(Role needed) {
        return role.mayActAs(needed);
    }

    /** Whether it was given the permission, or could give it to itself: admins make keys. */
    public boolean holds(Permission permission) {
        return permissions.contains(permission) || may(Role.ADMIN);
    }

    /** The same actor, looking at another project. The caller has checked that it may. */
    public Principal in(ProjectId other) {
        return new Principal(key, name, organization, other, role, allProjects, permissions, endUser);
    }

    /** The same actor, for this end user. The caller has checked the proof. */
    public Principal actingFor(EndUser proved) {
        return new Principal(key, name, organization, project, role, allProjects, permissions, proved);
    }
}
