package dev.weir.dialect;

import dev.weir.spi.Answer;
import dev.weir.spi.ErrorCode;
import java.math.BigDecimal;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.TokenStreamContext;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * Walks through a client's JSON object and says precisely what is wrong with it. Stands on a value after {@link
 * #nextMember} and {@link #nextElement}; whoever reads a value must leave the reader on that value's last token.
 */
final class RequestReader {
    private static final int LONGEST_SHOWN = 200;

    private final JsonParser parser;
    private final RequestLimits limits;

    private RequestReader(JsonParser parser, RequestLimits limits) {
        this.parser = parser;
        this.limits = limits;
    }

    static <R> R read(byte[] json, Function<RequestReader, R> body) {
        return read(json, RequestLimits.USUAL, body);
    }

    /** Lets {@code body} read the members of the root object; faults of the JSON itself are thrown here. */
    static <R> R read(byte[] json, RequestLimits limits, Function<RequestReader, R> body) {
        checkEncoding(json);
        try (JsonParser parser = Json.fromClient(json)) {
            return new RequestReader(parser, limits).rootOf(json, body);
        }
    }

    RequestLimits limits() {
        return limits;
    }

    private <R> R rootOf(byte[] json, Function<RequestReader, R> body) {
        try {
            return root(body);
        } catch (JacksonException e) {
            throw new BadRequest(explain(e, json));
        }
    }

