package dev.weir.batch;

import dev.weir.batch.Batch.Elsewhere;
import dev.weir.http.Json;
import dev.weir.kernel.CrossProject;
import dev.weir.spi.KeyId;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Target;
import dev.weir.store.Database;
import dev.weir.store.Row;
import dev.weir.store.Sql;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** The table of batches. A batch's status only goes forward, so each step says from where. */
final class BatchDao {
    private static final TypeReference<Map<String, String>> TEXTS = new TypeReference<>() {};
    private static final TypeReference<List<BatchError>> ERRORS = new TypeReference<>() {};

    private final Database database;

    BatchDao(Database database) {
        this.database = database;
    }

    /** Adds a batch, unless the project then had more than {@code most} unfinished ones. */
    boolean insert(ProjectId project, Batch batch, int most) {
        Duration lifetime = batch.outputLifetime();
        return database.write(connection -> Sql.of(connection, """
                                insert into batches (id, project_id, key_id, endpoint, input_file_id, completion_window,
                                    metadata, output_seconds, status, created_at, expires_at)
                                select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?
                                where (select count(*) from batches where project_id = ?
                                    and status in ('validating', 'in_progress', 'finalizing', 'cancelling')) < ?
                                """)
                        .bind(batch.id())
                        .bind(project.value())
                        .bind(batch.key().value())
                        .bind(batch.endpoint())
                        .bind(batch.inputFile())
                        .bind(batch.window())
                        .bind(batch.metadata() == null ? null : Json.MAPPER.writeValueAsString(batch.metadata()))
                        .bind(lifetime == null ? null : Long.valueOf(lifetime.toSeconds()))
                        .bind(batch.status().wire())
                        .bind(batch.moments().createdAt())
                        .bind(batch.moments().expiresAt())
                        .bind(project.value())
                        .bind(most)
                        .update())
                > 0;
    }

    @Nullable
    Batch find(ProjectId project, String id) {
        return database.find(connection -> Sql.of(connection, "select * from batches where project_id = ? and id = ?")
                .bind(project.value())
                .bind(id)
                .first(BatchDao::batch));
    }

    /** Newest first. */
    List<Batch> page(ProjectId project, @Nullable String after, int limit) {
        return database.read(connection -> Sql.of(connection, """
                        select * from batches where project_id = ?
                            and (? is null or (created_at, id) <
                                (select created_at, id from batches where project_id = ? and id = ?))
                        order by created_at desc, id desc limit ?
                        """)
                .bind(project.value())
                .bind(after)
                .bind(project.value())
                .bind(after)
                .bind(limit)
                .list(BatchDao::batch));
    }

    /** Its file makes sense. */
    boolean started(ProjectId project, String id, long total, @Nullable String model, Instant now) {
        return database.write(connection -> Sql.of(connection, """
                                update batches set status = 'in_progress', total = ?, model = ?, in_progress_at = ?
                                where project_id = ? and id = ? and status = 'validating'
                                """)
                        .bind(total)
                        .bind(model)
                        .bind(now)
                        .bind(project.value())
                        .bind(id)
                        .update())
                > 0;
    }

    /** A provider is to work it off; nothing was sent yet. */
    void goesElsewhere(ProjectId project, String id, Target target, BigDecimal priceShare) {
        database.write(connection -> Sql.of(connection, """
                        update batches set provider = ?, provider_model = ?, provider_price = ?
                        where project_id = ? and id = ?
                        """)
                .bind(target.provider())
                .bind(target.model())
                .bind(priceShare.toPlainString())
                .bind(project.value())
                .bind(id)
                .update());
    }

    /** The provider has it, by this name. */
    void madeElsewhere(ProjectId project, String id, String theirs) {
        database.write(connection -> Sql.of(
                        connection, "update batches set provider_batch = ? where project_id = ? and id = ?")
                .bind(theirs)
                .bind(project.value())
                .bind(id)
                .update());
    }

    boolean cancelling(ProjectId project, String id, Instant now) {
        return database.write(connection -> Sql.of(connection, """
                                update batches set status = 'cancelling', cancelling_at = ?
                                where project_id = ? and id = ? and status in ('validating', 'in_progress')
                                """)
                        .bind(now)
                        .bind(project.value())
                        .bind(id)
                        .update())
                > 0;
    }

    /** All its requests are over; false if it is being cancelled instead. */
    boolean finalizing(ProjectId project, String id, Instant now) {
        return database.write(connection -> Sql.of(connection, """
                                update batches set status = 'finalizing', finalizing_at = coalesce(finalizing_at, ?)
                                where project_id = ? and id = ? and status in ('in_progress', 'finalizing')
                                """)
                        .bind(now)
                        .bind(project.value())
                        .bind(id)
                        .update())
                > 0;
    }

