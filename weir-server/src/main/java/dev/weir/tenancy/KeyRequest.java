package dev.weir.tenancy;

import dev.weir.spi.Permission;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import java.util.Set;

/**
 * What a new key is to be.
 *
 * @param name 1 to 64 characters, for people
 * @param allProjects whether it may name other projects of the organization
 * @param permissions what it may do besides what its role says
 */
public record KeyRequest(
        String name,
        Role role,
        ProjectId project,
        boolean allProjects,
        CallLimits limits,
        Set<Permission> permissions) {
    /** A key without limits of its own. */
    public KeyRequest(String name, Role role, ProjectId project, boolean allProjects) {
        this(name, role, project, allProjects, CallLimits.NONE);
    }

    /** A key that may do what its role says. */
    public KeyRequest(String name, Role role, ProjectId project, boolean allProjects, CallLimits limits) {
        this(name, role, project, allProjects, limits, Set.of());
    }

    public KeyRequest {
        name = Names.check(name);
        permissions = Set.copyOf(permissions);
    }
}
