package dev.weir.console;

/**
 * Asks before something is destroyed.
 *
 * @param question names the thing
 * @param consequence what will no longer be possible
 * @param action where the form is sent
 * @param verb what the button says
 * @param back where to go instead
 */
public record ConfirmPage(
        Shell shell, String question, String consequence, Link action, String verb, Link back, String backLabel) {}
