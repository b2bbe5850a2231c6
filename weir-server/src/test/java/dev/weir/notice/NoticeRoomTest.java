package dev.weir.notice;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.kernel.HandClock;
import dev.weir.spi.Cancellation;
import dev.weir.spi.KeyId;
import dev.weir.spi.OrganizationId;
import dev.weir.spi.Outbound;
import dev.weir.spi.OutboundException;
import dev.weir.spi.Principal;
import dev.weir.spi.ProjectId;
import dev.weir.spi.Role;
import dev.weir.store.Database;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told, once, and who hears of it. */
class NoticeRoomTest {
    private static final byte[] KEY = "0123456789abcdef0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
    private static final OrganizationId HALDEN = new OrganizationId("org_1");
    private static final ProjectId PROJECT = new ProjectId("proj_1");

    @TempDir
    Path dir;

    private final HandClock clock = new HandClock(START);
    private final Receiver receiver = new Receiver();
    private Database database;
    private NoticeDao dao;
    private Notices notices;
    private Courier courier;

    @BeforeEach
    void open() {
        database = Database.open(dir.resolve("weir.db"), NoticeRoom.MIGRATIONS);
        begin();
    }

    /** As a new life of the process would. */
    private void begin() {
        dao = new NoticeDao(database);
        Webhook webhook = new Webhook(
                URI.create("https://example.com/hook"), new WebhookSecret(KEY), "weir/node_1", receiver, clock);
        courier = new Courier(dao, webhook, clock);
        notices = new Notices(dao, clock, () -> true, () -> {});
    }

    @AfterEach
    void close() {
        database.close();
    }

    private Notice notice(String what, @Nullable ProjectId project) {
        return new Notice(
                Notice.id("budget.warning", what),
                "budget.warning",
                HALDEN,
                project,
                "key",
                "key_1",
                "key 'support'",
                "80 % of the budget of key 'support' are used.",
                clock.instant(),
                clock.instant().plus(Duration.ofHours(8)),
                Map.of("share", "0.8", "tokens", 12L));
    }

    private static Principal of(ProjectId project, boolean allProjects) {
        return new Principal(new KeyId("key_2"), "ines", HALDEN, project, Role.ADMIN, allProjects);
    }

    @Test
    void theSameIsToldOnceInHoweverManyLives() throws Exception {
        assertThat(notices.tell(notice("a", PROJECT))).isTrue();
        assertThat(notices.tell(notice("a", PROJECT))).isFalse();
        begin();
        assertThat(notices.tell(notice("a", PROJECT))).isFalse();
        courier.round();
        begin();
        courier.round();
        assertThat(receiver.requests).hasSize(1);
        assertThat(notices.list(of(PROJECT, false), null, null, 10))
                .singleElement()
                .satisfies(kept -> {
                    assertThat(kept.deliveredAt()).isEqualTo(START);
                    assertThat(kept.notice()).isEqualTo(notice("a", PROJECT));
                });
    }

