package dev.weir.console;

import dev.weir.spi.Principal;
import java.util.List;

/** The models that can answer a chat. */
@FunctionalInterface
public interface ModelSource {
    /** Public names, the default first. */
    List<String> chat(Principal principal);
}
