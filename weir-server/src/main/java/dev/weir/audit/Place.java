package dev.weir.audit;

import dev.weir.audit.Checkpoints.Signed;
import java.io.IOException;

/** Where checkpoints go so that whoever runs Weir cannot take them back. Called by one thread at a time. */
sealed interface Place permits FilePlace, GitPlace, WebhookPlace {
    /** {@code file}, {@code webhook} or {@code git}. */
    String kind();

    /** Names this place and no other, also after a restart; no secret. */
    String id();

    /** What may be shown of it, in logs, too. */
    String shown();

    /**
     * Puts a checkpoint there; the same one may come twice.
     *
     * @throws IOException if the place did not take it; it is tried again
     * @throws InterruptedException if Weir stops meanwhile
     */
    void publish(Signed checkpoint) throws IOException, InterruptedException;
}
