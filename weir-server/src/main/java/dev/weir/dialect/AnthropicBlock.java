package dev.weir.dialect;

import org.jspecify.annotations.Nullable;

/**
 * A content block of a request, as far as it is looked at before it is passed on. Kinds that are not known are the
 * provider's business.
 *
 * @param text its text, or that of a tool's result
 * @param id the call that it is, or answers
 * @param path where it stands
 */
record AnthropicBlock(String type, String text, @Nullable String id, String path) {

    static AnthropicBlock text(String text) {
        return new AnthropicBlock("text", text, null, "");
    }

    static AnthropicBlock read(RequestReader in) {
        in.expectObject("an object with a type");
        String path = in.path();
        Members members = new Members();
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            members.read(in, name);
        }
        String type = members.type;
        if (type == null) {
            throw in.missing("type", "Say what the block is, such as \"text\".");
        }
        members.complain(in, type);
        boolean result = type.equals("tool_result");
        String text = result ? members.content : type.equals("text") ? members.text : "";
        return new AnthropicBlock(type, text == null ? "" : text, result ? members.callId : members.id, path);
    }

    /** Whether it is a message's text, and there is none. */
    boolean isBlank() {
        return path.isEmpty() && text.isEmpty();
    }

    private static final class Members {
        private @Nullable String type;
        private @Nullable String text;
        private @Nullable String content;
        private @Nullable String id;
        private @Nullable String callId;
        private @Nullable BadRequest other;
        private boolean named;
        private boolean input;
        private boolean thinking;
        private @Nullable AnthropicSource source;

        void read(RequestReader in, String name) {
            switch (name) {
                case "type" -> type = in.string("a string");
                case "text" -> text = stringOrSkip(in);
                case "id" -> id = stringOrSkip(in);
                case "tool_use_id" -> callId = stringOrSkip(in);
                case "name" -> named = stringOrSkip(in) != null;
                case "input" -> {
                    input = in.isObject();
                    in.skip();
                }
                case "thinking" -> thinking = stringOrSkip(in) != null;
                case "source" -> source = source(in);
                case "content" -> content = content(in);
                default -> in.skip();
            }
        }

        private static @Nullable AnthropicSource source(RequestReader in) {
            if (in.isObject()) {
                return AnthropicSource.read(in);
            }
            in.skip();
            return null;
        }

        private static @Nullable String stringOrSkip(RequestReader in) {
            if (in.isString()) {
                return in.string("a string");
            }
            in.skip();
            return null;
        }

        /** The texts of a tool's result; what a vendor's own tool gave back is the vendor's business. */
        private String content(RequestReader in) {
            if (in.isString()) {
                return in.string("a string");
            }
            if (!in.isList()) {
                other = in.isNull() || in.isObject() ? null : in.mustBe("a string or a list of content blocks");
                in.skip();
                return "";
            }
            StringBuilder texts = new StringBuilder();
            while (in.nextElement()) {
                texts.append(innerText(in));
            }
            return texts.toString();
        }

        private static String innerText(RequestReader in) {
            if (!in.isObject()) {
                in.skip();
                return "";
            }
            String inner = null;
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                switch (name) {
                    case "text" -> inner = stringOrSkip(in);
                    case "source" -> source(in);
                    default -> in.skip();
                }
            }
            return inner == null ? "" : inner;
        }

        void complain(RequestReader in, String kind) {
            switch (kind) {
                case "text" -> need(in, text != null, "text", "A text block needs its text, a string.");
                case "thinking" -> need(in, thinking, "thinking", "A thinking block needs its thinking, a string.");
                case "image" -> {
                    need(in, source != null, "source", "An image needs its source, an object.");
                    if (source != null) {
                        source.requireImage();
                    }
                }
                case "tool_use" -> {
                    need(in, id != null, "id", "A tool_use needs its id, a string.");
                    need(in, named, "name", "A tool_use needs the tool's name, a string.");
                    need(in, input, "input", "A tool_use needs its input, an object.");
                }
                case "tool_result" -> {
                    need(in, callId != null, "tool_use_id", "Say which tool_use it answers, a string.");
                    if (other != null) {
                        throw other;
                    }
                }
                default -> {
                    // the provider's business
                }
            }
        }

        private static void need(RequestReader in, boolean there, String name, String wanted) {
            if (!there) {
                throw in.missing(name, wanted);
            }
        }
    }
}
