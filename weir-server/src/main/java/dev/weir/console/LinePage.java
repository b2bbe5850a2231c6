package dev.weir.console;

import dev.weir.console.BillingSource.Bill;
import dev.weir.console.BillingSource.Made;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one line of a bill is made of.
 *
 * @param next the address of the next page, or null
 */
public record LinePage(
        Shell shell, Bill bill, Made made, @Nullable Link next, boolean first, Instant now) {}
