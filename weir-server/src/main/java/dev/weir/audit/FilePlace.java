package dev.weir.audit;

import dev.weir.audit.Checkpoints.Signed;
import dev.weir.audit.note.Checkpoint;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file, best on another disk, that only grows: the notes one after the other, an empty line after each. */
record FilePlace(Path file) implements Place {
    @Override
    public String kind() {
        return "file";
    }

    @Override
    public String id() {
        return "file " + shown();
    }

    @Override
    public String shown() {
        return file.toAbsolutePath().normalize().toString();
    }

    @Override
    public void publish(Signed checkpoint) throws IOException {
        append(file, checkpoint.note());
    }

    /** Whether it was not there yet. */
    static boolean append(Path file, String note) throws IOException {
        List<String> notes = Files.exists(file) ? Checkpoint.notesIn(Files.readString(file)) : List.of();
        if (!notes.isEmpty() && notes.getLast().equals(note)) {
            return false;
        }
        Files.write(
                file,
                (note + "\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND,
                StandardOpenOption.SYNC);
        return true;
    }
}
