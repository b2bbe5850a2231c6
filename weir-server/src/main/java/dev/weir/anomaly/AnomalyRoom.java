package dev.weir.anomaly;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.notice.Notices;
import dev.weir.store.Database;
import dev.weir.store.Projection;
import dev.weir.tenancy.Tenancy;

/** Wires the room. */
public final class AnomalyRoom {
    /** The resource folder of the tables' scripts. */
    public static final String MIGRATIONS = "dev/weir/anomaly/migrations";

    private final KeyHoursDao hours;

    /**
     * @param database opened with {@link #MIGRATIONS}
     */
    public AnomalyRoom(Database database) {
        this.hours = new KeyHoursDao(database);
    }

    /** Adds up what keys use. */
    public Projection projection() {
        return hours;
    }

    /** Tells what is unusual, whenever it is run. */
    public Runnable watch(Tenancy tenancy, Notices notices, Clock clock) {
        return new AnomalyWatch(hours, tenancy, notices, clock);
    }

    public Routes routes(Notices notices) {
        return new AnomalyRoutes(notices).routes();
    }
}
