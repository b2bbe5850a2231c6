package dev.weir.routing;

import java.util.Optional;

/** Whether input and the caller's output limit fit into the deployment's context. */
final class ContextFilter implements Filter {
    @Override
    public String name() {
        return "context";
    }

    @Override
    public String field() {
        return "messages";
    }

    @Override
    public Optional<String> drops(Deployment deployment, Demand demand) {
        if (deployment.context() == null) {
            return Optional.empty();
        }
        long input = demand.inputTokens(deployment.target());
        Long limit = demand.outputLimit();
        long output = limit == null ? 0 : limit;
        return input + output <= deployment.context()
                ? Optional.empty()
                : Optional.of("takes " + deployment.context() + " tokens, the request has about " + input
                        + (output == 0 ? "" : " and wants up to " + output + " more"));
    }
}
