package dev.weir.dialect;

import java.util.Set;
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

    /** A call belongs to the assistant and is remembered; a result belongs to the user and to a call before it. */
    void check(String role, Set<String> toolCalls) {
        if (type.equals("tool_use")) {
            require(role.equals("assistant"), ".type", "is a tool_use, which only an assistant message may hold");
            toolCalls.add(String.valueOf(id));
        } else if (type.equals("tool_result")) {
            require(role.equals("user"), ".type", "is a tool_result, which only a user message may hold");
            require(
                    toolCalls.contains(String.valueOf(id)),
                    ".tool_use_id",
                    "answers no tool_use of an earlier assistant message");
        }
    }

    private void require(boolean holds, String member, String fault) {
        if (!holds) {
            throw BadRequest.field(path + member, "'" + path + member + "' " + fault + ".", null);
        }
    }

    private static final class Members {
        private @Nullable String type;
        private @Nullable String text;
        private @Nullable String content;
        private @Nullable String id;
        private @Nullable String callId;
        private boolean named;
        private boolean input;
        private boolean source;

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
                case "source" -> {
                    source = in.isObject();
                    in.skip();
                }
                case "content" -> content = content(in);
                default -> in.skip();
            }
        }

        private static @Nullable String stringOrSkip(RequestReader in) {
            if (in.isString()) {
                return in.string("a string");
            }
            in.skip();
            return null;
        }

        /** The texts of a tool's result. */
        private static String content(RequestReader in) {
            if (in.isString()) {
                return in.string("a string");
            }
            if (!in.isList()) {
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
                if (name.equals("text")) {
                    inner = stringOrSkip(in);
                } else {
                    in.skip();
                }
            }
            return inner == null ? "" : inner;
        }

        void complain(RequestReader in, String kind) {
            switch (kind) {
                case "text" -> need(in, text != null, "text", "A text block needs its text, a string.");
                case "image" -> need(in, source, "source", "An image needs its source, an object.");
                case "tool_use" -> {
                    need(in, id != null, "id", "A tool_use needs its id, a string.");
                    need(in, named, "name", "A tool_use needs the tool's name, a string.");
                    need(in, input, "input", "A tool_use needs its input, an object.");
                }
                case "tool_result" ->
                    need(in, callId != null, "tool_use_id", "Say which tool_use it answers, a string.");
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
