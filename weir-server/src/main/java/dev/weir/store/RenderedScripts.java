package dev.weir.store;

import java.io.Reader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.flywaydb.core.api.ResourceProvider;
import org.flywaydb.core.api.resource.LoadableResource;
import org.jspecify.annotations.Nullable;

/** Migrations as an engine other than the one that they were written for wants them. */
final class RenderedScripts implements ResourceProvider {
    private final SortedMap<String, LoadableResource> scripts = new TreeMap<>();

    RenderedScripts(Map<String, byte[]> scripts, UnaryOperator<String> rendering) {
        scripts.forEach((name, script) -> this.scripts.put(
                name, new Rendered(name, rendering.apply(new String(script, StandardCharsets.UTF_8)))));
    }

    @Override
    public @Nullable LoadableResource getResource(String name) {
        return scripts.get(name);
    }

    @Override
    public Collection<LoadableResource> getResources(String prefix, String[] suffixes) {
        List<String> ends = Arrays.asList(suffixes);
        return scripts.entrySet().stream()
                .filter(script ->
                        script.getKey().startsWith(prefix) && ends.stream().anyMatch(script.getKey()::endsWith))
                .map(Map.Entry::getValue)
                .toList();
    }

    private static final class Rendered extends LoadableResource {
        private final String name;
        private final String text;

        Rendered(String name, String text) {
            this.name = name;
            this.text = text;
        }

        @Override
        public Reader read() {
            return new StringReader(text);
        }

        @Override
        public String getAbsolutePath() {
            return name;
        }

        @Override
        public String getAbsolutePathOnDisk() {
            return name;
        }

        @Override
        public String getFilename() {
            return name;
        }

        @Override
        public String getRelativePath() {
            return name;
        }
    }
}
