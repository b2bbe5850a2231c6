package dev.weir.routing;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Whether the deployment may take one more call now, before its provider has to say no. */
final class LimitFilter implements Filter {
    static final String NAME = "limits";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public @Nullable String field() {
        return null;
    }

    @Override
    public Optional<String> drops(Deployment deployment, Demand demand) {
        return deployment
                .load()
                .reached(wanted(deployment, demand))
                .map(reached -> "is at its limit (" + reached.limit() + "), free again in about "
                        + reached.delay().toSeconds() + " s");
    }

    /** Tokens are counted only for those whose limit asks for it. */
    static long wanted(Deployment deployment, Demand demand) {
        return deployment.limits().tpm() == null ? 0 : demand.expectedTokens(deployment.target());
    }
}
