package dev.weir.spi;

/** The tenant boundary: every stored row belongs to one project, or says why it does not. */
public record ProjectId(String value) {
    public ProjectId {
        if (value.isBlank()) {
            throw new IllegalArgumentException("a project id is not blank");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
