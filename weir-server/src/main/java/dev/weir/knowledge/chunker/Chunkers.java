package dev.weir.knowledge.chunker;

import dev.weir.spi.document.Chunker;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The chunkers on the class path by name: Weir's own and those of extensions. */
public final class Chunkers {
    /** That of a knowledge base that chooses none. */
    public static final String DEFAULT = "recursive";

    private static final Map<String, Chunker.Factory<?>> KINDS = load();

    private Chunkers() {}

    private static Map<String, Chunker.Factory<?>> load() {
        Map<String, Chunker.Factory<?>> kinds = new TreeMap<>();
        for (Chunker.Factory<?> factory : ServiceLoader.load(Chunker.Factory.class)) {
            kinds.put(factory.name(), factory);
        }
        return kinds;
    }

    /** All of them, by name. */
    public static Map<String, Chunker.Factory<?>> kinds() {
        return Map.copyOf(KINDS);
    }

    /** The one of that name; null if there is none. */
    public static Chunker.@Nullable Factory<?> kind(String name) {
        return KINDS.get(name);
    }
}
