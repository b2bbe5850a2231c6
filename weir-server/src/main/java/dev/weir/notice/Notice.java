package dev.weir.notice;

import dev.weir.spi.OrganizationId;
import dev.weir.spi.ProjectId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody should know.
 *
 * @param id the same for the same event, whoever finds it and how often
 * @param kind what sort of event, such as {@code budget.warning}
 * @param project null for what concerns the whole organization
 * @param scope whom it is about: {@code key}, {@code project} and so on
 * @param name the id of an organization, project or key; the name of a user, model or tag
 * @param title what people call it
 * @param message a sentence
 * @param at when it was found
 * @param until how long it is news
 * @param details figures for programs: texts and whole numbers, amounts as decimal texts
 */
public record Notice(
        String id,
        String kind,
        OrganizationId organization,
        @Nullable ProjectId project,
        String scope,
        String name,
        String title,
        String message,
        Instant at,
        Instant until,
        Map<String, Object> details) {
    private static final int ID_BYTES = 18;

    public Notice {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
    }

    /** A name for what happened, made of all that tells it from other events. */
    public static String id(String... event) {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (String part : event) {
                byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
                hash.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
                hash.update(bytes);
            }
            byte[] id = Arrays.copyOf(hash.digest(), ID_BYTES);
            return "ntc_" + Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
