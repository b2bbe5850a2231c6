package dev.weir.pipeline;

import dev.weir.spi.Target;
import java.math.BigDecimal;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A provider's answer that is there before the call is made, as from the provider's own batch. Bound around a call, the
 * call is routed to the deployment that gave it and passes the pipeline as any other, but its request is answered from
 * here; a second request, such as a repair, is made in earnest. A call with one is not answered from the cache.
 *
 * @param status of the provider's answer
 * @param body of the provider's answer
 * @param priceShare what it costs, as a share of the usual price
 * @param told whether it was given already
 */
public record Foretold(Target target, int status, byte[] body, BigDecimal priceShare, AtomicBoolean told) {
    /** Of the call that this thread makes. */
    public static final ScopedValue<Foretold> NOW = ScopedValue.newInstance();

    public Foretold(Target target, int status, byte[] body, BigDecimal priceShare) {
        this(target, status, body, priceShare, new AtomicBoolean());
    }

    /** Whether the next request of this thread's call is answered with what was foretold. */
    public static boolean isDue() {
        return NOW.isBound() && !NOW.get().told().get();
    }

    /** That stage for every call but those whose answer is there, which pass it by. */
    public static Stage passing(Stage stage) {
        return (call, next) -> NOW.isBound() ? next.proceed(call) : stage.handle(call, next);
    }
}
