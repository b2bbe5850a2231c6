package dev.weir.batch;

import dev.weir.spi.Target;
import dev.weir.spi.VendorBatches;
import java.math.BigDecimal;
import java.util.Optional;

/** Which batches a provider works off itself. Thread-safe. */
public interface Passages {
    /** Where a batch for this public name of a model goes; empty if Weir makes its requests. */
    Optional<Passage> of(String model);

    /** The batches of a provider that was chosen before; empty if it is gone, or has none. */
    Optional<VendorBatches> at(Target target);

    /**
     * A deployment whose provider works off batches.
     *
     * @param priceShare what requests cost there, as a share of their usual price
     */
    record Passage(Target target, BigDecimal priceShare, VendorBatches vendor) {}
}
