package dev.weir.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.http.Refusal;
import dev.weir.kernel.HandClock;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.KeyId;
import dev.weir.spi.Principal;
import dev.weir.spi.Role;
import dev.weir.store.JournalRecord.AdminAction;
import dev.weir.store.TestEngine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class TenancyTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final String ENV = "a-long-enough-admin-key";

    @TempDir
    Path dir;

    @Test
    void theFirstStartMakesAnOwnerOfTheProjectDefault() {
        try (House house = new House(engine, dir)) {
            Principal owner = house.owner();
            assertThat(owner.role()).isEqualTo(Role.OWNER);
            assertThat(owner.allProjects()).isTrue();
            assertThat(house.tenancy.project(owner.project()).orElseThrow().name())
                    .isEqualTo("default");
            assertThat(house.tenancy
                            .organization(owner.organization())
                            .orElseThrow()
                            .name())
                    .isEqualTo("default");
        }
    }

    @Test
    void aRestartKeepsKeysProjectsAndRevocationsAndShowsNoKeyAgain() {
        String owner;
        IssuedKey kept;
        IssuedKey revoked;
        try (House house = new House(engine, dir)) {
            owner = house.ownerKey();
            Project project = house.tenancy.createProject(house.owner(), "search");
            kept = house.key(house.owner(), Role.DEVELOPER, project);
            revoked = house.key(house.owner(), Role.VIEWER, project);
            house.tenancy.revokeKey(house.owner(), revoked.key().id());
        }
        try (House house = new House(engine, dir)) {
            assertThat(house.bootstrap.adminKey()).isNull();
            assertThat(house.principal(kept.text())).isEqualTo(kept.key().principal());
            assertThat(house.tenancy.authenticate(revoked.text())).isInstanceOf(Authentication.Revoked.class);
            assertThat(house.tenancy.projects(house.principal(owner)))
                    .extracting(Project::name)
                    .containsExactlyInAnyOrder("default", "search");
            assertThat(house.tenancy.key(kept.key().id()).orElseThrow().usedAt(null))
                    .isEqualTo(kept.key());
        }
    }

    @Test
    void noFileHoldsTheTextOfAKey() throws Exception {
        String key;
        try (House house = new House(engine, dir)) {
            key = house.ownerKey();
        }
        try (var files = Files.list(dir)) {
            for (Path file : files.toList()) {
                assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain(key);
            }
        }
    }

    @Test
    void theTokenFileIsItsOwnersOnlyAndHoldsAnOwnerKey() throws Exception {
        try (House house = new House(engine, dir)) {
            Path token = house.bootstrap.cliToken();
            assertThat(Files.getPosixFilePermissions(token)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
            Principal cli = house.principal(Files.readString(token).strip());
            assertThat(cli.name()).isEqualTo("cli");
            assertThat(cli.role()).isEqualTo(Role.OWNER);
        }
    }

    @Test
    void theTokenFileStaysAcrossStartsAndComesBackWithANewKeyWhenItIsGone() throws Exception {
        Path token = dir.resolve("cli.token");
        String first = restartedToken(token);
        assertThat(restartedToken(token)).isEqualTo(first);
        Files.delete(token);
        String second = restartedToken(token);
        assertThat(second).isNotEqualTo(first);
        try (House house = new House(engine, dir)) {
            assertThat(house.tenancy.authenticate(first)).isInstanceOf(Authentication.Revoked.class);
            assertThat(house.tenancy.authenticate(second)).isInstanceOf(Authentication.Accepted.class);
        }
    }

    @Test
    void aTokenFileThatOthersCouldReadIsReplaced() throws Exception {
        Path token = dir.resolve("cli.token");
        String first = restartedToken(token);
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(restartedToken(token)).isNotEqualTo(first);
        assertThat(Files.getPosixFilePermissions(token)).isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    private String restartedToken(Path token) throws Exception {
        try (House house = new House(engine, dir)) {
            assertThat(house.bootstrap.cliToken()).isEqualTo(token);
            return Files.readString(token).strip();
        }
    }

    @Test
    void theEnvironmentsKeyTakesThePlaceOfTheOneBefore() {
        try (House house = new House(engine, dir, ENV)) {
            assertThat(house.bootstrap.adminKey()).isNull();
            assertThat(house.principal(ENV).role()).isEqualTo(Role.OWNER);
            assertThat(house.tenancy.keys(house.principal(ENV)))
                    .extracting(VirtualKey::prefix)
                    .noneMatch(ENV::startsWith);
        }
        try (House house = new House(engine, dir, "another-admin-key")) {
            assertThat(house.principal("another-admin-key").allProjects()).isTrue();
            assertThat(house.tenancy.authenticate(ENV)).isInstanceOf(Authentication.Revoked.class);
        }
        try (House house = new House(engine, dir, ENV)) {
            assertThat(house.principal(ENV).role()).isEqualTo(Role.OWNER);
            assertThat(house.tenancy.authenticate("another-admin-key")).isInstanceOf(Authentication.Revoked.class);
        }
        try (House house = new House(engine, dir)) {
            assertThat(house.principal(ENV).role()).isEqualTo(Role.OWNER);
        }
    }

    @Test
    void anEnvironmentsKeyThatAPersonRevokedStaysRevoked() {
        String other;
        try (House house = new House(engine, dir)) {
            other = house.ownerKey();
        }
        try (House house = new House(engine, dir, ENV)) {
            house.tenancy.revokeKey(house.principal(other), house.principal(ENV).key());
        }
        try (House house = new House(engine, dir, ENV)) {
            assertThat(house.tenancy.authenticate(ENV)).isInstanceOf(Authentication.Revoked.class);
        }
    }

    @Test
    void anEnvironmentsKeyThatCannotBeOneIsRefusedWithAnExample() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new House(engine, dir, "short"))
                .withMessageContaining("5 characters")
                .withMessageContaining("openssl rand");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new House(engine, dir, "with a space in between"))
                .withMessageContaining("space");
    }

    @Test
    void nobodyCreatesAKeyAboveTheirOwnRole() {
        try (House house = new House(engine, dir)) {
            Project project = house.bootstrap.project();
            Principal admin = house.principal(
                    house.key(house.owner(), Role.ADMIN, project).text());
            house.key(admin, Role.ADMIN, project);
            Refusal refusal = House.refusal(() -> house.key(admin, Role.OWNER, project));
            assertThat(refusal.refused().code()).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(refusal).hasMessageContaining("role admin").hasMessageContaining("owner");
            for (Role low : List.of(Role.DEVELOPER, Role.VIEWER)) {
                Principal who = house.principal(house.key(admin, low, project).text());
                Refusal no = House.refusal(() -> house.key(who, Role.VIEWER, project));
                assertThat(no.refused().code()).isEqualTo(ErrorCode.FORBIDDEN);
                assertThat(no).hasMessageContaining("needs admin");
            }
        }
    }

    @Test
    void anAdminOfOneProjectDoesNotReachAnother() {
        try (House house = new House(engine, dir)) {
            Project mine = house.tenancy.createProject(house.owner(), "mine");
            Project theirs = house.tenancy.createProject(house.owner(), "theirs");
            IssuedKey target = house.key(house.owner(), Role.VIEWER, theirs);
            Principal admin =
                    house.principal(house.key(house.owner(), Role.ADMIN, mine).text());
            KeyId nothing = new KeyId("key_nothing");
            assertThat(code(() -> house.key(admin, Role.VIEWER, theirs))).isEqualTo(ErrorCode.NOT_FOUND);
            Refusal hidden = House.refusal(
                    () -> house.tenancy.revokeKey(admin, target.key().id()));
            Refusal absent = House.refusal(() -> house.tenancy.revokeKey(admin, nothing));
            assertThat(hidden.refused().code()).isEqualTo(ErrorCode.NOT_FOUND);
            assertThat(hidden.refused().message().replace(target.key().id().value(), nothing.value()))
                    .isEqualTo(absent.refused().message());
            assertThat(house.tenancy.keys(admin))
                    .extracting(VirtualKey::project)
                    .containsOnly(mine.id());
            assertThat(house.tenancy.projects(admin)).containsExactly(mine);
            assertThat(code(() -> house.tenancy.createProject(admin, "more"))).isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(code(() -> house.tenancy.createKey(admin, new KeyRequest("all", Role.VIEWER, mine.id(), true))))
                    .isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void aProjectsAdminCannotRevokeAKeyForAllProjects() {
        try (House house = new House(engine, dir)) {
            IssuedKey all = house.tenancy.createKey(
                    house.owner(),
                    new KeyRequest("all", Role.VIEWER, house.bootstrap.project().id(), true));
            Principal admin = house.principal(house.key(house.owner(), Role.ADMIN, house.bootstrap.project())
                    .text());
            assertThat(code(() -> house.tenancy.revokeKey(admin, all.key().id())))
                    .isEqualTo(ErrorCode.FORBIDDEN);
            assertThat(code(() -> house.tenancy.revokeKey(admin, house.owner().key())))
                    .isEqualTo(ErrorCode.FORBIDDEN);
        }
    }

    @Test
    void theLastOwnerKeyStays() {
        try (House house = new House(engine, dir)) {
            Principal owner = house.owner();
            Refusal refusal = House.refusal(() -> house.tenancy.revokeKey(owner, owner.key()));
            assertThat(refusal.refused().code()).isEqualTo(ErrorCode.CONFLICT);
            assertThat(refusal).hasMessageContaining("last owner key");
            house.tenancy.createKey(owner, new KeyRequest("second", Role.OWNER, owner.project(), true));
            assertThat(house.tenancy.revokeKey(owner, owner.key()).isLive()).isFalse();
        }
    }

    @Test
    void twoProjectsOfOneNameAreRefused() {
        try (House house = new House(engine, dir)) {
            house.tenancy.createProject(house.owner(), " search ");
            assertThat(code(() -> house.tenancy.createProject(house.owner(), "search")))
                    .isEqualTo(ErrorCode.CONFLICT);
            assertThat(code(() -> house.tenancy.createProject(house.owner(), "default")))
                    .isEqualTo(ErrorCode.CONFLICT);
            for (String bad : List.of("", "  ", "a\tb", "a\nb", "x".repeat(65), "proj_1")) {
                assertThat(code(() -> house.tenancy.createProject(house.owner(), bad)))
                        .as(bad)
                        .isEqualTo(ErrorCode.INVALID_REQUEST);
            }
        }
    }

    @Test
    void whatAdministratorsDoIsJournalledWithoutTheKey() {
        try (House house = new House(engine, dir)) {
            house.tenancy.createProject(house.owner(), "search");
            IssuedKey key = house.key(house.owner(), Role.VIEWER, house.bootstrap.project());
            house.tenancy.revokeKey(house.owner(), key.key().id());
            assertThat(house.journal)
                    .extracting(AdminAction::action)
                    .containsExactly("key.create", "key.create", "project.create", "key.create", "key.revoke");
            assertThat(house.journal.toString()).doesNotContain(key.text()).doesNotContain(house.ownerKey());
            assertThat(house.journal.getLast().actor()).isEqualTo(house.owner().key());
            assertThat(key.toString()).doesNotContain(key.text());
        }
    }

    @Test
    void theTimeOfLastUseIsSeenAtOnceAndWrittenLater() {
        IssuedKey key;
        HandClock clock = new HandClock();
        try (House house = new House(engine, dir, null, clock)) {
            key = house.key(house.owner(), Role.VIEWER, house.bootstrap.project());
            assertThat(key.key().lastUsedAt()).isNull();
            clock.forward(Duration.ofHours(1));
            house.principal(key.text());
            assertThat(house.tenancy.key(key.key().id()).orElseThrow().lastUsedAt())
                    .isEqualTo(clock.instant());
        }
        try (House house = new House(engine, dir)) {
            assertThat(house.tenancy.key(key.key().id()).orElseThrow().lastUsedAt())
                    .isEqualTo(clock.instant());
        }
    }

    @Test
    void keysComeAndGoWhileOthersAreInUse() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        try (House house = new House(engine, dir);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Principal owner = house.owner();
            Future<Boolean> steady = threads.submit(() -> {
                boolean always = true;
                while (!done.get()) {
                    always &= house.tenancy.authenticate(house.ownerKey()) instanceof Authentication.Accepted;
                    Thread.sleep(1);
                }
                return always;
            });
            List<Future<Boolean>> lives = IntStream.range(0, 200)
                    .mapToObj(i -> threads.submit(() -> lives(house, owner)))
                    .toList();
            for (Future<Boolean> life : lives) {
                assertThat(life.get()).isTrue();
            }
            done.set(true);
            assertThat(steady.get()).isTrue();
        } finally {
            done.set(true);
        }
    }

    private static boolean lives(House house, Principal owner) {
        IssuedKey key = house.key(owner, Role.DEVELOPER, house.bootstrap.project());
        boolean before = house.tenancy.authenticate(key.text()) instanceof Authentication.Accepted;
        house.tenancy.revokeKey(owner, key.key().id());
        boolean after = house.tenancy.authenticate(key.text()) instanceof Authentication.Revoked;
        return before && after;
    }

    @Test
    void ofTwoOwnersWhoRevokeEachOtherOneStays() throws Exception {
        try (House house = new House(engine, dir);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Principal one = house.owner();
            Principal two = house.principal(house.tenancy
                    .createKey(one, new KeyRequest("two", Role.OWNER, one.project(), true))
                    .text());
            Future<?> first = threads.submit(() -> House.refusal(() -> house.tenancy.revokeKey(one, two.key())));
            Future<?> second = threads.submit(() -> House.refusal(() -> house.tenancy.revokeKey(two, one.key())));
            first.get();
            second.get();
            assertThat(house.tenancy.keys(one))
                    .filteredOn(VirtualKey::isOrganizationOwner)
                    .hasSize(1);
        }
    }

    private static ErrorCode code(Runnable work) {
        return House.refusal(work).refused().code();
    }
}
