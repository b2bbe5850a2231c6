package dev.weir.files;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** OpenAI's File objects. */
final class FileJson {
    private FileJson() {}

    record Card(
            String id,
            String object,
            long bytes,
            long createdAt,
            @Nullable Long expiresAt,
            String filename,
            String purpose,
            String status,
            @Nullable String statusDetails) {
        static Card of(StoredFile file) {
            return new Card(
                    file.id(),
                    "file",
                    file.bytes(),
                    file.createdAt().getEpochSecond(),
                    file.expiresAt() == null ? null : file.expiresAt().getEpochSecond(),
                    file.fileName(),
                    file.purpose(),
                    "processed",
                    null);
        }
    }

    record Cards(
            String object,
            List<Card> data,
            @Nullable String firstId,
            @Nullable String lastId,
            boolean hasMore) {
        static Cards of(FilePage page) {
            List<Card> cards = page.files().stream().map(Card::of).toList();
            return new Cards(
                    "list",
                    cards,
                    cards.isEmpty() ? null : cards.getFirst().id(),
                    cards.isEmpty() ? null : cards.getLast().id(),
                    page.more());
        }
    }

    record Deleted(String id, String object, boolean deleted) {}
}
