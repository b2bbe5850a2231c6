package dev.weir.tenancy;

import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import java.time.Instant;

/** The tenant boundary. Its name is unique in its organization. */
public record Project(ProjectId id, OrganizationId organization, String name, Instant createdAt, CallLimits limits) {
    /** A project without limits of its own. */
    public Project(ProjectId id, OrganizationId organization, String name, Instant createdAt) {
        this(id, organization, name, createdAt, CallLimits.NONE);
    }

    Project limited(CallLimits changed) {
        return new Project(id, organization, name, createdAt, changed);
    }
}
