package dev.weir.spi;

/** The tenant boundary: every stored row belongs to one project, or says why it does not. */
public record ProjectId(String value) {
    public ProjectId {
        Ids.check(value, "proj_");
    }

    @Override
    public String toString() {
        return value;
    }
}
