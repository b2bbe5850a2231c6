package dev.weir.tenancy;

import com.nimbusds.jose.jwk.JWKSet;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that an issuer signs with. They are read when they are first needed, again when they are old, and again when
 * a token names one that is not among them, but for that not more often than every {@value #APART_SECONDS} seconds, so
 * that made-up names of keys cause no flood. Keys that cannot be read anew stay in force. Thread-safe; blocks while it
 * reads.
 */
final class SigningKeys {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);
    private static final int APART_SECONDS = 10;
    private static final long APART = Duration.ofSeconds(APART_SECONDS).toNanos();
    private static final int LARGEST = 256 * 1024;
    private static final Outbound.Timeouts TIMEOUTS = new Outbound.Timeouts(
            Duration.ofSeconds(2), Duration.ofSeconds(3), Duration.ofSeconds(3), Duration.ofSeconds(5));

    private final Identity identity;
    private final Outbound outbound;
    private final Clock clock;
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Read current;
    private volatile @Nullable Long lastTry;

    private record Read(JWKSet keys, long nanos) {}

    SigningKeys(Identity identity, Outbound outbound, Clock clock) {
        this.identity = identity;
        this.outbound = outbound;
        this.clock = clock;
    }

    /**
     * The keys in force.
     *
     * @throws Refusal if they were never read and cannot be
     */
    JWKSet keys() {
        Read known = current;
        return known == null
                        || clock.nanoTime() - known.nanos > identity.refresh().toNanos()
                ? again(known)
                : known.keys;
    }

    /** The keys in force, after a look whether there are others than these. */
    JWKSet keysBesides(JWKSet seen) {
        Read known = current;
        return known != null && known.keys != seen ? known.keys : again(known);
    }

    private JWKSet again(@Nullable Read known) {
        reading.lock();
        try {
            Read now = current;
            if (now != null && now != known) {
                return now.keys;
            }
            Long tried = lastTry;
            if (tried == null || clock.nanoTime() - tried >= APART) {
                lastTry = clock.nanoTime();
                now = read(now);
                current = now;
            }
            if (now == null) {
                throw unread();
            }
            return now.keys;
        } finally {
            reading.unlock();
        }
    }

    private @Nullable Read read(@Nullable Read known) {
        try {
            return new Read(JWKSet.parse(text()), clock.nanoTime());
        } catch (IOException | OutboundException | ParseException e) {
            log.warn("The keys of {} could not be read: {}", identity.issuer(), e.getMessage());
            return known;
        }
    }

    private String text() throws IOException, OutboundException {
        Path file = identity.jwksFile();
        if (file != null) {
            if (Files.size(file) > LARGEST) {
                throw new IOException(file + " has more than " + LARGEST + " bytes");
            }
            return Files.readString(file);
        }
        URI url = identity.jwksUrl();
        if (url == null) {
            throw new IllegalStateException("keys come either from an address or from a file");
        }
        return fetched(url);
    }

    private String fetched(URI url) throws IOException, OutboundException {
        Outbound.Request get = new Outbound.Request(
                "GET", url, Map.of("accept", "application/json"), new byte[0], identity.allowPrivate(), TIMEOUTS);
        try (Outbound.Reply reply = outbound.send(get, new Cancellation())) {
            byte[] body = reply.readAll(LARGEST);
            if (reply.status() != 200) {
                throw new IOException(url + " answered " + reply.status());
            }
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    private static Refusal unread() {
        return new Refusal(
                ErrorCode.OVERLOADED,
                "The keys that user tokens are checked with cannot be read at the moment.",
                UserTokens.HEADER,
                "Try again in " + APART_SECONDS + " seconds; Weir's log says what is wrong.");
    }
}
