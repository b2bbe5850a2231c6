package dev.weir.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which of the providers that were found the user agrees to. Nothing leaves the machine unasked: an option says it, or
 * an answer at the terminal; where there is no terminal nobody is asked.
 */
record Consent(Machine machine, @Nullable List<ProvidersFrom> option) {
    private static final Set<String> YES = Set.of("y", "yes");

    /** What may be used. */
    Found to(Found found, PrintWriter out) {
        if (option != null) {
            return found.from(Set.copyOf(option));
        }
        return machine.terminal() && !found.isEmpty() && asked(found, out) ? found : new Found(List.of());
    }

    private boolean asked(Found found, PrintWriter out) {
        out.println("Found, but not in the configuration:");
        found.providers().forEach(each -> out.println("  " + each));
        out.print("Use them this time? [y/N] (" + found.option() + " says yes, --providers none says no) ");
        out.flush();
        return YES.contains(machine.answers().get().strip().toLowerCase(Locale.ROOT));
    }
}
