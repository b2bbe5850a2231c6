package dev.weir.simulator;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A script being played into a log: it counts what the script's rules count. Safe for use by several threads. */
final class Round {
    private final Script script;
    private final ServedLog log;
    private final long before;
    private final long began = System.nanoTime();
    private final Speaker standard;
    private final Map<String, Speaker> speakers = new HashMap<>();
    private final List<AtomicLong> counts;

    Round(Script script, ServedLog log) {
        this.script = script;
        this.log = log;
        this.before = log.last();
        this.standard = new Speaker(script.standard().answer());
        script.models().forEach((name, behaviour) -> speakers.put(name, new Speaker(behaviour.answer())));
        this.counts =
                Stream.generate(AtomicLong::new).limit(script.faults().size()).toList();
    }

    Script script() {
        return script;
    }

    ServedLog log() {
        return log;
    }

    Speaker speaker(String model) {
        return speakers.getOrDefault(model, standard);
    }

    /** What goes wrong with this request, by the first rule that strikes; every rule counts, whoever wins. */
    @Nullable
    Fault fault(long ordinal, String model, boolean prefilled) {
        Fault struck = null;
        for (int i = 0; i < script.faults().size(); i++) {
            FaultRule rule = script.faults().get(i);
            if (strikes(rule, i, ordinal, model, prefilled) && struck == null) {
                struck = rule.fault();
            }
        }
        return struck;
    }

    private boolean strikes(FaultRule rule, int index, long ordinal, String model, boolean prefilled) {
        if (!rule.isFor(model)) {
            return false;
        }
        // A rule for all models counts by ordinal, so that a request's fate does not depend on interleaving.
        long number =
                rule.isForEveryModel() ? ordinal - before : counts.get(index).incrementAndGet();
        return switch (rule.trigger()) {
            case Trigger.Always() -> true;
            case Trigger.At(var requests) -> requests.contains(number);
            case Trigger.Every(long k) -> number % k == 0;
            case Trigger.Chance(double share) -> Odds.fraction(script.seed(), ordinal, index) < share;
            case Trigger.Prefilled() -> prefilled;
            case Trigger.Flapping flapping -> flapping.isDown(System.nanoTime() - began);
        };
    }
}
