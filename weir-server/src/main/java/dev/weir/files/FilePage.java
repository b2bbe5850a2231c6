package dev.weir.files;

import java.util.List;

/** A stretch of a list of files, and whether more follow. */
public record FilePage(List<StoredFile> files, boolean more) {
    public FilePage {
        files = List.copyOf(files);
    }
}
