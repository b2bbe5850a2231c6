package dev.weir.tenancy;

import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import java.time.Instant;

/** The tenant boundary. Its name is unique in its organization. */
public record Project(ProjectId id, OrganizationId organization, String name, Instant createdAt) {}
