package dev.weir.dialect;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a member of a request may hold. A reader that stands on a value is left on that value's last token; the value
 * itself travels on as it came. Members that are not named may hold anything: they are the provider's business.
 */
@FunctionalInterface
interface Shape {
    /**
     * @throws BadRequest that names the place
     */
    void check(RequestReader in);

    Shape ANYTHING = RequestReader::skip;
    Shape TEXT = in -> in.string("a string");
    Shape FLAG = RequestReader::bool;
    Shape NUMBER = in -> in.number(-Double.MAX_VALUE, Double.MAX_VALUE);
    Shape WHOLE = in -> in.whole(Long.MIN_VALUE, Long.MAX_VALUE);
    Shape OBJECT = in -> {
        in.expectObject("an object");
        in.skip();
    };

    static Shape number(double least, double most) {
        return in -> in.number(least, most);
    }

    static Shape whole(long least, long most) {
        return in -> in.whole(least, most);
    }

    /** The same, or null. */
    static Shape optional(Shape shape) {
        return in -> {
            if (!in.isNull()) {
                shape.check(in);
            }
        };
    }

    /**
     * @param wanted what is to be said of it, such as "a list of tools"
     */
    static Shape list(String wanted, Shape element) {
        return in -> {
            in.expectList(wanted);
            while (in.nextElement()) {
                element.check(in);
            }
        };
    }

    /** A string, or what else is allowed. */
    static Shape textOr(String wanted, Shape other) {
        return in -> {
            if (!in.isString()) {
                if (!in.isObject() && !in.isList()) {
                    throw in.mustBe(wanted);
                }
                other.check(in);
            }
        };
    }

    /** A string of one shape, or an object of another. */
    static Shape textOrObject(Shape text, Shape object) {
        return in -> (in.isString() ? text : object).check(in);
    }

    /** An object of values of one shape, whatever their names. */
    static Shape map(Shape value) {
        return in -> {
            in.expectObject("an object");
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                value.check(in);
            }
        };
    }

    /**
     * An object.
     *
     * @param members those that are looked at
     * @param required the names of those that must be there
     */
    static Shape object(Map<String, Shape> members, String... required) {
        List<String> needed = Arrays.asList(required);
        return in -> {
            in.expectObject("an object");
            Set<String> there = new TreeSet<>();
            for (String name = in.nextMember(); name != null; name = in.nextMember()) {
                there.add(name);
                members.getOrDefault(name, ANYTHING).check(in);
            }
            for (String name : needed) {
                if (!there.contains(name)) {
                    throw in.missing(name, null);
                }
            }
        };
    }
}
