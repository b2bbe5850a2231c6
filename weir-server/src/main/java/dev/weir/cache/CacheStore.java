package dev.weir.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.weir.kernel.Clock;
import dev.weir.spi.ProjectId;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The answers in memory, bounded by their bytes; those go first that were used least. Thread-safe. */
final class CacheStore {
    private final Cache<CacheKey, Kept> answers;
    private final AtomicLong bytes = new AtomicLong();

    CacheStore(long mostBytes, Clock clock) {
        this.answers = Caffeine.newBuilder()
                .maximumWeight(mostBytes)
                .weigher((CacheKey key, Kept kept) -> weight(kept))
                .expireAfter(Expiry.creating((CacheKey key, Kept kept) -> kept.ttl()))
                .ticker(clock::nanoTime)
                .executor(Runnable::run)
                .removalListener((key, kept, cause) -> bytes.addAndGet(kept == null ? 0 : -weight(kept)))
                .build();
    }

    /** What does not fit any more is forgotten. */
    void mostBytes(long changed) {
        answers.policy().eviction().orElseThrow().setMaximum(changed);
    }

    private static int weight(Kept kept) {
        return (int) Math.min(Integer.MAX_VALUE, kept.bytes());
    }

    @Nullable
    Kept get(CacheKey key) {
        return answers.getIfPresent(key);
    }

    void put(CacheKey key, Kept kept) {
        bytes.addAndGet(weight(kept));
        answers.put(key, kept);
    }

    /** How many answers were forgotten. */
    long forget(Predicate<Cacheable> which) {
        long forgotten = 0;
        for (var entry : answers.asMap().entrySet()) {
            if (which.test(entry.getValue().request()) && answers.asMap().remove(entry.getKey(), entry.getValue())) {
                forgotten++;
            }
        }
        return forgotten;
    }

    /** What one project has in memory. */
    record Share(long answers, long bytes) {}

    Share of(ProjectId project) {
        answers.cleanUp();
        long count = 0;
        long sum = 0;
        for (Kept kept : answers.asMap().values()) {
            if (kept.request().project().equals(project)) {
                count++;
                sum += weight(kept);
            }
        }
        return new Share(count, sum);
    }

    long bytes() {
        return bytes.get();
    }

    long size() {
        return answers.estimatedSize();
    }
}
