package dev.weir.console;

/**
 * @param host the address in the browser, so that people see where they give their key
 * @param next where to go afterwards
 * @param message why the last try failed, or empty
 */
public record LoginPage(Shell shell, String host, String next, String message) {}
