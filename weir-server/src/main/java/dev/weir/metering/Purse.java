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
    Purse OPEN = new Purse() {
        @Override
        public boolean isTight(Call call, Worst worst) {
            return false;
        }

        @Override
        public Outcome hold(Call call, Worst worst) {
            return Held.NOTHING;
        }
    };

    /**
     * Whether it matters how closely the worst case is known: if not, so much can be set aside without anybody missing
     * it. Holds nothing.
     */
    boolean isTight(Call call, Worst worst);

    /**
     * Sets money aside for one attempt.
     *
     * @param call with the deployment that is to be asked
     * @param worst the most that the attempt can use and cost
     */
    Outcome hold(Call call, Worst worst);

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
