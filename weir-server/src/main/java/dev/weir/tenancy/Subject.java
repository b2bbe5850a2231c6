package dev.weir.tenancy;

import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;

/**
 * Whose money it is.
 *
 * @param owner the organization's id for an organization, else the project's: names of users, models and tags mean
 *     something in their project only
 * @param name the id of an organization, project or key; the name of a user, model or tag
 */
public record Subject(Scope scope, String owner, String name) {
    public static Subject of(OrganizationId id) {
        return new Subject(Scope.ORGANIZATION, id.value(), id.value());
    }

    public static Subject of(ProjectId id) {
        return new Subject(Scope.PROJECT, id.value(), id.value());
    }

    /**
     * @param project where the key was made; its calls count together wherever they are made
     */
    public static Subject of(ProjectId project, KeyId id) {
        return new Subject(Scope.KEY, project.value(), id.value());
    }
}
