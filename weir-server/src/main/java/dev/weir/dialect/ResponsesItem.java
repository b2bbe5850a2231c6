package dev.weir.dialect;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An item of a request's input, as far as it is looked at before it is passed on. Kinds that are not known are the
 * provider's business.
 *
 * @param role who speaks, if it is a message
 * @param text a message's text, or a tool's output
 * @param callId the call that it is, or answers
 * @param path where it stands
 */
record ResponsesItem(String type, String role, String text, String callId, String path) {
    private static final Roles ROLES = Roles.of("assistant", "developer", "system", "user");

    static ResponsesItem read(RequestReader in) {
        in.expectObject("an item, an object");
        String path = in.path();
        Members members = new Members();
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            members.read(in, name);
        }
        String type = members.type == null ? members.role == null ? "" : "message" : members.type;
        members.complain(in, type);
        boolean message = type.equals("message");
        String text = message ? members.content : members.output;
        return new ResponsesItem(type, orEmpty(members.role), orEmpty(text), orEmpty(members.callId), path);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static final class Members {
        private static final Map<String, Shape> PART = Map.of(
                "input_audio", OpenAiMembers.AUDIO,
                "image_url", Shape.optional(InlineMedia::imageUrl),
                "file_id", Shape.optional(Shape.TEXT),
                "file_data", Shape.optional(InlineMedia::fileUrl),
                "file_url", Shape.optional(Shape.TEXT),
                "filename", Shape.optional(Shape.TEXT));

        private @Nullable String type;
        private @Nullable String role;
        private @Nullable String content;
        private @Nullable String output;
        private @Nullable String callId;
        private @Nullable BadRequest wrongOutput;
        private boolean named;
        private boolean arguments;

        void read(RequestReader in, String name) {
            switch (name) {
                case "type" -> type = type(in);
                case "role" -> role = ROLES.read(in);
                case "content" -> content = texts(in);
                case "output" -> output = output(in);
                case "call_id" -> callId = in.isNull() ? null : in.string("a string");
                case "name" -> named = stringOrSkip(in);
                case "arguments" -> arguments = stringOrSkip(in);
                default -> in.skip();
            }
        }

        private static @Nullable String skipped(RequestReader in) {
            in.skip();
            return null;
        }

        /** The output of a vendor's own tool may be anything; it is the vendor's business. */
        private @Nullable String output(RequestReader in) {
            if (in.isString() || in.isList()) {
                return texts(in);
            }
            wrongOutput = in.isNull() ? null : in.mustBe("a string or a list of parts");
            return skipped(in);
        }

        private static boolean stringOrSkip(RequestReader in) {
            boolean string = in.isString();
            in.skip();
            return string;
        }

        private static String type(RequestReader in) {
            String type = in.string("a string");
            if (type.equals("item_reference")) {
                throw in.wrong(
                        "is 'item_reference', and only whole responses are found again",
                        "Send the item itself, or continue with 'previous_response_id'.");
            }
            return type;
        }

        private static @Nullable String texts(RequestReader in) {
            if (in.isNull()) {
                return null;
            }
            if (in.isString()) {
                return in.string("a string");
            }
            if (!in.isList()) {
                throw in.mustBe("a string or a list of parts");
            }
            StringBuilder texts = new StringBuilder();
            while (in.nextElement()) {
                texts.append(part(in));
            }
            return texts.toString();
        }

        private static String part(RequestReader in) {
            in.expectObject("an object with a type");
            String type = null;
            String text = null;
            Set<String> there = new HashSet<>();
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                if (!in.isNull()) {
                    there.add(name);
                }
                switch (name) {
                    case "type" -> type = in.string("a string");
                    case "text", "refusal" -> text = in.isString() ? in.string("a string") : skipped(in);
                    default -> PART.getOrDefault(name, Shape.ANYTHING).check(in);
                }
            }
            if (type == null) {
                throw in.missing("type", "Say what the part is, such as \"input_text\".");
            }
            boolean texty = type.equals("input_text") || type.equals("output_text");
            if (texty && text == null) {
                throw in.missing("text", "It needs its text, a string.");
            }
            if (type.equals("input_image") && !there.contains("image_url") && !there.contains("file_id")) {
                throw in.missing("image_url", "An image needs its image_url, or a file_id.");
            }
            return texty && text != null ? text : "";
        }

        void complain(RequestReader in, String kind) {
            switch (kind) {
                case "" -> throw in.missing("type", "Say what the item is, such as \"message\", or who speaks: role.");
                case "message" -> {
                    need(in, role != null, "role", "Say who speaks: " + ROLES + ".");
                    need(in, content != null, "content", "A message needs a string or a list of parts.");
                }
                case "function_call" -> {
                    need(in, callId != null, "call_id", "A function_call needs its call_id, a string.");
                    need(in, named, "name", "A function_call needs the function's name, a string.");
                    need(in, arguments, "arguments", "A function_call needs its arguments, JSON in a string.");
                }
                case "function_call_output" -> {
                    need(in, callId != null, "call_id", "Say which function_call it answers, a string.");
                    if (wrongOutput != null) {
                        throw wrongOutput;
                    }
                    need(in, output != null, "output", "Say what the function gave back: a string or a list of parts.");
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
