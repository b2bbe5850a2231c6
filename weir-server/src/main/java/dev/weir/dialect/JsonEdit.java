package dev.weir.dialect;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Changes to the members of a JSON object, made in its bytes: what is not named is copied exactly, with its order, its
 * numbers as they were written, and its white space. The values given are JSON texts and are trusted. Immutable.
 *
 * <pre>{@code
 * byte[] forVendor = JsonEdit.of()
 *         .set("model", "\"gpt-x\"")
 *         .remove("weir")
 *         .setIn("stream_options", "include_usage", "true")
 *         .prepend("messages", systemMessage)
 *         .apply(body);
 * }</pre>
 */
public final class JsonEdit {
    private static final JsonEdit NOTHING = new JsonEdit(Map.of());

    private final Map<String, Change> changes;

    private JsonEdit(Map<String, Change> changes) {
        this.changes = changes;
    }

    private sealed interface Change {
        record Set(String json) implements Change {}

        record Remove() implements Change {}

        record Inside(JsonEdit members) implements Change {}

        /** A text that stands alone becomes an element between {@code before} and {@code after}. */
        record Prepend(String element, @Nullable String before, String after) implements Change {}

        /** The same at the end. */
        record Append(String element, @Nullable String before, String after) implements Change {}
    }

    /** No change. */
    public static JsonEdit of() {
        return NOTHING;
    }

    /** Gives a member this value; adds it at the end if it is absent. */
    public JsonEdit set(String name, String json) {
        return with(name, new Change.Set(json));
    }

    /** Gives a member this text, quoted and escaped. */
    public JsonEdit setText(String name, String text) {
        return set(name, quoted(text));
    }

    /** Drops a member, if it is there. */
    public JsonEdit remove(String name) {
        return with(name, new Change.Remove());
    }

    /** Sets a member of the object under {@code object}; a new object replaces whatever else stood there. */
    public JsonEdit setIn(String object, String name, String json) {
        JsonEdit before = changes.get(object) instanceof Change.Inside inside ? inside.members : NOTHING;
        return with(object, new Change.Inside(before.set(name, json)));
    }

    /** Puts an element before the others of the list under {@code list}; a new list replaces whatever else stood there. */
    public JsonEdit prepend(String list, String element) {
        String after = changes.get(list) instanceof Change.Prepend earlier ? "," + earlier.element : "";
        return with(list, new Change.Prepend(element + after, null, ""));
    }

    /**
     * As {@link #prepend}, but a text that stands in place of the list is kept, as an element.
     *
     * @param before the JSON that makes an element of the text, up to it
     * @param after the rest of that JSON
     */
    public JsonEdit prepend(String list, String element, String before, String after) {
        return with(list, new Change.Prepend(element, before, after));
    }

    /** Puts an element after the others of the list under {@code list}; a new list replaces whatever else stood there. */
    public JsonEdit append(String list, String element) {
        return with(list, new Change.Append(element, null, ""));
    }

    /** As {@link #append(String, String)}, but a text in place of the list is kept, as with {@code prepend}. */
    public JsonEdit append(String list, String element, String before, String after) {
        return with(list, new Change.Append(element, before, after));
    }

    private JsonEdit with(String name, Change change) {
        Map<String, Change> more = new LinkedHashMap<>(changes);
        more.put(name, change);
        return new JsonEdit(more);
    }

    /** A JSON string of this text. */
    public static String quoted(String text) {
        return new String(Json.write(out -> out.writeString(text)), StandardCharsets.UTF_8);
    }

    /**
     * Makes the changes.
     *
     * @param json a JSON object in UTF-8
     * @throws IllegalArgumentException if it is not one
     */
    public byte[] apply(byte[] json) {
        if (changes.isEmpty()) {
            return json;
        }
        JsonMembers members = JsonMembers.of(json);
        Output out = new Output(json);
        Map<String, Change> additions = new LinkedHashMap<>(changes);
        for (JsonMembers.Member member : members.list()) {
            additions.remove(member.name());
            out.member(member, changes.get(member.name()));
        }
        additions.forEach((name, change) -> out.add(name, added(change)));
        return out.finish();
    }

