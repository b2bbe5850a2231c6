package dev.weir.provider;

import dev.weir.spi.Provider;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The providers that were there at a time, and how many calls that began then are still in progress. */
final class Generation {
    private final Map<String, Connected> byName;
    private final AtomicInteger calls = new AtomicInteger();

    Generation(Map<String, Connected> byName) {
        this.byName = Map.copyOf(byName);
    }

    Map<String, Connected> byName() {
        return byName;
    }

    Optional<Provider> find(String name) {
        return Optional.ofNullable(byName.get(name)).map(Connected::provider);
    }

    void enter() {
        calls.incrementAndGet();
    }

    /** Whether this was the last call. */
    boolean leave() {
        return calls.decrementAndGet() == 0;
    }

    boolean isIdle() {
        return calls.get() == 0;
    }
}
