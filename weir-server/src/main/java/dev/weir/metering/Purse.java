package dev.weir.metering;

import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.Money;
import org.jspecify.annotations.Nullable;

/**
 * Lets money be spent: asked before every attempt, told afterwards what it cost. Thread-safe. A node that is alone answers
 * at once; where nodes share a budget, the answer may take a second at most.
 */
public interface Purse {
    /** One without bottom. */
    Purse OPEN = (call, worst, currency) -> Held.NOTHING;

    /**
     * Sets money aside for one attempt.
     *
     * @param call with the deployment that is to be asked
     * @param worst the most that the attempt can cost; null if its deployment has no price
     * @param currency of {@code worst}; null with it
     */
    Outcome hold(Call call, @Nullable Money worst, @Nullable String currency);

    /** What came of the wish. */
    sealed interface Outcome {}

    /** The attempt is not to be made. */
    record Denied(Answer.Refused refusal) implements Outcome {}

    /** Money that was set aside. */
    non-sealed interface Held extends Outcome {
        /** Where there is nothing to keep account of. */
        Held NOTHING = cost -> {};

        /**
         * Tells what the attempt cost, once; whatever is left of what was set aside is free again.
         *
         * @param cost null if the attempt has no price
         */
        void settle(@Nullable Money cost);
    }
}
