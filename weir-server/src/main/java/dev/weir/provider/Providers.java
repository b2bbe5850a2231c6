package dev.weir.provider;

import dev.weir.pipeline.Stage;
import dev.weir.spi.Answer;
import dev.weir.spi.Call;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Provider;
import java.util.Map;
import java.util.Set;

/** The configured providers by name; the pipeline's last stop. */
public final class Providers implements Stage.Next {
    private final Map<String, Provider> byName;

    public Providers(Map<String, Provider> byName) {
        this.byName = Map.copyOf(byName);
    }

    public Set<String> names() {
        return byName.keySet();
    }

    /**
     * @throws IllegalArgumentException if there is no such provider
     */
    public Provider get(String name) {
        Provider provider = byName.get(name);
        if (provider == null) {
            throw new IllegalArgumentException("there is no provider '" + name + "'; there are " + byName.keySet());
        }
        return provider;
    }

    @Override
    public Answer proceed(Call call) {
        if (call.cancellation().isCancelled()) {
            return Answer.Refused.of(ErrorCode.CANCELLED, "The caller left.");
        }
        return get(call.chosenTarget().provider()).call(call);
    }
}
