package dev.weir.tenancy;

/** Wires the room. */
public final class TenancyRoom {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/tenancy/migrations";

    private TenancyRoom() {}
}
