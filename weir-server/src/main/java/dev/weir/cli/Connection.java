package dev.weir.cli;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * What a client of Weir's must know.
 *
 * @param url where Weir is, without a slash at the end
 * @param key the key itself; null to name {@code variable} instead
 * @param variable the variable of the environment that holds the key
 * @param model the model to ask for
 */
record Connection(URI url, @Nullable String key, String variable, String model) {
    /** Where OpenAI's clients look. */
    String openAi() {
        return url + "/v1";
    }

    /** As a POSIX shell reads it. */
    String keyInShell() {
        return key == null ? "\"$" + variable + "\"" : "'" + key.replace("'", "'\\''") + "'";
    }

    /** As Spring and most readers of .env files do. */
    String keyInFile() {
        return key == null ? "${" + variable + "}" : key;
    }
}
