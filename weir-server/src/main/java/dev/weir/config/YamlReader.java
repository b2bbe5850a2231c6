package dev.weir.config;

import dev.weir.config.ConfigNode.Entry;
import dev.weir.config.ConfigNode.Listing;
import dev.weir.config.ConfigNode.Mapping;
import dev.weir.config.ConfigNode.Nothing;
import dev.weir.config.ConfigNode.Scalar;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Turns YAML into nodes that know where they stand. It reads text, lists and maps only: tags make no objects, aliases
 * are counted by what they expand to, and depth is bounded before anything recurses.
 */
public final class YamlReader {
    private static final int MAX_DEPTH = 50;
    private static final int MAX_NODES = 100_000;
    private static final Set<String> EMPTY = Set.of("", "~", "null");
    private static final Set<Tag> PLAIN_TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.SEQ, Tag.MAP);

    private final String source;
    private final List<Problem> problems;
    private final LoadSettings settings;
    private int nodes;

    /**
     * @param source the file's name, for problems
     * @param problems what is wrong with the text is added here
     */
    public YamlReader(String source, List<Problem> problems) {
        this.source = source;
        this.problems = problems;
        this.settings = LoadSettings.builder().setLabel(source).build();
    }

    /** The one document of the text, or nothing where the text is empty or cannot be read. */
    public ConfigNode read(String text) {
        String yaml = Veil.over(text);
        try {
            return depthIsBounded(yaml)
                    ? new Compose(settings)
                            .composeString(yaml)
                            .map(this::convert)
                            .orElse(nothing())
                    : nothing();
        } catch (TooLarge e) {
            return nothing();
        } catch (MarkedYamlEngineException e) {
            return unreadable(origin(e.getProblemMark().or(e::getContextMark)), e.getProblem());
        } catch (ReaderException e) {
            return unreadable(position(yaml, e.getPosition()), "a character that YAML does not allow");
        } catch (YamlEngineException e) {
            return unreadable(Origin.whole(source), String.valueOf(e.getMessage()));
        }
    }

    private boolean depthIsBounded(String yaml) {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(yaml)) {
            depth += switch (event.getEventId()) {
                case MappingStart, SequenceStart -> 1;
                case MappingEnd, SequenceEnd -> -1;
                case Alias, Comment, Scalar, DocumentStart, DocumentEnd, StreamStart, StreamEnd -> 0;
            };
            if (depth > MAX_DEPTH) {
                report(origin(event.getStartMark()), "nested deeper than " + MAX_DEPTH, "write it flatter");
                return false;
            }
        }
        return true;
    }

    private ConfigNode convert(Node node) {
        Origin at = origin(node.getStartMark());
        if (++nodes > MAX_NODES || node.isRecursive()) {
            report(at, "aliases expand to more than " + MAX_NODES + " values", "write the values out");
            throw new TooLarge();
        }
        if (!PLAIN_TAGS.contains(node.getTag())) {
            report(at, "the tag " + node.getTag().getValue() + " is not supported", "write the plain value");
            return new Nothing(at);
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, at);
            case SequenceNode list ->
                new Listing(list.getValue().stream().map(this::convert).toList(), at);
            case MappingNode map -> mapping(map, at);
            default -> nothing();
        };
    }

    private static ConfigNode scalar(ScalarNode node, Origin at) {
        String text = Veil.lift(node.getValue());
        return node.isPlain() && EMPTY.contains(text) ? new Nothing(at) : new Scalar(text, false, at);
    }

    private ConfigNode mapping(MappingNode node, Origin at) {
        Map<String, Entry> entries = new LinkedHashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            entry(tuple, entries);
        }
        return new Mapping(entries, at);
    }

    private void entry(NodeTuple tuple, Map<String, Entry> entries) {
        Origin at = origin(tuple.getKeyNode().getStartMark());
        if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
            report(at, "a key must be a text", "write it as name: value");
            return;
        }
        String name = Veil.lift(key.getValue());
        Entry earlier = entries.putIfAbsent(name, new Entry(at, convert(tuple.getValueNode())));
        if (earlier != null) {
            report(at, "the key '" + name + "' is written twice", "keep one; the first is at " + earlier.keyAt());
        }
    }

    private ConfigNode unreadable(Origin at, String what) {
        report(at, "this is not YAML: " + Veil.lift(what), "look for a missing quote, bracket or indentation here");
        return nothing();
    }

    private Nothing nothing() {
        return new Nothing(Origin.whole(source));
    }

    private void report(Origin at, String what, String hint) {
        problems.add(new Problem(at, what, hint));
    }

    private Origin origin(Optional<Mark> mark) {
        return mark.map(m -> new Origin(source, m.getLine() + 1, m.getColumn() + 1))
                .orElse(Origin.whole(source));
    }

    private Origin position(String yaml, int index) {
        String before = yaml.substring(0, Math.min(index, yaml.length()));
        int line = (int) before.chars().filter(c -> c == '\n').count() + 1;
        return new Origin(source, line, before.length() - before.lastIndexOf('\n'));
    }

    /** The problem is already reported; the rest of the document is not looked at. */
    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;

        TooLarge() {
            super(null, null, false, false);
        }
    }
}
