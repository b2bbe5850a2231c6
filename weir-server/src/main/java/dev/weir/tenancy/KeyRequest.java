package dev.weir.tenancy;

import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;

/**
 * What a new key is to be.
 *
 * @param name 1 to 64 characters, for people
 * @param allProjects whether it may name other projects of the organization
 */
public record KeyRequest(String name, Role role, ProjectId project, boolean allProjects, CallLimits limits) {
    /** A key without limits of its own. */
    public KeyRequest(String name, Role role, ProjectId project, boolean allProjects) {
        this(name, role, project, allProjects, CallLimits.NONE);
    }

    public KeyRequest {
        name = Names.check(name);
    }
}
