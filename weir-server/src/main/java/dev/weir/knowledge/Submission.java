package dev.weir.knowledge;

import dev.weir.http.Json;
import dev.weir.spi.document.DocumentText;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A document as it is handed in, already read.
 *
 * @param id the caller's own; the same id replaces
 * @param metadata kept as it is; strings, numbers, booleans and lists of them can be filtered by
 * @param bytes the size of what was sent
 */
public record Submission(String id, DocumentText text, ObjectNode metadata, Readers readers, long bytes) {
    /** The key under which the index names the version of a document that it holds. */
    static final String STAMP = "weir.hash";

    /** Grows when documents are cut or indexed differently, so that they are indexed again. */
    private static final String LAYOUT = "2";

    /** A plain text without metadata, for everybody. */
    public static Submission of(String id, DocumentText text) {
        return new Submission(
                id,
                text,
                Json.MAPPER.createObjectNode(),
                Readers.EVERYBODY,
                text.text().getBytes(StandardCharsets.UTF_8).length);
    }

    /** The same document for other readers. */
    Submission with(Readers others) {
        return new Submission(id, text, metadata, others, bytes);
    }

    /** Names this version of the document: equal for equal content, metadata and readers. */
    String hash() {
        List<String> parts = new ArrayList<>(List.of(
                LAYOUT,
                text.title(),
                text.text(),
                text.sections().toString(),
                metadata.toString(),
                readers.toString()));
        if (!text.pages().isEmpty()) {
            parts.add(text.pages().toString());
        }
        return digest(parts);
    }

    /** Half of a SHA-256, in hexadecimal. */
    static String digest(List<String> parts) {
        MessageDigest digest = sha256();
        for (String part : parts) {
            digest.update(part.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return HexFormat.of().formatHex(digest.digest(), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    NewDocument forIndex(String hash) {
        Map<String, Set<String>> terms = new HashMap<>(readers.terms());
        terms.put(STAMP, Set.of(hash));
        for (Map.Entry<String, JsonNode> member : metadata.properties()) {
            Set<String> values = MetadataFilter.values(member.getValue());
            if (!values.isEmpty()) {
                terms.put(MetadataFilter.term(member.getKey()), values);
            }
        }
        return new NewDocument(id, text, terms);
    }
}
