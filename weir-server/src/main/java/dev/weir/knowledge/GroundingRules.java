package dev.weir.knowledge;

import dev.weir.knowledge.grounding.Groundedness;
import dev.weir.spi.Call;
import dev.weir.spi.Grounding;
import dev.weir.spi.Grounding.Policy;
import org.jspecify.annotations.Nullable;

/**
 * What the installation does about sentences that passages do not support, where a request does not say otherwise;
 * changed while Weir runs. Thread-safe.
 */
public final class GroundingRules {
    /** Verdicts beside answers that are passed on as they come, and no judge. */
    public static final Settings STANDARD =
            new Settings(new Grounding(Policy.MARK, Groundedness.THRESHOLD, null), 64 * 1024);

    private volatile Settings settings;

    public GroundingRules(Settings settings) {
        this.settings = settings;
    }

    /**
     * What is configured.
     *
     * @param standard what holds for whatever a request leaves open; it leaves nothing open but the judge
     * @param longest the most characters of an answer that are judged, and so the most that are held back
     */
    public record Settings(Grounding standard, int longest) {
        public Settings {
            if (standard.policy() == null || standard.threshold() == null) {
                throw new IllegalArgumentException("a policy and a threshold are needed");
            }
        }
    }

    /** Other settings from now on. Calls in progress end as they began. */
    public void change(Settings changed) {
        settings = changed;
    }

    Rule of(Call call) {
        Settings now = settings;
        Grounding all = call.options().grounding().or(now.standard());
        Policy policy = all.policy() == null ? Policy.MARK : all.policy();
        double threshold = all.threshold() == null ? Groundedness.THRESHOLD : all.threshold();
        return new Rule(policy, threshold, all.judge(), now.longest());
    }

    /** What holds for one call. */
    record Rule(Policy policy, double threshold, @Nullable String judge, int longest) {}
}
