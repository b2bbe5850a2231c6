package dev.weir.limits;

import dev.weir.limits.SlowDown.Slowed;
import dev.weir.notice.Notice;
import dev.weir.notice.Notices;
import dev.weir.tenancy.Tenancy;
import dev.weir.tenancy.VirtualKey;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Tells when a key begins to be slowed down, once each time. */
final class SlowDownWatch implements Runnable {
    private static final Duration NEWS = Duration.ofHours(1);

    private final SlowDown slowDown;
    private final Tenancy tenancy;
    private final Notices notices;

    SlowDownWatch(SlowDown slowDown, Tenancy tenancy, Notices notices) {
        this.slowDown = slowDown;
        this.tenancy = tenancy;
        this.notices = notices;
    }

    @Override
    public void run() {
        slowDown.all().forEach(slowed -> tenancy.key(slowed.key()).ifPresent(key -> tell(slowed, key)));
    }

    private void tell(Slowed slowed, VirtualKey key) {
        String id = Notice.id("key.slowed", key.id().value(), slowed.since().toString());
        if (notices.isTold(id)) {
            return;
        }
        Map<String, Object> details = new LinkedHashMap<>();
        details.put("refusals", slowed.refusals());
        details.put("delay_ms", slowed.delay().toMillis());
        details.put("since", slowed.since().toString());
        notices.tell(new Notice(
                id,
                "key.slowed",
                key.organization(),
                key.project(),
                "key",
                key.id().value(),
                "key '" + key.name() + "'",
                "The key '" + key.name() + "' was refused again and again, and its calls are slowed down.",
                slowed.since(),
                slowed.since().plus(NEWS),
                details));
    }
}
