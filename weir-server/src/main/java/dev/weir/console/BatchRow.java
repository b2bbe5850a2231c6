package dev.weir.console;

import dev.weir.batch.Batch;
import dev.weir.batch.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A batch as people see it. */
public record BatchRow(BatchSource.Item item, Instant now) {

    public Batch batch() {
        return item.batch();
    }

    public String address() {
        return Link.batch(batch().id()).address();
    }

    /** Its requests' file, or its id where that is gone. */
    public String name() {
        return item.fileName().isEmpty() ? batch().id() : item.fileName();
    }

    public Mark mark() {
        return switch (batch().status()) {
            case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> Mark.RUN;
            case COMPLETED -> failed() == 0 ? Mark.OK : Mark.WARN;
            case FAILED -> Mark.BAD;
            case EXPIRED -> Mark.WARN;
            case CANCELLED -> Mark.IDLE;
        };
    }

    public String word() {
        return switch (batch().status()) {
            case VALIDATING -> "Validating";
            case IN_PROGRESS -> "In progress";
            case FINALIZING -> "Finalizing";
            case COMPLETED -> "Completed";
            case FAILED -> "Failed";
            case EXPIRED -> "Expired";
            case CANCELLING -> "Cancelling";
            case CANCELLED -> "Cancelled";
        };
    }

    /** The end of the class name of the word; empty for what is normal. */
    public String tone() {
        return batch().status() == BatchStatus.FAILED
                ? "bad"
                : batch().status() == BatchStatus.EXPIRED ? "warn" : "";
    }

    public boolean isOver() {
        return batch().status().isOver();
    }

    public boolean mayBeCancelled() {
        return batch().status() == BatchStatus.VALIDATING || batch().status() == BatchStatus.IN_PROGRESS;
    }

    public long total() {
        return batch().total();
    }

    public long completed() {
        return batch().tally().completed();
    }

    public long failed() {
        return batch().tally().failed();
    }

    public long done() {
        return completed() + failed();
    }

    /** A part of all requests as an SVG length. */
    public String part(long count) {
        return Figures.percent(total() == 0 ? 0 : Math.min(1, (double) count / total()));
    }

    /** How far it is, in words. */
    public String progress() {
        return total() == 0
                ? batch().status() == BatchStatus.VALIDATING ? "its requests are being counted" : "no request"
                : Figures.count(done()) + " of " + Figures.count(total());
    }

    public String cost() {
        return Figures.amount(item.cost(), item.currency());
    }

    /** When it came to its end; null if it has not. */
    public @Nullable Instant ended() {
        Batch.Moments at = batch().moments();
        return switch (batch().status()) {
            case COMPLETED -> at.completedAt();
            case FAILED -> at.failedAt();
            case EXPIRED -> at.expiredAt();
            case CANCELLED -> at.cancelledAt();
            case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> null;
        };
    }

    /** How long it took, or has taken so far. */
    public String took() {
        Instant end = ended();
        return text(Duration.between(batch().moments().createdAt(), end == null ? now : end));
    }

    /** How much longer it may take at the pace so far; empty if that cannot be said. */
    public String left() {
        Instant from = batch().moments().inProgressAt();
        if (batch().status() != BatchStatus.IN_PROGRESS || from == null || done() == 0 || total() <= done()) {
            return "";
        }
        long seconds = Math.max(1, Duration.between(from, now).toMillis() * (total() - done()) / done() / 1000);
        return "about " + (seconds < 120 ? seconds + " s" : text(Duration.ofMinutes(seconds / 60)).replace(" 0 s", ""))
                + " left";
    }

    private static String text(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return Figures.count(seconds / 3600) + " h " + seconds % 3600 / 60 + " min";
    }
}
