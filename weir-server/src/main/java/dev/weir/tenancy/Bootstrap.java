package dev.weir.tenancy;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What a start found or made.
 *
 * @param project the oldest project, called {@code default} unless somebody else made it
 * @param adminKey a new owner key to show to whoever started Weir for the first time; null on later starts, and when the
 *     environment gave the key
 * @param cliToken the file with the key for the CLI on this machine
 */
public record Bootstrap(Project project, @Nullable IssuedKey adminKey, Path cliToken) {}
