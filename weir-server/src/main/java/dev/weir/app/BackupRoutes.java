package dev.weir.app;

import dev.weir.http.Access;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.http.Response;
import dev.weir.http.Routes;
import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.store.Backup;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Backups while Weir runs. The file stays in the data directory, where only its owner can take it: a caller from afar
 * learns where it is, one on this machine, such as {@code ./weir backup}, takes it along.
 */
final class BackupRoutes {
    private final Backup backup;
    private final Path folder;
    private final String note;
    private final Clock clock;
    private final IdSource ids;
    private final Consumer<AdminAction> audit;

    /**
     * @param note what whoever makes one has to know
     * @param audit takes what administrators do
     */
    BackupRoutes(Backup backup, Path folder, String note, Clock clock, IdSource ids, Consumer<AdminAction> audit) {
        this.backup = backup;
        this.folder = folder.toAbsolutePath().normalize();
        this.note = note;
        this.clock = clock;
        this.ids = ids;
        this.audit = audit;
    }

    Routes routes() {
        return new Routes()
                .post(
                        "/api/backup",
                        Access.from(Role.OWNER),
                        "Backs up everything into a file on the server's disk. Needs a key for all projects.",
                        "{}",
                        this::make);
    }

    private record Made(String file, long bytes, Instant createdAt, String note) {}

    private Response make(Request request) {
        if (!request.principal().allProjects()) {
            throw new Refusal(
                    ErrorCode.FORBIDDEN,
                    "A backup holds every project, but this key sees one.",
                    null,
                    "Use an owner's key for all projects.");
        }
        Instant now = clock.instant();
        try {
            Files.createDirectories(folder);
            Path file = folder.resolve(ids.next("backup_") + ".zip");
            Principal actor = request.principal();
            String name = file.getFileName().toString();
            audit.accept(
                    new AdminAction(actor.organization(), null, actor.key(), now, "backup.create", name, Map.of()));
            return Json.created(new Made(file.toString(), backup.write(file), now, note));
        } catch (StorageException | IOException e) {
            throw new Refusal(
                    ErrorCode.STORAGE_UNAVAILABLE,
                    "The backup could not be written: " + e.getMessage(),
                    null,
                    "Make room on the disk of " + folder + ", then try again.");
        }
    }
}
