package dev.weir.console;

import dev.weir.spi.Principal;
import java.time.Instant;
import java.util.List;

/** What the principal should know about its project. Thread-safe. */
public interface NoticeSource {
    /** What is news now, newest first. */
    List<Notice> current(Principal principal);

    /**
     * @param kind such as {@code budget.warning}
     * @param urgent whether calls are being refused
     * @param key the id of the key that it is about; empty for others
     */
    record Notice(String id, String kind, String message, Instant at, boolean urgent, String key) {}
}
