package dev.weir.console;

import java.util.List;

/**
 * @param base the chosen knowledge base, or empty for none
 * @param question to be asked at once, or empty
 */
public record AskPage(
        Shell shell, List<String> models, List<String> bases, String model, String base, String question) {}
