package dev.weir.usage;

import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import dev.weir.tenancy.Organization;
import dev.weir.tenancy.Project;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.util.Optional;

/** What people call the keys, projects and organizations of a report. From memory. */
final class Names {
    private final Tenancy tenancy;

    Names(Tenancy tenancy) {
        this.tenancy = tenancy;
    }

    static boolean has(Dimension dimension) {
        return switch (dimension.kind()) {
            case KEY, PROJECT, ORGANIZATION -> true;
            default -> false;
        };
    }

    /**
     * @param dimension its name on the wire
     */
    Optional<String> title(String dimension, String id) {
        if (id.isEmpty()) {
            return Optional.empty();
        }
        return switch (dimension) {
            case "key" -> tenancy.key(new KeyId(id)).map(VirtualKey::name);
            case "project" -> tenancy.project(new ProjectId(id)).map(Project::name);
            case "organization" -> tenancy.organization(new OrganizationId(id)).map(Organization::name);
            default -> Optional.empty();
        };
    }
}
