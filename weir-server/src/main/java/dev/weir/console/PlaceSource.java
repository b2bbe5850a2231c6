package dev.weir.console;

import dev.weir.spi.Principal;

/** Names the place that stands beside every page. Called for each page, so it must be quick. */
@FunctionalInterface
public interface PlaceSource {
    Place of(Principal principal);
}
