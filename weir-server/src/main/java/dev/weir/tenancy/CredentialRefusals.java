package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import java.time.temporal.ChronoUnit;

/** What the holder of a credential that is not in force is told. */
final class CredentialRefusals {
    private CredentialRefusals() {}

    static Principal accept(Authentication outcome, FailedAttempts failures) {
        return switch (outcome) {
            case Authentication.Accepted(Principal principal) -> principal;
            case Authentication.Malformed(String reason) ->
                throw failures.instead(invalid(reason, "Copy the key again, from wk_ to its end."));
            case Authentication.Unknown() ->
                throw failures.instead(invalid(
                        "The key is well formed, but not known here: it belongs to another Weir, or to another data"
                                + " directory.",
                        "./weir keys create makes one on this machine."));
            case Authentication.Revoked revoked ->
                throw failures.instead(invalid(
                        "The key '" + revoked.name() + "' (" + revoked.prefix() + "…) was revoked on "
                                + revoked.since().truncatedTo(ChronoUnit.SECONDS) + ".",
                        "Ask an owner or admin for another one."));
        };
    }

    static Refusal missing() {
        return new Refusal(
                ErrorCode.MISSING_KEY,
                "This needs a key. Send it as 'Authorization: Bearer wk_…'.",
                null,
                "./weir up shows the first key; ./weir keys create makes more.");
    }

    static Refusal loginEnded() {
        return invalid("This login has ended.", "Sign in again.");
    }

    static Refusal otherScheme() {
        return invalid("The Authorization header is not 'Bearer <key>'.", "Send 'Authorization: Bearer wk_…'.");
    }

    private static Refusal invalid(String message, String hint) {
        return new Refusal(ErrorCode.INVALID_KEY, message, null, hint);
    }
}
