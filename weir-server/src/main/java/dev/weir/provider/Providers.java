package dev.weir.provider;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Provider;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/**
 * The configured providers by name; the pipeline's last stop. They can change while calls are in progress: a call finds
 * every provider that was there when it began, and one that is gone is disconnected when the last such call is over.
 * Thread-safe.
 */
public final class Providers implements Stage.Next {
    private final List<Generation> older = new CopyOnWriteArrayList<>();
    private volatile Generation current;

    public Providers(Map<String, Connected> byName) {
        this.current = new Generation(byName);
    }

    /** Stands before routing and holds the providers of a call until it is over. */
    public Stage stage() {
        return new HoldStage(this);
    }

    public Set<String> names() {
        return current.byName().keySet();
    }

    /** Empty if there is no such provider now. */
    public Optional<Provider> find(String name) {
        return current.find(name);
    }

    /** Those that are there now, with their connections. */
    public Map<String, Connected> all() {
        return current.byName();
    }

    /** Adds these and puts them in the place of those with the same name; the others stay. */
    public void add(Map<String, Connected> more) {
        Map<String, Connected> all = new HashMap<>(current.byName());
        all.putAll(more);
        replace(new Generation(all));
    }

    /** Lets go of all but these. */
    public void keepOnly(Collection<String> names) {
        Map<String, Connected> left = new HashMap<>(current.byName());
        left.keySet().retainAll(names);
        replace(new Generation(left));
    }

    private synchronized void replace(Generation next) {
        Generation before = current;
        older.add(before);
        current = next;
        if (before.isIdle()) {
            over(before);
        }
    }

    private Generation enter() {
        while (true) {
            Generation seen = current;
            seen.enter();
            if (seen == current) {
                return seen;
            }
            leave(seen);
        }
    }

    /** Keeps the providers that are there now connected until the answer is over. */
    Answer holding(Function<Generation, Answer> asked) {
        Generation held = enter();
        Answer answer = null;
        try {
            answer = asked.apply(held);
        } finally {
            if (!(answer instanceof Answer.Streamed)) {
                leave(held);
            }
        }
        return answer instanceof Answer.Streamed streamed
                ? new Answer.Streamed(new HeldEvents(streamed.events(), () -> leave(held)))
                : answer;
    }

    private void leave(Generation entered) {
        if (entered.leave() && entered != current) {
            over(entered);
        }
    }

    /** Disconnects whatever no other generation has. */
    private synchronized void over(Generation ended) {
        if (!ended.isIdle() || !older.remove(ended)) {
            return;
        }
        Set<Connected> used = new HashSet<>(current.byName().values());
        older.forEach(other -> used.addAll(other.byName().values()));
        ended.byName().values().stream()
                .filter(connected -> !used.contains(connected))
                .forEach(connected -> connected.disconnect().run());
    }

    /** The provider may be one that came after the call began, which holds only those that were there then. */
    @Override
    public Answer proceed(Call call) {
        return call.cancellation().isCancelled()
                ? Answer.Refused.of(ErrorCode.CANCELLED, "The caller left.")
                : holding(now -> ask(call, now));
    }

    private Answer ask(Call call, Generation now) {
        String name = call.chosenTarget().provider();
        return now.find(name)
                .or(() -> earlier(name))
                .map(provider -> provider.call(call))
                .orElseGet(() -> Answer.Refused.of(
                        ErrorCode.PROVIDER_UNAVAILABLE, "The provider '" + name + "' is no longer configured."));
    }

    private Optional<Provider> earlier(String name) {
        return older.reversed().stream()
                .flatMap(generation -> generation.find(name).stream())
                .findFirst();
    }
}
