package dev.weir.console;

import dev.weir.spi.AttemptId;
import dev.weir.spi.Exchange;
import java.util.List;
import java.util.Map;

/**
 * An exchange with what its record only names.
 *
 * @param key the key's name
 * @param charges the arithmetic of each attempt that has a price
 */
public record TraceView(Exchange exchange, String key, Map<AttemptId, List<Charge>> charges) {
    public TraceView {
        charges = Map.copyOf(charges);
    }
}