    private static @Nullable String added(Change change) {
        return switch (change) {
            case Change.Set set -> set.json;
            case Change.Remove _ -> null;
            case Change.Inside inside ->
                new String(inside.members.apply("{}".getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
            case Change.Prepend prepend -> "[" + prepend.element + "]";
            case Change.Append append -> "[" + append.element + "]";
        };
    }

    /** Copies as late as it can: a separator only when it is known that the member after it stays. */
    private static final class Output {
        private final byte[] source;
        private final ByteArrayOutputStream bytes;
        private int copied;
        private boolean empty = true;
        private boolean dropSeparator;

        Output(byte[] source) {
            this.source = source;
            this.bytes = new ByteArrayOutputStream(source.length + 256);
        }

        void member(JsonMembers.Member member, @Nullable Change change) {
            if (change instanceof Change.Remove) {
                remove(member);
                return;
            }
            if (dropSeparator) {
                copied = member.nameStart();
                dropSeparator = false;
            }
            copyTo(member.valueStart());
            value(member, change);
            empty = false;
        }

        /** With the comma before it, or, while nothing was kept yet, the comma after it. */
        private void remove(JsonMembers.Member member) {
            if (empty) {
                copyTo(dropSeparator ? copied : member.nameStart());
                dropSeparator = true;
            }
            copied = member.end();
        }

        private void value(JsonMembers.Member member, @Nullable Change change) {
            switch (change) {
                case null -> copyTo(member.end());
                case Change.Remove _ -> copied = member.end();
                case Change.Set set -> replace(member, set.json);
                case Change.Inside inside -> inside(member, inside);
                case Change.Prepend prepend -> prepend(member, prepend);
                case Change.Append append -> append(member, append);
            }
        }

        private void replace(JsonMembers.Member member, @Nullable String json) {
            put(json == null ? "null" : json);
            copied = member.end();
        }

        private void inside(JsonMembers.Member member, Change.Inside inside) {
            if (source[member.valueStart()] != '{') {
                replace(member, added(inside));
                return;
            }
            byte[] object = java.util.Arrays.copyOfRange(source, member.valueStart(), member.end());
            bytes.writeBytes(inside.members.apply(object));
            copied = member.end();
        }

        private void prepend(JsonMembers.Member member, Change.Prepend prepend) {
            byte first = source[member.valueStart()];
            if (first == '"' && prepend.before != null) {
                put("[" + prepend.element + "," + prepend.before);
                bytes.write(source, member.valueStart(), member.end() - member.valueStart());
                put(prepend.after + "]");
                copied = member.end();
                return;
            }
            if (first != '[') {
                replace(member, added(prepend));
                return;
            }
            copyTo(member.valueStart() + 1);
            put(prepend.element + (JsonMembers.isEmptyList(source, member.valueStart()) ? "" : ","));
            copyTo(member.end());
        }

        private void append(JsonMembers.Member member, Change.Append append) {
            if (source[member.valueStart()] == '"' && append.before != null) {
                put("[" + append.before);
                bytes.write(source, member.valueStart(), member.end() - member.valueStart());
                put(append.after + "," + append.element + "]");
                copied = member.end();
                return;
            }
            if (source[member.valueStart()] != '[') {
                replace(member, added(append));
                return;
            }
            copyTo(member.end() - 1);
            put((JsonMembers.isEmptyList(source, member.valueStart()) ? "" : ",") + append.element);
            copyTo(member.end());
        }

        void add(String name, @Nullable String json) {
            if (json == null) {
                return;
            }
            if (empty) {
                copyTo(dropSeparator ? copied : JsonMembers.afterBrace(source));
            }
            put((empty ? "" : ",") + quoted(name) + ":" + json);
            empty = false;
        }

        byte[] finish() {
            copyTo(source.length);
            return bytes.toByteArray();
        }

        private void copyTo(int end) {
            bytes.write(source, copied, end - copied);
            copied = end;
        }

        private void put(String json) {
            bytes.writeBytes(json.getBytes(StandardCharsets.UTF_8));
        }
    }
}
