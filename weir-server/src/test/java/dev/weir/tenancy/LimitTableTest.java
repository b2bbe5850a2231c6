package dev.weir.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.ErrorCode;
import dev.weir.spi.Money;
import dev.weir.spi.Principal;
import dev.weir.spi.Priority;
import dev.weir.spi.Role;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.TestEngine;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class LimitTableTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final CallLimits EVERYTHING = new CallLimits(
            3,
            100L,
            20_000L,
            1_000_000L,
            BERLIN,
            List.of(
                    new Budget(Money.of(new BigDecimal("5.000000000001")), "USD", Period.DAY, BERLIN),
                    new Budget(Money.ZERO, "JPY", Period.TOTAL, CallLimits.UTC)),
            null,
            null);

    @TempDir
    Path dir;

    private static CallLimits rpm(long requests) {
        return new CallLimits(null, requests, null, null, CallLimits.UTC, List.of(), null, null);
    }

    private static List<Scope> scopes(List<Applied> applied) {
        return applied.stream().map(one -> one.subject().scope()).toList();
    }

    @Test
    void aRestartKeepsEveryLimit() {
        Principal owner;
        Map<String, String> tags = Map.of("team", "search", "other", "x");
        String key;
        List<Applied> before;
        CallLimits forKeys = new CallLimits(
                1, 2L, 3L, 4L, BERLIN, EVERYTHING.budgets().subList(0, 1), Priority.BATCH, Priority.NORMAL);
        try (House house = new House(engine, dir)) {
            owner = house.owner();
            key = house.ownerKey();
            LimitTable table = house.room.limits();
            table.set(owner, Scope.ORGANIZATION, "default", rpm(1));
            table.set(owner, Scope.PROJECT, "default", forKeys);
            table.set(owner, Scope.KEY, owner.key().value(), forKeys);
            table.set(owner, Scope.USER, LimitTable.EACH, EVERYTHING);
            table.set(owner, Scope.MODEL, "weir/embed", rpm(2));
            table.set(owner, Scope.TAG, "team=search", rpm(3));
            before = table.applied(owner, "ann", "weir/embed", tags);
            assertThat(scopes(before)).containsExactly(Scope.values());
            assertThat(before.get(3))
                    .isEqualTo(
                            new Applied(new Subject(Scope.USER, owner.project().value(), "ann"), EVERYTHING));
        }
        try (House house = new House(engine, dir)) {
            assertThat(house.room.limits().applied(house.principal(key), "ann", "weir/embed", tags))
                    .isEqualTo(before);
        }
    }

    @Test
    void aUsersOwnLimitsTakeThePlaceOfThoseOfEach() {
        try (House house = new House(engine, dir)) {
            Principal owner = house.owner();
            LimitTable table = house.room.limits();
            table.set(owner, Scope.USER, LimitTable.EACH, rpm(1));
            table.set(owner, Scope.USER, "vip", rpm(100));

            assertThat(table.applied(owner, "vip", "m", Map.of()).getFirst().limits())
                    .isEqualTo(rpm(100));
            assertThat(table.applied(owner, "ann", "m", Map.of()).getFirst().limits())
                    .isEqualTo(rpm(1));
            assertThat(table.applied(owner, null, "m", Map.of())).isEmpty();

            table.remove(owner, Scope.USER, "vip");
            assertThat(table.applied(owner, "vip", "m", Map.of()).getFirst().limits())
                    .isEqualTo(rpm(1));
            assertThat(House.refusal(() -> table.remove(owner, Scope.USER, "vip"))
                            .refused()
                            .code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
        }
    }

    @Test
    void aKeyCountsTogetherWhereverItActs() {
        try (House house = new House(engine, dir)) {
            Principal owner = house.owner();
            Project other = house.tenancy.createProject(owner, "other");
            LimitTable table = house.room.limits();
            table.set(owner, Scope.KEY, owner.key().value(), rpm(1));

            assertThat(table.applied(owner.in(other.id()), null, "m", Map.of()))
                    .isEqualTo(table.applied(owner, null, "m", Map.of()));
        }
    }

    @Test
    void aChangeIsJournalledWithBeforeAndAfter() {
        try (House house = new House(engine, dir)) {
            Principal owner = house.owner();
            LimitTable table = house.room.limits();
            table.set(owner, Scope.MODEL, "m", rpm(7));
            table.set(owner, Scope.MODEL, "m", rpm(8));
            table.set(owner, Scope.PROJECT, "default", rpm(9));
            table.remove(owner, Scope.MODEL, "m");

            List<AdminAction> limits = house.journal.stream()
                    .filter(action -> action.action().endsWith(".limit"))
                    .toList();
            assertThat(limits)
                    .extracting(AdminAction::action)
                    .containsExactly("model.limit", "model.limit", "project.limit", "model.limit");
            AdminAction second = limits.get(1);
            assertThat(second.actor()).isEqualTo(owner.key());
            assertThat(second.project()).isEqualTo(owner.project());
            assertThat(second.subject()).isEqualTo("m");
            assertThat(second.details().get("before")).contains("\"rpm\":7");
            assertThat(second.details().get("after")).contains("\"rpm\":8");
            assertThat(limits.get(3).details().get("after")).contains("\"rpm\":null");
        }
    }

    @Test
    void onlyWhoMayChangesThem() {
        try (House house = new House(engine, dir)) {
            Principal owner = house.owner();
            Project project = house.tenancy.createProject(owner, "search");
            Principal admin =
                    house.principal(house.key(owner, Role.ADMIN, project).text());
            Principal developer =
                    house.principal(house.key(owner, Role.DEVELOPER, project).text());
            LimitTable table = house.room.limits();

            assertThat(House.refusal(() -> table.set(developer, Scope.USER, "ann", rpm(1)))
                            .refused()
                            .code())
                    .isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(House.refusal(() -> table.set(admin, Scope.ORGANIZATION, "default", rpm(1)))
                            .refused()
                            .code())
                    .isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(House.refusal(() ->
                                    table.set(admin, Scope.KEY, owner.key().value(), rpm(1)))
                            .refused()
                            .code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(House.refusal(() -> table.set(owner, Scope.ORGANIZATION, "another", rpm(1)))
                            .refused()
                            .code())
                    .isEqualTo(ErrorCode.NOT_FOUND);
            table.set(admin, Scope.USER, "ann", rpm(1));
            assertThat(table.list(admin)).hasSize(1);
            assertThat(table.list(owner)).isEmpty();
        }
    }
}
