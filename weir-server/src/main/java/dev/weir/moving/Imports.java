package dev.weir.moving;

import dev.weir.config.ConfigException;
import dev.weir.config.ConfigNode;
import dev.weir.config.Problem;
import dev.weir.config.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Makes a {@code weir.yaml} of the configuration of another gateway. */
public final class Imports {
    private final Set<String> kinds;

    /**
     * @param kinds the kinds of providers that this Weir has; what needs another one is not carried
     */
    public Imports(Set<String> kinds) {
        this.kinds = Set.copyOf(kinds);
    }

    /**
     * From LiteLLM's {@code config.yaml}.
     *
     * @param source the file's name, for messages
     * @throws ConfigException if the text cannot be read
     */
    public Imported liteLlm(String source, String text) {
        Notes notes = new Notes();
        Draft draft = new Draft(kinds);
        new LiteLlm(new Part(read(source, text), "", notes), draft).run();
        return draft.finished(source, "litellm", notes);
    }

    /**
     * From a config of Portkey's, in JSON.
     *
     * @param model the public name that the config gets, as it has none of its own
     * @throws ConfigException if the text cannot be read
     */
    public Imported portkey(String source, String text, String model) {
        Notes notes = new Notes();
        Draft draft = new Draft(kinds);
        new Portkey(new Part(read(source, text), "", notes), draft, model).run();
        return draft.finished(source, "portkey", notes);
    }

    /**
     * From OpenRouter's: a list of models as its API gives it, model ids, or requests with {@code models}, alone or by
     * name.
     *
     * @param model the public name of what has none of its own
     * @throws ConfigException if the text cannot be read
     */
    public Imported openRouter(String source, String text, String model) {
        Notes notes = new Notes();
        Draft draft = new Draft(kinds);
        new OpenRouter(read(source, text), notes, draft, model).run();
        return draft.finished(source, "openrouter", notes);
    }

    private static ConfigNode read(String source, String text) {
        List<Problem> problems = new ArrayList<>();
        boolean json =
                text.stripLeading().startsWith("{") || text.stripLeading().startsWith("[");
        ConfigNode root = new YamlReader(source, problems).read(json ? text.replace('\t', ' ') : text);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return root;
    }
}
