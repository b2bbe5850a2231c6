package dev.weir.knowledge;

import dev.weir.http.FormReceiver;
import dev.weir.http.Request;
import dev.weir.spi.ProjectId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A form with files, received piece by piece, so that its size does not matter. One thread uses it. Closing it forgets
 * the files that were not kept.
 */
final class SentForm implements FormReceiver, AutoCloseable {
    /** The most that small files of one form may take in memory together. */
    private static final long MOST_IN_MEMORY = 8L << 20;

    private final ProjectId project;
    private final @Nullable FileIntake intake;
    private final List<SentContent> files = new ArrayList<>();
    private Map<String, String> fields = Map.of();
    private long held;

    private SentForm(ProjectId project, @Nullable FileIntake intake) {
        this.project = project;
        this.intake = intake;
    }

    /** Receives the whole form; the caller closes it. */
    static SentForm receive(Request request, @Nullable FileIntake intake) {
        SentForm form = new SentForm(request.principal().project(), intake);
        boolean received = false;
        try {
            form.fields = request.receive(form);
            received = true;
            return form;
        } finally {
            if (!received) {
                form.close();
            }
        }
    }

    @Override
    public void begin(String field, String fileName) {
        if (!fileName.isEmpty()) {
            files.add(new SentContent(fileName, project, intake, room()));
        }
    }

    /** Where nothing can go to the disk, the memory must do. */
    private int room() {
        return (int) (intake == null ? MOST_IN_MEMORY : Math.min(SentContent.SMALL, MOST_IN_MEMORY - held));
    }

    @Override
    public void take(byte[] piece) {
        if (files.isEmpty()) {
            return;
        }
        SentContent file = files.getLast();
        file.add(piece);
        held = intake == null ? 0 : Math.min(MOST_IN_MEMORY, held + (file.inMemory() == null ? 0 : piece.length));
    }

    List<SentContent> files() {
        return files;
    }

    /** What the form says beside its files. */
    Map<String, String> fields() {
        return fields;
    }

    @Override
    public void close() {
        files.forEach(SentContent::close);
    }
}
