package dev.weir.audit;

import java.util.List;

/**
 * An entry and the proof that it is in the log, on the wire.
 *
 * @param body the entry's canonical bytes as text
 * @param leaf the hash of its leaf in base64, and so are the other hashes
 * @param path the hashes beside the way from the leaf to the root, the lowest first
 * @param size how many entries the checkpoint speaks of
 * @param checkpoint the signed note with the root
 * @param verifier the key that checks it
 */
public record Inclusion(
        long entry,
        String kind,
        String body,
        String leaf,
        List<String> path,
        long size,
        String root,
        String checkpoint,
        String verifier) {}
