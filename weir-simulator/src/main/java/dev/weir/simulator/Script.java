package dev.weir.simulator;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Everything a simulator is told: immutable, safe to share.
 *
 * <p>{@code Script.parse("{\"default\": {\"answer\": \"Hello.\"}}")} and
 * {@code Script.saying(new Answer.Fixed("Hello."))} are the same script.
 *
 * @param seed every random decision follows from it and a request's ordinal
 * @param standard the behaviour of every model not named in {@code models}
 * @param models behaviours by model name; also what {@code GET /v1/models} lists
 * @param faults the first rule that strikes wins
 * @param headersSelect whether a request may choose its fault by {@code x-sim-fault} and {@code x-sim-delay}
 */
public record Script(
        long seed, Behaviour standard, Map<String, Behaviour> models, List<FaultRule> faults, boolean headersSelect) {

    /** Echoes, at once, without faults; headers may select. */
    public static final Script DEFAULT = new Script(0, Behaviour.DEFAULT, Map.of(), List.of(), true);

    public Script {
        SequencedMap<String, Behaviour> ordered = new LinkedHashMap<>(models);
        models = Collections.unmodifiableSequencedMap(ordered);
        faults = List.copyOf(faults);
    }

    /**
     * Reads a script from its JSON form, as {@code docs/simulator.md} describes it.
     *
     * @throws BadScript naming the field, what was wrong and what would be right
     */
    public static Script parse(String json) {
        return ScriptReader.read(json);
    }

    /** The default script with this answer. */
    public static Script saying(Answer answer) {
        return DEFAULT.withStandard(Behaviour.DEFAULT.withAnswer(answer));
    }

    public Script withSeed(long other) {
        return new Script(other, standard, models, faults, headersSelect);
    }

    public Script withStandard(Behaviour other) {
        return new Script(seed, other, models, faults, headersSelect);
    }

    public Script withPace(Pace pace) {
        return withStandard(standard.withPace(pace));
    }

    /** The same script with one more model, or another behaviour for one it has. */
    public Script withModel(String name, Behaviour behaviour) {
        SequencedMap<String, Behaviour> more = new LinkedHashMap<>(models);
        more.put(name, behaviour);
        return new Script(seed, standard, more, faults, headersSelect);
    }

    /** The same script with one more rule, tried after those it has. */
    public Script withFault(FaultRule rule) {
        List<FaultRule> more = new ArrayList<>(faults);
        more.add(rule);
        return new Script(seed, standard, models, more, headersSelect);
    }

    Behaviour behaviour(String model) {
        return models.getOrDefault(model, standard);
    }
}
