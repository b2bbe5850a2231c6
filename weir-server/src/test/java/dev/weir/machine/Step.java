package dev.weir.machine;

import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.state.Action;
import net.jqwik.api.state.Transformer;

/**
 * Something that may be done to a world.
 *
 * @param possible whether there is anything to do it to
 * @param transformer all ways of doing it
 */
public record Step<W>(Predicate<W> possible, Arbitrary<Transformer<W>> transformer) implements Action.Independent<W> {
    public static <W> Step<W> any(Arbitrary<Transformer<W>> transformer) {
        return new Step<>(world -> true, transformer);
    }

    public static <W> Step<W> one(String name, Consumer<W> done) {
        return any(Arbitraries.just(Transformer.mutate(name, done)));
    }

    @Override
    public boolean precondition(W world) {
        return possible.test(world);
    }
}
