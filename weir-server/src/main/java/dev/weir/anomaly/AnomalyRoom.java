package dev.weir.anomaly;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.notice.Notices;
import dev.weir.tenancy.Tenancy;
import dev.weir.usage.KeyHours;

/** Wires the room. */
public final class AnomalyRoom {
    private final Notices notices;

    public AnomalyRoom(Notices notices) {
        this.notices = notices;
    }

    /** Tells what is unusual, whenever it is run. */
    public Runnable watch(KeyHours hours, Tenancy tenancy, Clock clock) {
        return new AnomalyWatch(hours, tenancy, notices, clock);
    }

    public Routes routes() {
        return new AnomalyRoutes(notices).routes();
    }
}
