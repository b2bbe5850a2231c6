package dev.weir.console;

/**
 * Where a signed-in person is.
 *
 * @param organization its name
 * @param project its name
 * @param healthy whether everything works
 * @param health the state in a few words: {@code One node, all projections current}
 */
public record Place(String organization, String project, boolean healthy, String health) {}
