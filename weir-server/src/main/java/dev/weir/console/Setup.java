package dev.weir.console;

import org.jspecify.annotations.Nullable;

/**
 * How far a project's set-up has come.
 *
 * @param provider whether a provider other than Weir itself is configured
 * @param environmentKey the name of a variable that holds a provider's key which is not used yet, or null
 * @param knowledgeBase the name of a base of the project's own documents, or null
 * @param failedDocuments how many documents could not be read
 * @param called whether there was a call yet
 * @param model a model that a first call can name
 */
public record Setup(
        boolean provider,
        @Nullable String environmentKey,
        @Nullable String knowledgeBase,
        long failedDocuments,
        boolean called,
        String model) {}
