package dev.weir.spi;

/** Who pays: an organization holds projects. */
public record OrganizationId(String value) {
    public OrganizationId {
        Ids.check(value, "org_");
    }

    @Override
    public String toString() {
        return value;
    }
}
