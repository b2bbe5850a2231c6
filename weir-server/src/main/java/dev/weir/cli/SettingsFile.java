package dev.weir.cli;

import java.nio.file.Path;
import java.util.List;

/** A file of settings that may hold others' beside ours. */
interface SettingsFile {
    Path path();

    /**
     * The file's text with our settings in it and everything else as it was.
     *
     * @param before what is there now; empty where there is no file
     * @param conflicts what is there and says otherwise is added here; it is replaced in the result
     */
    String merged(String before, List<String> conflicts);
}
