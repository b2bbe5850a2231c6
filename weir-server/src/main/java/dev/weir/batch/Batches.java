package dev.weir.batch;

import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The batches of all projects: the room's only door. Thread-safe. */
public final class Batches {
    private final BatchDao dao;
    private final Workshop workshop;
    private final Clock clock;
    private final IdSource ids;

    Batches(BatchDao dao, Workshop workshop, Clock clock, IdSource ids) {
        this.dao = dao;
        this.workshop = workshop;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Makes a batch; it is worked off in the background.
     *
     * @throws Refusal if the order makes no sense, or the project has too many batches unfinished
     */
    Batch create(Principal who, BatchOrder order) {
        BatchOrder.Checked checked = order.checked(workshop.endpoints().names());
        requireInput(who.project(), checked.inputFile());
        Instant now = clock.instant();
        Batch batch = new Batch(
                ids.next("batch_"),
                who.project(),
                who.key(),
                checked.endpoint(),
                checked.inputFile(),
                checked.windowText(),
                checked.metadata(),
                checked.outputLifetime(),
                BatchStatus.VALIDATING,
                null,
                List.of(),
                null,
                null,
                0,
                Tally.ZERO,
                new Batch.Moments(now, now.plus(checked.window()), null, null, null, null, null, null, null),
                null);
        if (!dao.insert(who.project(), batch, workshop.limits().maxOpen())) {
            throw new Refusal(
                    ErrorCode.RATE_LIMITED,
                    "The project has " + workshop.limits().maxOpen() + " unfinished batches, which is the bound.",
                    null,
                    "Wait for one to end, or cancel one.");
        }
        workshop.start(batch);
        return batch;
    }

    /** The endpoints that requests of batches can name. */
    public List<String> endpoints() {
        return workshop.endpoints().names();
    }

    /**
     * As above.
     *
     * @param inputFile the id of a file with the purpose {@code batch}
     * @param window how long it may take: {@code 24h}
     */
    public Batch create(Principal who, String inputFile, String endpoint, String window) {
        return create(who, new BatchOrder(inputFile, endpoint, window, null, null));
    }

    private void requireInput(ProjectId project, String id) {
        String purpose = workshop.files()
                .find(project, id)
                .orElseThrow(() -> new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "There is no file '" + id + "' in this project.",
                        "input_file_id",
                        "Upload the requests to /v1/files with the purpose batch."))
                .purpose();
        if (!purpose.equals("batch")) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "The file '" + id + "' was uploaded for the purpose " + purpose + ".",
                    "input_file_id",
                    "Upload it with the purpose batch.");
        }
    }

    /** A batch as it stands at this moment. */
    public Optional<Batch> find(ProjectId project, String id) {
        return Optional.ofNullable(dao.find(project, id)).map(this::live);
    }

    /** Newest first. */
    public BatchPage list(ProjectId project, @Nullable String after, int limit) {
        List<Batch> found = dao.page(project, after, limit + 1);
        return new BatchPage(found.stream().limit(limit).map(this::live).toList(), found.size() > limit);
    }

    private Batch live(Batch batch) {
        return batch.status().isOver()
                ? batch
                : workshop.tally(batch.id()).map(batch::with).orElse(batch);
    }

    /**
     * Starts no more of its requests; those in progress are finished, and what was done is kept.
     *
     * @throws Refusal if it is over
     */
    public Batch cancel(ProjectId project, String id) {
        if (dao.cancelling(project, id, clock.instant())) {
            workshop.cancel(id);
        }
        Batch batch = find(project, id).orElseThrow(() -> unknown(id));
        return switch (batch.status()) {
            case CANCELLING, CANCELLED -> batch;
            case VALIDATING, IN_PROGRESS, FINALIZING, COMPLETED, FAILED, EXPIRED ->
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "A batch with the status " + batch.status().wire() + " cannot be cancelled.",
                        null,
                        "Only one that is validating or in_progress can.");
        };
    }

    /**
     * The first requests of a batch that were not answered, once it is over: what became of them, not what they said.
     */
    public List<LineFailure> failures(ProjectId project, Batch batch, int limit) {
        String file = batch.status().isOver() ? batch.errorFile() : null;
        return file == null
                ? List.of()
                : workshop.files()
                        .find(project, file)
                        .map(found -> LineFailure.first(workshop.files().read(found), limit))
                        .orElse(List.of());
    }

    public static Refusal unknown(String id) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "There is no batch '" + id + "' in this project.",
                "id",
                "GET /v1/batches lists them.");
    }
}