    /** Keeps the names that the result files will have, or gives back those that were kept before. */
    Names named(ProjectId project, String id, Names fresh) {
        return database.write(connection -> Sql.of(connection, """
                        update batches set output_file_id = coalesce(output_file_id, ?),
                            error_file_id = coalesce(error_file_id, ?)
                        where project_id = ? and id = ? returning output_file_id, error_file_id
                        """)
                .bind(fresh.output())
                .bind(fresh.error())
                .bind(project.value())
                .bind(id)
                .single(row -> new Names(row.text("output_file_id"), row.text("error_file_id"))));
    }

    /** The ids of the two result files. */
    record Names(String output, String error) {}

    /** How a batch ended; {@code outputFile} and {@code errorFile} are null where there is no such file. */
    record End(
            BatchStatus status,
            Tally tally,
            @Nullable String outputFile,
            @Nullable String errorFile,
            List<BatchError> errors) {}

    void finished(ProjectId project, String id, End end, Instant now) {
        database.write(connection -> finish(connection, project, id, end, now));
    }

    private static int finish(Connection connection, ProjectId project, String id, End end, Instant now)
            throws SQLException {
        return Sql.of(
                        connection,
                        "update batches set status = ?, " + end.status().wire() + """
                        _at = ?, completed = ?, failed = ?, input_tokens = ?, cached_tokens = ?, output_tokens = ?,
                            reasoning_tokens = ?, output_file_id = ?, error_file_id = ?, errors = ?
                        where project_id = ? and id = ?
                        """)
                .bind(end.status().wire())
                .bind(now)
                .bind(end.tally().completed())
                .bind(end.tally().failed())
                .bind(end.tally().inputTokens())
                .bind(end.tally().cachedTokens())
                .bind(end.tally().outputTokens())
                .bind(end.tally().reasoningTokens())
                .bind(end.outputFile())
                .bind(end.errorFile())
                .bind(end.errors().isEmpty() ? null : Json.MAPPER.writeValueAsString(end.errors()))
                .bind(project.value())
                .bind(id)
                .update();
    }

    @CrossProject("what an earlier process left undone is taken up at the start; each row names its project")
    List<Batch> unfinished() {
        return database.read(connection -> Sql.of(connection, """
                        select * from batches where status in ('validating', 'in_progress', 'finalizing', 'cancelling')
                        order by created_at
                        """).list(BatchDao::batch));
    }

    private static Batch batch(Row row) throws SQLException {
        String metadata = row.textOrNull("metadata");
        String errors = row.textOrNull("errors");
        Long seconds = row.numberOrNull("output_seconds");
        return new Batch(
                row.text("id"),
                new ProjectId(row.text("project_id")),
                new KeyId(row.text("key_id")),
                row.text("endpoint"),
                row.text("input_file_id"),
                row.text("completion_window"),
                metadata == null ? null : Json.MAPPER.readValue(metadata, TEXTS),
                seconds == null ? null : Duration.ofSeconds(seconds),
                BatchStatus.of(row.text("status")),
                row.textOrNull("model"),
                errors == null ? List.of() : Json.MAPPER.readValue(errors, ERRORS),
                row.textOrNull("output_file_id"),
                row.textOrNull("error_file_id"),
                row.number("total"),
                tally(row),
                moments(row),
                elsewhere(row));
    }

    private static @Nullable Elsewhere elsewhere(Row row) throws SQLException {
        String provider = row.textOrNull("provider");
        return provider == null
                ? null
                : new Elsewhere(
                        new Target(provider, row.text("provider_model")),
                        new BigDecimal(row.text("provider_price")),
                        row.textOrNull("provider_batch"));
    }

    private static Tally tally(Row row) throws SQLException {
        return new Tally(
                row.number("completed"),
                row.number("failed"),
                row.number("input_tokens"),
                row.number("cached_tokens"),
                row.number("output_tokens"),
                row.number("reasoning_tokens"));
    }

    private static Batch.Moments moments(Row row) throws SQLException {
        return new Batch.Moments(
                row.instant("created_at"),
                row.instant("expires_at"),
                row.instantOrNull("in_progress_at"),
                row.instantOrNull("finalizing_at"),
                row.instantOrNull("completed_at"),
                row.instantOrNull("failed_at"),
                row.instantOrNull("expired_at"),
                row.instantOrNull("cancelling_at"),
                row.instantOrNull("cancelled_at"));
    }
}
