package dev.weir.spi;

/** What a key or a person may do in a project, from most to least. Each role may do what the later ones may. */
public enum Role {
    /** Everything, the organization's settings included. */
    OWNER,
    /** Keys, projects, configuration. */
    ADMIN,
    /** Calls models, changes knowledge bases, reads traces. */
    DEVELOPER,
    /** Reads. */
    VIEWER;

    public boolean mayActAs(Role needed) {
        return compareTo(needed) <= 0;
    }
}
