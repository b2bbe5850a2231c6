package dev.weir.machine;

import dev.weir.dialect.UserField;
import dev.weir.kernel.Clock;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Dialect;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Principal;
import dev.weir.spi.Recording;
import dev.weir.spi.Target;
import dev.weir.spi.WeirOptions;
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

    public Call call(Principal caller, int number, Clock clock) {
        return new Call(
                "",
                new Operation.Chat(model, List.of(), false, false, 1L, new Payload(Dialect.OPENAI_CHAT, new byte[0])),
                new WeirOptions(true, List.of(), tags()),
                caller,
                clock.instant().plusSeconds(60),
                new Cancellation(),
                List.of(),
                new Target("sim", model),
                Outbound.Timeouts.DEFAULT,
                new Recording(new ExchangeId("ex_" + number), clock, clock::nanoTime));
    }
}
