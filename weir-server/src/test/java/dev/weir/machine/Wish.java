package dev.weir.machine;

import dev.weir.dialect.UserField;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.jspecify.annotations.Nullable;

/**
 * A call that somebody would like to make.
 *
 * @param tagged whether it is of team a
 * @param amount what it takes of what is limited, in picodollars or tokens
 */
public record Wish(@Nullable String user, String model, boolean tagged, long amount) {
    /** All that call by a name. */
    public static final List<String> USERS = List.of("ann", "bob", "eve");

    public static Arbitrary<Wish> upTo(long most) {
        return Combinators.combine(
                        Arbitraries.of(
                                Optional.<String>empty(), Optional.of("ann"), Optional.of("bob"), Optional.of("eve")),
                        Arbitraries.of("small", "large"),
                        Arbitraries.of(true, false),
                        Arbitraries.longs().between(0, most))
                .as((user, model, tagged, amount) -> new Wish(user.orElse(null), model, tagged, amount));
    }

    public Map<String, String> tags() {
        Map<String, String> tags = new HashMap<>();
        if (user != null) {
            tags.put(UserField.TAG, user);
        }
        if (tagged) {
            tags.put("team", "a");
        }
        return tags;
    }
}
