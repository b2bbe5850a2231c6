package dev.weir.knowledge;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.pipeline.Gateway;
import dev.weir.pipeline.Pipeline;
import dev.weir.spi.Answer;
import dev.weir.spi.Answer.Refused;
import dev.weir.spi.Call;
import dev.weir.spi.Cancellation;
import dev.weir.spi.Delta;
import dev.weir.spi.Dialect;
import dev.weir.spi.Event;
import dev.weir.spi.Events;
import dev.weir.spi.Exchange;
import dev.weir.spi.ExchangeId;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import dev.weir.spi.Outbound;
import dev.weir.spi.Payload;
import dev.weir.spi.Provider;
import dev.weir.spi.Recording;
import dev.weir.spi.Status;
import dev.weir.spi.Target;
import dev.weir.spi.WeirOptions;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions from documents on this machine without a server: {@code ./weir ask --docs PATH}. The documents'
 * index is kept in a cache directory under a name made from their content, so that the next question finds it ready.
 *
 * <p>Words can be searched as soon as this is open; {@link #ask} gives the vectors a limited time to be made, and
 * what is not made then is taken up at the next opening. For one thread.
 */
public final class LocalAsk implements AutoCloseable {
    private static final String MODEL = "weir/extractive";

    /** Sets of documents whose indexes are kept. */
    private static final int KEPT = 12;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final LocalRoom room;
    private final Gateway gateway;
    private final Clock clock;
    private final IdSource ids;
    private final long began;
    private final @Nullable Path temporary;

    /** Hears how far the work is; called on the thread that works. */
    public interface Progress {
        /**
         * The documents were read.
         *
         * @param refused by path, with the reason
         */
        void read(int documents, Map<String, String> refused);

        /** The documents can be searched by their words. */
        void indexed(int documents);

        /** Vectors are being made; told several times. */
        void embedding(int waiting, int passages);
    }

    private LocalAsk(LocalRoom room, Clock clock, IdSource ids, long began, @Nullable Path temporary) {
        this.room = room;
        this.began = began;
        this.clock = clock;
        this.ids = ids;
        this.temporary = temporary;
        Provider models = room.room().models();
        Target target = new Target(KnowledgeRoom.PROVIDER, WeirModels.EXTRACTIVE);
        this.gateway = new Pipeline(
                List.of(room.room().stage()), call -> models.call(call.withTarget(target, Outbound.Timeouts.DEFAULT)));
    }

    /**
     * Reads the documents and makes them searchable.
     *
     * @param paths files and folders of text, Markdown and HTML
     * @param cache a directory of the user's; made where it is missing
     * @throws IOException if a path does not exist, or no document could be read
     */
    public static LocalAsk open(List<Path> paths, Path cache, Clock clock, Progress progress) throws IOException {
        long began = clock.nanoTime();
        LocalDocuments local = LocalDocuments.read(paths);
        progress.read(local.documents().size(), local.refused());
        if (local.documents().isEmpty()) {
            throw new IOException(nothing(paths, local));
        }
        return of(local, cache, clock, began, progress);
    }

    /** As {@link #open}, of the documentation that ships with Weir. */
    public static LocalAsk openDocs(Path cache, Clock clock, Progress progress) throws IOException {
        long began = clock.nanoTime();
        LocalDocuments docs = new LocalDocuments(WeirDocs.read(), Map.of());
        progress.read(docs.documents().size(), docs.refused());
        return of(docs, cache, clock, began, progress);
    }

    private static LocalAsk of(LocalDocuments local, Path cache, Clock clock, long began, Progress progress)
            throws IOException {
        LocalAsk ask = in(cache.resolve(local.key()), clock, began);
        try {
            ask.room.add(local.documents());
            forgetOld(cache);
        } catch (IOException | RuntimeException e) {
            ask.close();
            throw e;
        }
        progress.indexed(local.documents().size());
        return ask;
    }

    private static String nothing(List<Path> paths, LocalDocuments local) {
        String where = String.join(", ", paths.stream().map(Path::toString).toList());
        return local.refused().isEmpty()
                ? "There are no documents in " + where + ": text (.txt), Markdown (.md) and HTML (.html) are read."
                : "None of the " + local.refused().size() + " files in " + where + " can be read; for one, "
                        + local.refused().values().iterator().next();
    }

    /** In the cache, or beside it while another process asks the same documents. */
    private static LocalAsk in(Path directory, Clock clock, long began) throws IOException {
        IdSource ids = new IdSource(clock);
        try {
            Files.createDirectories(directory);
            Files.setLastModifiedTime(directory, FileTime.from(clock.instant()));
            return new LocalAsk(LocalRoom.open(directory, clock, ids), clock, ids, began, null);
        } catch (StorageException e) {
            if (e.kind() != StorageException.Kind.LOCKED) {
                throw e;
            }
            Path own = Files.createTempDirectory("weir-ask-");
            return new LocalAsk(LocalRoom.open(own, clock, ids), clock, ids, began, own);
        }
    }

    private static void forgetOld(Path cache) throws IOException {
        try (Stream<Path> entries = Files.list(cache)) {
            List<Path> old = entries.filter(Files::isDirectory)
                    .sorted(Comparator.comparing(LocalAsk::lastUse).reversed())
                    .skip(KEPT)
                    .toList();
            old.forEach(IndexPlaces::remove);
        }
    }

    private static FileTime lastUse(Path directory) {
        try {
            return Files.getLastModifiedTime(directory);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    /**
     * Waits for vectors until {@code limit} has gone by since the opening began, so that slow reading leaves less time
     * for waiting; tells whether all are made. Three seconds keep an answer from 200 pages
     * within ten on two busy processors.
     */
    public boolean awaitVectors(Duration limit, Progress progress) throws InterruptedException {
        long end = began + limit.toNanos();
        try (Consultation consultation = room.consult()) {
            int passages = consultation.base().countPassages();
            for (int waiting = consultation.countWaiting(); waiting > 0; waiting = consultation.countWaiting()) {
                if (clock.nanoTime() > end) {
                    return false;
                }
                progress.embedding(waiting, passages);
                Thread.sleep(LOOK_AGAIN);
            }
            return true;
        }
    }

    /**
     * Answers from the documents as {@code weir/extractive} does.
     *
     * @param text hears the answer as it comes
     * @return the exchange as a server would have recorded it: passages, citations, confidence, spans
     */
    public Exchange ask(String question, Consumer<String> text) {
        Call call = call(question);
        Refused refused = switch (gateway.call(call)) {
            case Answer.Streamed streamed -> play(call, streamed.events(), text);
            case Answer.Whole whole -> {
                hear(call, whole.deltas(), text);
                yield null;
            }
            case Refused no -> no;
        };
        return call.recording().close(call, refused == null ? Status.OK : Status.ERROR, refused);
    }

    private static @Nullable Refused play(Call call, Events events, Consumer<String> text) {
        try (events) {
            for (Event event = events.next(); event != null; event = events.next()) {
                switch (event) {
                    case Event.Chunk chunk -> hear(call, chunk.deltas(), text);
                    case Event.Failed failed -> {
                        return failed.refusal();
                    }
                }
            }
            return null;
        }
    }

    private static void hear(Call call, List<Delta> deltas, Consumer<String> text) {
        call.recording().add(deltas);
        deltas.forEach(delta -> text.accept(delta.text()));
    }

    private Call call(String question) {
        Operation.Chat chat = new Operation.Chat(
                MODEL,
                List.of(new Message("user", question)),
                true,
                false,
                null,
                new Payload(Dialect.OPENAI_CHAT, "{}".getBytes(StandardCharsets.UTF_8)));
        Recording recording = new Recording(new ExchangeId(ids.next("ex_")), clock, clock::nanoTime);
        return new Call(
                ids.next("req_"),
                chat,
                new WeirOptions(true, List.of(LocalRoom.BASE), Map.of()),
                LocalRoom.USER,
                recording.startedAt().plus(Outbound.Timeouts.LONGEST),
                new Cancellation(),
                List.of(),
                null,
                Outbound.Timeouts.DEFAULT,
                recording);
    }

    @Override
    public void close() {
        room.close();
        if (temporary != null) {
            IndexPlaces.remove(temporary);
        }
    }
}
