package dev.weir.dialect;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.InvalidSchemaException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;

/**
 * Compiles the patterns of schemas with RE2, which matches in linear time. What RE2 does not know, such as looking
 * ahead and back references, is not checked: those patterns match everything.
 */
final class LinearPatterns implements RegularExpressionFactory {
    @Override
    public RegularExpression getRegularExpression(String regex) {
        try {
            Pattern pattern = Pattern.compile(regex);
            return text -> pattern.matcher(text).find();
        } catch (PatternSyntaxException e) {
            requireSyntax(regex);
            return text -> true;
        }
    }

    /** The JDK knows more than RE2; it is asked for its opinion only, never to match. */
    private static void requireSyntax(String regex) {
        try {
            java.util.regex.Pattern.compile(regex);
        } catch (java.util.regex.PatternSyntaxException e) {
            throw new InvalidSchemaException(Error.builder()
                    .message("a pattern is no regular expression: " + e.getDescription())
                    .build());
        }
    }
}
