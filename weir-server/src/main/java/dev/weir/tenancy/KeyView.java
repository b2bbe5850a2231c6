package dev.weir.tenancy;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.weir.spi.Permission;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A key on the wire.
 *
 * @param key the text, in the one answer that shows it
 * @param permissions what it may do besides what its role says
 * @param previousUntil until when the text is taken that it had before it was rotated
 */
record KeyView(
        String id,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key,
        String name,
        String prefix,
        String role,
        String project,
        boolean allProjects,
        List<String> permissions,
        String origin,
        Instant createdAt,
        @Nullable String createdBy,
        @Nullable Instant revokedAt,
        @Nullable Instant lastUsedAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant rotatedAt,

        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Instant previousUntil,

        LimitsBody limits) {

    static KeyView of(VirtualKey key) {
        return of(key, null);
    }

    static KeyView of(IssuedKey issued) {
        return of(issued.key(), issued.text());
    }

    private static KeyView of(VirtualKey key, @Nullable String text) {
        return new KeyView(
                key.id().value(),
                text,
                key.name(),
                key.prefix(),
                Rules.word(key.role()),
                key.project().value(),
                key.allProjects(),
                key.permissions().stream().map(Permission::wire).sorted().toList(),
                key.origin().name().toLowerCase(Locale.ROOT),
                key.createdAt(),
                key.createdBy() == null ? null : key.createdBy().value(),
                key.revokedAt(),
                key.lastUsedAt(),
                key.rotation() == null ? null : key.rotation().at(),
                key.rotation() == null ? null : key.rotation().previousUntil(),
                LimitsBody.of(key.limits()));
    }
}
