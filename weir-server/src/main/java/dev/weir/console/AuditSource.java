package dev.weir.console;

import dev.weir.spi.Principal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The audit log as the principal may see it. Thread-safe. */
public interface AuditSource {
    /** Newest first. */
    Items list(Principal principal, Filter filter, @Nullable String cursor, int limit);

    /** Empty where there is no such entry that the principal may see. */
    Optional<Proof> proof(Principal principal, long entry);

    /** Reads all of the log and compares it with its tree and its checkpoints. */
    Verdict verify(Principal principal);

    /**
     * Which entries; an empty text lets all through.
     *
     * @param kind such as {@code admin}
     * @param actor a key's id
     * @param subject an exchange, an attempt, or what an administrator acted on
     */
    record Filter(
            String kind,
            String actor,
            String subject,
            @Nullable Instant from) {}

    /**
     * @param what the kind; for an administrator's act its name
     * @param actor the key's name; empty where the entry does not name one
     * @param key its id; empty likewise
     * @param subject what it is about
     * @param says the rest in a few words: a name, an amount; empty for nothing
     */
    record Entry(long number, String what, Instant at, String actor, String key, String subject, String says) {}

    /**
     * @param next the cursor of the next page, or null
     */
    record Items(List<Entry> entries, @Nullable String next) {}

    /**
     * @param body the entry, laid out to be read
     * @param path the hashes on the way from the leaf to the root
     * @param checkpoint the signed note
     */
    record Proof(
            long number,
            String kind,
            String body,
            String leaf,
            List<String> path,
            long size,
            String root,
            String checkpoint) {}

    /**
     * @param findings what is wrong, in sentences
     */
    record Verdict(boolean valid, long entries, long checkpoints, String root, List<String> findings) {}
}
