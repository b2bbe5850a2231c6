package dev.weir.spi;

/**
 * Who acts: the holder of a virtual key, or a person signed in to the console.
 *
 * @param key the credential used
 * @param name what people call this credential
 * @param role what it may do
 * @param allProjects whether it may name another project of the organization than its own
 */
public record Principal(
        KeyId key, String name, OrganizationId organization, ProjectId project, Role role, boolean allProjects) {

    public boolean may(Role needed) {
        return role.mayActAs(needed);
    }

    /** The same actor, looking at another project. The caller has checked that it may. */
    public Principal in(ProjectId other) {
        return new Principal(key, name, organization, other, role, allProjects);
    }
}
