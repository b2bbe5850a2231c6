package dev.weir.conversation;

import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.pipeline.Stage;
import dev.weir.store.Database;
import dev.weir.store.Journal;
import dev.weir.store.JournalCodec;
import dev.weir.store.Projector;
import java.time.Duration;
import java.util.List;

/** Wires the room. Closed before the journal and its database. */
public final class ConversationRoom implements AutoCloseable {
    public static final String MIGRATIONS = "dev/weir/conversation/migrations";

    private static final Duration CATCH_UP = Duration.ofSeconds(2);

    private final Projector projector;
    private final ResponseSweeper sweeper;
    private final KeptResponses responses;
    private final Clock clock;

    /**
     * @param database opened with {@link #MIGRATIONS} and {@link Projector#MIGRATIONS}
     * @param kept how long a response is kept
     */
    public ConversationRoom(Journal journal, JournalCodec codec, Database database, Duration kept, Clock clock) {
        ResponseDao dao = new ResponseDao(database);
        this.projector = Projector.start(journal, codec, database, List.of(dao));
        this.sweeper = new ResponseSweeper(dao, kept, clock);
        this.responses =
                new KeptResponses(journal, codec, dao, position -> projector.awaitProjected(position, CATCH_UP), clock);
        this.clock = clock;
    }

    public Stage stage() {
        return new ResponseStage(responses, clock);
    }

    public Routes routes() {
        return new ResponseRoutes(responses).routes();
    }

    @Override
    public void close() {
        sweeper.close();
        projector.close();
    }
}
