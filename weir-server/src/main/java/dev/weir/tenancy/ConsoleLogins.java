package dev.weir.tenancy;

import dev.weir.http.Refusal;
import dev.weir.http.Request;
import dev.weir.kernel.Clock;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.store.Database;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Browsers that are signed in with a key. The cookie holds 256 random bits of its own, of which only the hash is kept; a
 * login ends twelve hours after its last request, seven days after it was made, and at once when its key is revoked.
 * Thread-safe.
 */
public final class ConsoleLogins {
    /** The cookie's name. */
    public static final String COOKIE = "weir_login";

    static final Duration IDLE = Duration.ofHours(12);
    static final Duration LONGEST = Duration.ofDays(7);
    private static final Duration PRECISION = Duration.ofMinutes(1);
    private static final int PER_KEY = 50;

    private final Tenancy tenancy;
    private final LoginDao dao;
    private final Clock clock;
    private final SecureRandom random;
    private final FailedAttempts failures;
    private final Map<SecretHash, LoginRow> logins = new ConcurrentHashMap<>();
    private final Map<SecretHash, LoginRow> unwritten = new ConcurrentHashMap<>();

    ConsoleLogins(Database database, Tenancy tenancy, Clock clock, SecureRandom random, FailedAttempts failures) {
        this.dao = new LoginDao(database);
        this.tenancy = tenancy;
        this.clock = clock;
        this.random = random;
        this.failures = failures;
        dao.all().forEach(login -> logins.put(login.token(), login));
    }

    /**
     * Lets a browser in. The caller has seen to {@link SameOrigin}.
     *
     * @param request the login request; tells whether the browser came by HTTPS
     * @throws Refusal if the key is not in force
     */
    public Login login(Request request, String key) {
        Principal principal = CredentialRefusals.accept(tenancy.authenticate(key.strip()), failures);
        String token = newToken();
        Instant now = now();
        LoginRow login = new LoginRow(SecretHash.of(token), principal.project(), principal.key(), now, now);
        dao.insert(login.project(), login);
        logins.put(login.token(), login);
        makeRoom(principal.key());
        return new Login(principal, cookie(request, token, LONGEST));
    }

    /** Ends the login that {@code request} carries, if any; the {@code Set-Cookie} that makes the browser forget it. */
    public String logout(Request request) {
        token(request).map(SecretHash::of).map(logins::get).ifPresent(this::end);
        return cookie(request, "", Duration.ZERO);
    }

    /** Who is signed in, if the request carries a login that has not ended. */
    public Optional<Principal> principal(Request request) {
        return token(request).flatMap(this::current).flatMap(this::holder);
    }

    /** Whether this is the token of a login that has not ended. */
    boolean holds(String token) {
        return current(token).flatMap(this::holder).isPresent();
    }

    private Optional<LoginRow> current(String token) {
        return token.length() > Tenancy.LONGEST
                ? Optional.empty()
                : Optional.ofNullable(logins.get(SecretHash.of(token))).filter(login -> !isOver(login, now()));
    }

    private Optional<Principal> holder(LoginRow login) {
        Instant now = now();
        if (now.isAfter(login.seenAt().plus(PRECISION))) {
            LoginRow seen = login.seen(now);
            if (logins.replace(login.token(), login, seen)) {
                unwritten.put(seen.token(), seen);
            }
        }
        return tenancy.isOutdated(login.key(), login.createdAt()) ? Optional.empty() : tenancy.holder(login.key());
    }

    static Optional<String> token(Request request) {
        return request.header("cookie")
                .flatMap(header -> List.of(header.split(";")).stream()
                        .map(String::strip)
                        .filter(pair -> pair.startsWith(COOKIE + "="))
                        .map(pair -> pair.substring(COOKIE.length() + 1))
                        .filter(token -> !token.isEmpty())
                        .findFirst());
    }

    /** Takes over who has signed in and out at other nodes. */
    void refresh() {
        List<LoginRow> all = dao.all();
        all.forEach(login -> logins.putIfAbsent(login.token(), login));
        logins.keySet().retainAll(all.stream().map(LoginRow::token).collect(Collectors.toSet()));
    }

    /** Writes down when logins were last seen and forgets those that are over: one transaction. */
    void tidy() {
        Instant now = now();
        List<LoginRow> ended = logins.values().stream()
                .filter(login -> isOver(login, now) || isRevoked(login))
                .toList();
        ended.forEach(login -> logins.remove(login.token()));
        List<LoginRow> seen = new ArrayList<>(unwritten.values());
        seen.forEach(login -> unwritten.remove(login.token(), login));
        if (!ended.isEmpty() || !seen.isEmpty()) {
            dao.keep(seen, ended);
        }
    }

    private boolean isOver(LoginRow login, Instant now) {
        return now.isAfter(login.seenAt().plus(IDLE))
                || now.isAfter(login.createdAt().plus(LONGEST));
    }

    private boolean isRevoked(LoginRow login) {
        return tenancy.key(login.key()).filter(VirtualKey::isLive).isEmpty();
    }

    /** A script that signs in again and again takes only its own places. */
    private void makeRoom(KeyId key) {
        List<LoginRow> own = logins.values().stream()
                .filter(login -> login.key().equals(key))
                .sorted(Comparator.comparing(LoginRow::seenAt).reversed())
                .toList();
        own.stream().skip(PER_KEY).forEach(this::end);
    }

    private void end(LoginRow login) {
        logins.remove(login.token());
        unwritten.remove(login.token());
        dao.delete(login.project(), login.token());
    }

    private String newToken() {
        byte[] bits = new byte[32];
        random.nextBytes(bits);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bits);
    }

    private static String cookie(Request request, String token, Duration age) {
        boolean secure =
                request.header("x-forwarded-proto").filter("https"::equals).isPresent();
        return COOKIE + "=" + token + "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + age.toSeconds()
                + (secure ? "; Secure" : "");
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
