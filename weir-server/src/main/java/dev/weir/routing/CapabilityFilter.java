package dev.weir.routing;

import dev.weir.spi.Capability;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the request needs beyond text. A deployment that does not say what it can do is taken to be able. */
final class CapabilityFilter implements Filter {
    @Override
    public String name() {
        return "capabilities";
    }

    @Override
    public @Nullable String field() {
        return null;
    }

    @Override
    public Optional<String> drops(Deployment deployment, Demand demand) {
        return deployment.capabilities().isEmpty()
                ? Optional.empty()
                : demand.needs().stream()
                        .filter(need -> !deployment.capabilities().contains(need))
                        .findFirst()
                        .map(CapabilityFilter::lacking);
    }

    private static String lacking(Capability need) {
        return switch (need) {
            case VISION -> "cannot see images (vision)";
            case TOOLS -> "cannot call tools (tools)";
            case STRUCTURED_OUTPUT -> "cannot answer by a JSON Schema (structured_output)";
        };
    }
}
