package dev.weir.mirror;

import java.util.Map;

/**
 * What Weir is asked, and the other gateway when a log is replayed.
 *
 * @param path Weir's
 * @param headers those that change the answer; no credentials
 * @param model as the caller named it
 */
record Copy(String path, String model, Map<String, String> headers, byte[] body) {}
