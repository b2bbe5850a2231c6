package dev.weir.console;

/**
 * @param status the HTTP status
 * @param heading what happened, in a few words
 * @param message the whole story
 * @param hint what would be right, or empty
 * @param code the error's wire name
 */
public record ErrorPage(
        Shell shell, int status, String heading, String message, String hint, String code, String requestId) {}
