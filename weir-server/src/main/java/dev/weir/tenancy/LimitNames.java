package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;

/** What users, models and tags are called in limits. */
final class LimitNames {
    private static final int LONGEST = 256;

    private LimitNames() {}

    /**
     * The name as it came.
     *
     * @throws Refusal if no call could ever have it
     */
    static String check(Scope scope, String name) {
        if (name.isBlank() || name.length() > LONGEST || name.chars().anyMatch(Character::isISOControl)) {
            throw refused(
                    "'" + LimitsBody.shown(name) + "' is no name of a " + scope.wire() + ".",
                    "1 to " + LONGEST + " characters on one line.");
        } else if (scope == Scope.TAG && name.indexOf('=') < 1) {
            throw refused("'" + LimitsBody.shown(name) + "' is no tag.", "Write name=value, as in team=search.");
        } else if (scope == Scope.MODEL && name.equals(LimitTable.EACH)) {
            throw refused("'*' stands for each user, not for each model.", "Name a model.");
        }
        return name;
    }

    private static Refusal refused(String message, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, "name", hint);
    }
}