    @Test
    void anEventSaysWhatHappenedAndIsSigned() throws Exception {
        notices.tell(notice("a", PROJECT));
        courier.round();
        Outbound.Request sent = receiver.requests.getFirst();
        JsonNode event = JsonMapper.shared().readTree(sent.body());
        assertThat(event.path("specversion").asString()).isEqualTo("1.0");
        assertThat(event.path("type").asString()).isEqualTo("dev.weir.budget.warning");
        assertThat(event.path("source").asString()).isEqualTo("weir/node_1");
        assertThat(event.path("time").asString()).isEqualTo("2026-03-01T10:00:00Z");
        assertThat(event.at("/data/project").asString()).isEqualTo("proj_1");
        assertThat(event.at("/data/share").asString()).isEqualTo("0.8");
        assertThat(event.at("/data/tokens").asLong()).isEqualTo(12);
        Map<String, String> headers = sent.headers();
        assertThat(headers.get("webhook-id")).isEqualTo(event.path("id").asString());
        assertThat(headers.get("content-type")).isEqualTo("application/cloudevents+json");

        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        String signed = headers.get("webhook-id") + "." + headers.get("webhook-timestamp") + "."
                + new String(sent.body(), StandardCharsets.UTF_8);
        assertThat(headers.get("webhook-signature"))
                .isEqualTo("v1,"
                        + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8))));
    }

    @Test
    void aSignatureIsTheOneOfTheSpecificationsExample() {
        // github.com/standard-webhooks/standard-webhooks, spec and libraries' tests.
        WebhookSecret secret = new WebhookSecret(Base64.getDecoder().decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
        assertThat(secret.sign(
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        Instant.ofEpochSecond(1614265330),
                        "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }

    @Test
    void whatIsNotTakenIsTriedAgainAtGrowingIntervalsUnderTheSameId() throws Exception {
        receiver.status = 503;
        notices.tell(notice("a", PROJECT));
        List<Duration> pauses = new ArrayList<>();
        for (int i = 0; i < 14; i++) {
            Instant before = clock.instant();
            courier.round();
            pauses.add(Duration.between(before, dao.nextDue()));
            clock.setCalendar(requireNonNull(dao.nextDue()));
        }
        assertThat(pauses.subList(0, 4))
                .containsExactly(
                        Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8), Duration.ofSeconds(16));
        assertThat(pauses.getLast()).isEqualTo(Courier.LONGEST_PAUSE);
        assertThat(receiver.requests.stream()
                        .map(sent -> sent.headers().get("webhook-id"))
                        .distinct())
                .hasSize(1);
        receiver.status = 204;
        courier.round();
        assertThat(dao.nextDue()).isNull();
        assertThat(notices.list(of(PROJECT, false), null, null, 10).getFirst().tries())
                .isEqualTo(15);
    }

    @Test
    void afterThreeDaysItIsGivenUpAndSaidSo() throws Exception {
        receiver.status = 500;
        notices.tell(notice("a", PROJECT));
        for (Instant due = dao.nextDue(); due != null; due = dao.nextDue()) {
            clock.setCalendar(due);
            courier.round();
        }
        assertThat(clock.instant()).isBetween(START.plus(Duration.ofDays(2)), START.plus(Courier.PATIENCE));
        Notices.Kept kept = notices.list(of(PROJECT, false), null, null, 10).getFirst();
        assertThat(NoticeRoutes.Delivery.of(kept).state()).isEqualTo("given_up");
        assertThat(kept.failure()).isEqualTo("it answered 500");
    }

    @Test
    void aReceiverThatCannotBeReachedStopsNobodyElse() throws Exception {
        receiver.status = -1;
        notices.tell(notice("a", PROJECT));
        notices.tell(notice("b", PROJECT));
        courier.round();
        assertThat(receiver.requests).hasSize(2);
        assertThat(notices.list(of(PROJECT, false), null, null, 10))
                .allSatisfy(kept -> assertThat(kept.failure()).isEqualTo("nobody is there"));
    }

    @Test
    void othersProjectsAndTheOrganizationsAreNotSeen() {
        notices.tell(notice("own", PROJECT));
        clock.setCalendar(START.plusSeconds(1));
        notices.tell(notice("others", new ProjectId("proj_2")));
        clock.setCalendar(START.plusSeconds(2));
        notices.tell(notice("all", null));
        assertThat(ids(notices.list(of(PROJECT, false), null, null, 10)))
                .containsExactly(Notice.id("budget.warning", "own"));
        assertThat(ids(notices.list(of(PROJECT, true), null, null, 10)))
                .containsExactly(Notice.id("budget.warning", "all"), Notice.id("budget.warning", "own"));
        assertThat(ids(notices.list(of(PROJECT, true), null, Notice.id("budget.warning", "all"), 10)))
                .containsExactly(Notice.id("budget.warning", "own"));
        assertThat(notices.list(of(PROJECT, true), "usage.anomaly", null, 10)).isEmpty();
    }

    @Test
    void newsEnds() {
        notices.tell(notice("a", PROJECT));
        assertThat(notices.current(of(PROJECT, false))).hasSize(1);
        clock.setCalendar(START.plus(Duration.ofHours(8)));
        assertThat(notices.current(of(PROJECT, false))).isEmpty();
        assertThat(notices.list(of(PROJECT, false), null, null, 10)).hasSize(1);
        dao.deleteBefore(START.plus(Duration.ofDays(90)));
        assertThat(notices.list(of(PROJECT, false), null, null, 10)).isEmpty();
    }

    private static List<String> ids(List<Notices.Kept> kept) {
        return kept.stream().map(each -> each.notice().id()).toList();
    }

    /** Answers with a status, or does not. */
    private static final class Receiver implements Outbound {
        private final List<Request> requests = new ArrayList<>();
        private int status = 200;

        @Override
        public Reply send(Request request, Cancellation cancellation) throws OutboundException {
            requests.add(request);
            if (status < 0) {
                throw new OutboundException(OutboundException.Reason.NOT_CONNECTED, "nobody is there");
            }
            return new Answered(status);
        }
    }

    private record Answered(int status) implements Outbound.Reply {
        @Override
        public Optional<String> header(String name) {
            return Optional.empty();
        }

        @Override
        public byte[] next() {
            return new byte[0];
        }

        @Override
        public byte[] readAll(int limit) {
            return new byte[0];
        }

        @Override
        public void close() {}
    }
}
