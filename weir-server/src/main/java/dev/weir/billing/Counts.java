package dev.weir.billing;

import java.math.BigDecimal;

/**
 * What charges add up to.
 *
 * @param answered those without an error
 * @param estimated those whose tokens Weir counted
 */
record Counts(
        long charges,
        BigDecimal cost,
        long answered,
        long input,
        long cachedInput,
        long output,
        long reasoning,
        long searches,
        long estimated) {
    Counts plus(Counts other) {
        return new Counts(
                Math.addExact(charges, other.charges),
                cost.add(other.cost),
                Math.addExact(answered, other.answered),
                Math.addExact(input, other.input),
                Math.addExact(cachedInput, other.cachedInput),
                Math.addExact(output, other.output),
                Math.addExact(reasoning, other.reasoning),
                Math.addExact(searches, other.searches),
                Math.addExact(estimated, other.estimated));
    }
}