    private <R> R root(Function<RequestReader, R> body) {
        if (parser.nextToken() == null) {
            throw new BadRequest(
                    Answer.Refused.of(ErrorCode.INVALID_JSON, "The body is empty.", null, "Send a JSON object."));
        }
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            throw new BadRequest(Answer.Refused.of(
                    ErrorCode.INVALID_REQUEST, "The body must be a JSON object, not " + kind() + ".", null, null));
        }
        R result = body.apply(this);
        if (parser.nextToken() != null) {
            throw new BadRequest(Answer.Refused.of(
                    ErrorCode.INVALID_JSON,
                    "The body goes on after the end of its JSON object, with " + kind() + ".",
                    null,
                    "Send one JSON object and nothing after it."));
        }
        return result;
    }

    /** The next member's name, standing on its value; null at the end of the object. */
    @Nullable
    String nextMember() {
        String name = parser.nextName();
        if (name != null) {
            parser.nextToken();
        }
        return name;
    }

    /** Whether the list has one more element, standing on it. */
    boolean nextElement() {
        return parser.nextToken() != JsonToken.END_ARRAY;
    }

    void skip() {
        parser.skipChildren();
    }

    boolean isNull() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    boolean isString() {
        return parser.currentToken() == JsonToken.VALUE_STRING;
    }

    boolean isInteger() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
    }

    boolean isNumber() {
        return parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                || parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT;
    }

    boolean isObject() {
        return parser.currentToken() == JsonToken.START_OBJECT;
    }

    boolean isList() {
        return parser.currentToken() == JsonToken.START_ARRAY;
    }

    void expectObject(String wanted) {
        expect(JsonToken.START_OBJECT, wanted);
    }

    void expectList(String wanted) {
        expect(JsonToken.START_ARRAY, wanted);
    }

    String string(String wanted) {
        expect(JsonToken.VALUE_STRING, wanted);
        return parser.getString();
    }

    boolean bool() {
        JsonToken token = parser.currentToken();
        if (token != JsonToken.VALUE_TRUE && token != JsonToken.VALUE_FALSE) {
            throw mustBe("true or false");
        }
        return token == JsonToken.VALUE_TRUE;
    }

    /** A whole number from 1 to {@code most}. */
    long positive(long most) {
        expectWhole();
        long value = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER ? -1 : parser.getLongValue();
        if (value < 1 || value > most) {
            throw wrong("must be a whole number from 1 to " + most + ", not " + shown(), null);
        }
        return value;
    }

    /** A whole number in a range. */
    void whole(long least, long most) {
        expectWhole();
        boolean large = parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER;
        if (large || parser.getLongValue() < least || parser.getLongValue() > most) {
            throw wrong("must be a whole number " + range(least, most) + ", not " + shown(), null);
        }
    }

    private void expectWhole() {
        if (parser.currentToken() == JsonToken.VALUE_NUMBER_FLOAT) {
            throw wrong("must be a whole number, not " + shown(), null);
        }
        expect(JsonToken.VALUE_NUMBER_INT, "a whole number");
    }

    private static String range(long least, long most) {
        if (most == Long.MAX_VALUE) {
            return least == Long.MIN_VALUE ? "of at most 64 bits" : "of at least " + least;
        }
        return "from " + least + " to " + most;
    }

    /** A number in a range; infinity cannot be written in JSON, but 1e999 can. */
    double number(double least, double most) {
        if (!isNumber()) {
            throw mustBe("a number");
        }
        double value = parser.getDoubleValue();
        if (value >= least && value <= most) {
            return value;
        }
        String range = most == Double.MAX_VALUE
                ? least == -Double.MAX_VALUE ? "that a double can hold" : "of at least " + plain(least)
                : "from " + plain(least) + " to " + plain(most);
        throw wrong("must be a number " + range + ", not " + shown(), null);
    }

    private static String plain(double bound) {
        return BigDecimal.valueOf(bound).stripTrailingZeros().toPlainString();
    }

    private String shown() {
        return BadRequest.shortened(parser.getString());
    }

    private void expect(JsonToken token, String wanted) {
        if (parser.currentToken() != token) {
            throw mustBe(wanted);
        }
    }

    BadRequest mustBe(String wanted) {
        return wrong("must be " + wanted + ", not " + kind(), null);
    }

    /** Refuses the value that the reader stands on; {@code fault} follows its name. */
    BadRequest wrong(String fault, @Nullable String hint) {
        String field = path();
        return BadRequest.field(field, "'" + field + "' " + fault + ".", hint);
    }

    /** Refuses the object just read for lack of a member. */
    BadRequest missing(String name, @Nullable String wanted) {
        String object = path();
        String field = object.isEmpty() ? name : object + "." + name;
        return BadRequest.field(field, "'" + field + "' is missing.", wanted);
    }

    private String kind() {
        JsonToken token = parser.currentToken();
        return switch (token) {
            case null -> "nothing";
            case START_OBJECT, END_OBJECT -> "an object";
            case START_ARRAY, END_ARRAY -> "a list";
            case PROPERTY_NAME, VALUE_STRING -> "a string";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a boolean";
            case VALUE_NULL -> "null";
            case NOT_AVAILABLE, VALUE_EMBEDDED_OBJECT -> "something else";
        };
    }

    /** Where the reader stands, such as {@code messages[1].content[0].text}. */
    String path() {
        TokenStreamContext here = parser.streamReadContext();
        JsonToken token = parser.currentToken();
        boolean entered = token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY;
        return path(entered ? here.getParent() : here);
    }

    /** A name that a client chose, long enough to be found again. */
    private static String shown(String name) {
        return name.length() <= LONGEST_SHOWN ? name : name.substring(0, LONGEST_SHOWN) + "…";
    }

    private static String path(@Nullable TokenStreamContext context) {
        StringBuilder path = new StringBuilder();
        for (TokenStreamContext at = context; at != null && !at.inRoot(); at = at.getParent()) {
            if (at.inArray()) {
                path.insert(0, "[" + at.getCurrentIndex() + "]");
            } else if (at.currentName() != null) {
                path.insert(0, "." + shown(at.currentName()));
            }
        }
        return path.isEmpty() || path.charAt(0) == '[' ? path.toString() : path.substring(1);
    }

    private static void checkEncoding(byte[] json) {
        int fault = Utf8.firstFault(json);
        if (fault >= 0) {
            throw new BadRequest(Answer.Refused.of(
                    ErrorCode.INVALID_JSON,
                    "The body is not UTF-8: byte 0x%02X at offset %d (%s) does not belong there."
                            .formatted(json[fault] & 0xFF, fault, place(json, fault)),
                    null,
                    "Encode the body as UTF-8."));
        }
        // Jackson would take these for UTF-16 or UTF-32, and count characters instead of bytes.
        boolean wide = Utf8.isWide(json);
        boolean mark = json.length > 0 && json[0] == (byte) 0xEF;
        if (wide || mark) {
            throw new BadRequest(Answer.Refused.of(
                    ErrorCode.INVALID_JSON,
                    mark ? "The body starts with a byte order mark." : "The body is UTF-16 or UTF-32.",
                    null,
                    "Encode the body as UTF-8 without a byte order mark."));
        }
        checkEscapes(json);
    }

    /** Escapes are ASCII, so that the bytes of a body that is UTF-8 can be searched for them. */
    private static void checkEscapes(byte[] json) {
        int fault = Utf8.firstLoneSurrogate(json);
        if (fault >= 0) {
            throw new BadRequest(Answer.Refused.of(
                    ErrorCode.INVALID_JSON,
                    "The body is not valid JSON at " + place(json, fault)
                            + ": an escape is half of a surrogate pair, which is no character.",
                    null,
                    "Send both halves, or cut texts between characters."));
        }
    }

    private Answer.Refused explain(JacksonException e, byte[] json) {
        String what = reason(e);
        if (e instanceof StreamConstraintsException) {
            return Answer.Refused.of(
                    ErrorCode.INVALID_REQUEST,
                    "The body is nested too deep, or holds a name or a number that is too long.",
                    outermost(),
                    "At most " + Json.MAX_DEPTH + " levels are read.");
        }
        String where = e.getLocation() == null
                ? "its end"
                : place(json, (int) e.getLocation().getByteOffset());
        if (what.startsWith("Duplicate")) {
            return duplicate(what, where);
        }
        return Answer.Refused.of(ErrorCode.INVALID_JSON, "The body is not valid JSON at " + where + ": " + what + ".");
    }

    private Answer.Refused duplicate(String what, String where) {
        String name = what.substring(what.indexOf('"') + 1, what.lastIndexOf('"'));
        String parent = path(parser.streamReadContext().getParent());
        String field = parent.isEmpty() ? shown(name) : parent + "." + shown(name);
        return Answer.Refused.of(
                ErrorCode.INVALID_REQUEST,
                "'" + field + "' is there twice, again at " + where + ".",
                field,
                "Send every name once.");
    }

    /** The member of the root object in which something went on for too long. */
    private @Nullable String outermost() {
        TokenStreamContext at = parser.streamReadContext();
        while (at.getParent() != null && !at.getParent().inRoot()) {
            at = at.getParent();
        }
        return at.inRoot() || at.currentName() == null ? null : shown(at.currentName());
    }

    private static String reason(JacksonException e) {
        String message = e.getOriginalMessage();
        int end = message.indexOf(" (start marker");
        return end < 0 ? message : message.substring(0, end);
    }

    /** Line and column, both from 1, the column in characters. */
    private static String place(byte[] json, int offset) {
        int end = Math.clamp(offset, 0, json.length);
        int line = 1;
        int column = 1;
        for (int i = 0; i < end; i++) {
            if (json[i] == '\n') {
                line++;
                column = 1;
            } else if ((json[i] & 0xC0) != 0x80) {
                column++;
            }
        }
        return "line " + line + ", column " + column;
    }
}
