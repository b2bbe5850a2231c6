package dev.weir.edge;

import dev.weir.dialect.EndUserField;
import dev.weir.dialect.UserField;
import dev.weir.http.Refusal;
import dev.weir.spi.EndUser;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Recording;
import dev.weir.spi.WeirOptions;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** For whom a call is made, where that is proved, and what its exchange says of it. */
final class ForWhom {
    private static final String FIELD = "weir.as";

    /** Says that the label of the user is more than a label: {@code token} or {@code key}. */
    private static final String PROOF = "weir.user.proof";

    private static final int SHOWN = 64;

    private ForWhom() {}

    /**
     * The principal of a call: with the end user that its body names, if it names one.
     *
     * @throws Refusal if its key may not name one, or the token has ended that named one when a socket was opened
     */
    static Principal principal(Principal who, @Nullable EndUser named, Instant now) {
        EndUser already = who.endUser();
        if (already != null && already.isOver(now)) {
            throw new Refusal(
                    ErrorCode.INVALID_USER_TOKEN,
                    "The user token has ended since the connection was opened.",
                    "x-weir-user-token",
                    "Open another connection with a new token.");
        }
        return named == null ? who : EndUserField.vouched(who, named, FIELD);
    }

    /** A user who is proved goes before any who is only mentioned, and nobody else may say that one is proved. */
    static WeirOptions labelled(WeirOptions options, @Nullable EndUser user) {
        if (user == null && !options.tags().containsKey(PROOF)) {
            return options;
        }
        Map<String, String> labels = new HashMap<>(options.tags());
        labels.remove(PROOF);
        if (user != null) {
            labels.remove(UserField.TAG);
            labels.put(PROOF, word(user));
            if (!user.name().isEmpty()) {
                labels.put(UserField.TAG, user.name());
            }
        }
        return options.labelled(labels);
    }

    private static String word(EndUser user) {
        return switch (user.proof()) {
            case TOKEN -> "token";
            case KEY -> "key";
        };
    }

    /** What access lists were held against. */
    static void trace(Recording recording, @Nullable EndUser user) {
        if (user != null) {
            Map<String, String> seen = new TreeMap<>();
            seen.put("weir.user.proof", word(user));
            seen.put("weir.user.groups", shown(user.groups()));
            user.attributes().forEach((name, values) -> seen.put("weir.user.attribute." + name, shown(values)));
            recording.span("identity", 0, seen);
        }
    }

    private static String shown(Set<String> texts) {
        String shown =
                String.join(", ", new TreeSet<>(texts).stream().limit(SHOWN).toList());
        return texts.size() > SHOWN ? shown + ", and " + (texts.size() - SHOWN) + " more" : shown;
    }
}
