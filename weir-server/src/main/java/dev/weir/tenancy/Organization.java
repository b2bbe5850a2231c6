package dev.weir.tenancy;

import dev.weir.spi.OrganizationId;
import java.time.Instant;

/** Who pays. Holds projects. */
public record Organization(OrganizationId id, String name, Instant createdAt) {}
