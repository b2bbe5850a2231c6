package dev.weir.dialect;

import dev.weir.http.Refusal;
import dev.weir.spi.Answer;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Permission;
import dev.weir.spi.Principal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads whom a key says that a request is made for: {@code {"user": "ines", "groups": ["legal"], "attributes":
 * {"department": ["hr"]}}}. A name or value that stands alone is a list of one. Whether the key may say so is not looked
 * at here.
 */
public final class EndUserField {
    /** How it is written, for hints. */
    public static final String SHAPE =
            "{\"user\": \"ines\", \"groups\": [\"legal\"], \"attributes\": {\"department\": [\"hr\"]}}, each of them if known.";

    private EndUserField() {}

    /**
     * @param place what the object is called in a refusal
     * @throws Refusal that names what is wrong with it
     */
    public static EndUser of(byte[] json, String place) {
        try {
            return RequestReader.read(json, EndUserField::members);
        } catch (BadRequest e) {
            Answer.Refused refused = e.refusal();
            String field = refused.field() == null ? place : place + "." + refused.field();
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + place + "' names no end user: " + refused.message().replace("''", "it"),
                    field,
                    "Write " + SHAPE);
        }
    }

    /**
     * The principal, acting for whom its request names.
     *
     * @param field where that is
     * @throws Refusal if the principal's key is not believed about end users, or the request names another one already
     */
    public static Principal vouched(Principal who, EndUser named, String field) {
        if (!who.holds(Permission.ACT_AS)) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "The key '" + who.name() + "' may not name an end user: it lacks the permission act_as.",
                    field,
                    "An admin can create a key with \"permissions\": [\"act_as\"]; or send the user's signed token in"
                            + " x-weir-user-token.");
        }
        if (who.endUser() != null) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The request names its end user twice: in a header and in '" + field + "'.",
                    field,
                    "Leave one of them out.");
        }
        return who.actingFor(named);
    }

    static @Nullable EndUser read(RequestReader in) {
        if (in.isNull()) {
            return null;
        }
        in.expectObject("an object");
        return members(in);
    }

    private static EndUser members(RequestReader in) {
        String user = "";
        Set<String> groups = Set.of();
        Map<String, Set<String>> attributes = Map.of();
        for (String name = in.nextMember(); name != null; name = in.nextMember()) {
            switch (name) {
                case "user" -> user = in.isNull() ? "" : in.string("a user's name");
                case "groups" -> groups = texts(in, "a group's name");
                case "attributes" -> attributes = attributes(in);
                default -> throw in.wrong("is not known", "Write " + SHAPE);
            }
        }
        if (user.isEmpty() && groups.isEmpty() && attributes.isEmpty()) {
            throw in.wrong("names nobody", "Write " + SHAPE);
        }
        return made(in, user, groups, attributes);
    }

    private static EndUser made(
            RequestReader in, String user, Set<String> groups, Map<String, Set<String>> attributes) {
        try {
            return new EndUser(user, groups, attributes, EndUser.Proof.KEY, null);
        } catch (IllegalArgumentException e) {
            throw in.wrong("cannot be used: " + e.getMessage(), null);
        }
    }

    private static Map<String, Set<String>> attributes(RequestReader in) {
        Map<String, Set<String>> attributes = new HashMap<>();
        if (!in.isNull()) {
            in.expectObject("an object of lists");
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                attributes.put(name, texts(in, "an attribute's value"));
            }
        }
        return attributes;
    }

    private static Set<String> texts(RequestReader in, String wanted) {
        Set<String> texts = new HashSet<>();
        if (in.isNull()) {
            return texts;
        }
        if (in.isString()) {
            texts.add(in.string(wanted));
            return texts;
        }
        if (!in.isList()) {
            throw in.mustBe(wanted + " or a list of them");
        }
        while (in.nextElement()) {
            texts.add(in.string(wanted));
        }
        return texts;
    }
}
