package dev.weir.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.kernel.Clock;
import dev.weir.kernel.IdSource;
import dev.weir.spi.ProjectId;
import dev.weir.store.ContentCipher.Envelope;
import dev.weir.store.Database;
import dev.weir.store.StorageException;
import dev.weir.store.StorageException.Kind;
import dev.weir.store.TestEngine;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestEngine.class)
class ProjectKeysTest {
    @Parameter
    TestEngine engine = TestEngine.SQLITE;

    private static final ProjectId ONE = new ProjectId("proj_1");
    private static final ProjectId TWO = new ProjectId("proj_2");
    private static final byte[] CONTENT = "the notice period is a month".getBytes(StandardCharsets.UTF_8);
    private static final byte[] CONTEXT = "ex_1".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path dir;

    private Database database;

    @BeforeEach
    void open() {
        database = engine.in(dir).open("weir", ProjectKeys.MIGRATIONS);
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatWasSealedOpensAfterARestart() {
        Envelope envelope = keys().seal(ONE, CONTENT, CONTEXT);
        assertThat(new String(envelope.ciphertext(), StandardCharsets.ISO_8859_1))
                .doesNotContain("notice");
        assertThat(keys().open(ONE, envelope, CONTEXT)).isEqualTo(CONTENT);
    }

    @Test
    void anotherContextOrAChangedByteIsRefused() {
        ProjectKeys keys = keys();
        Envelope envelope = keys.seal(ONE, CONTENT, CONTEXT);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> keys.open(ONE, envelope, "ex_2".getBytes(StandardCharsets.UTF_8)));
        envelope.ciphertext()[20] ^= 1;
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> keys.open(ONE, envelope, CONTEXT));
    }

    @Test
    void anotherProjectCannotOpenIt() {
        ProjectKeys keys = keys();
        Envelope envelope = keys.seal(ONE, CONTENT, CONTEXT);
        assertThatExceptionOfType(StorageException.class).isThrownBy(() -> keys.open(TWO, envelope, CONTEXT));
    }

    @Test
    void aDestroyedKeyErasesOnlyItsProjectAndANewOneTakesItsPlace() {
        ProjectKeys keys = keys();
        Envelope one = keys.seal(ONE, CONTENT, CONTEXT);
        Envelope two = keys.seal(TWO, CONTENT, CONTEXT);
        assertThat(keys.destroy(ONE)).isEqualTo(1);
        assertThat(keys.open(ONE, one, CONTEXT)).isNull();
        assertThat(keys().open(ONE, one, CONTEXT)).isNull();
        assertThat(keys.open(TWO, two, CONTEXT)).isEqualTo(CONTENT);
        Envelope later = keys.seal(ONE, CONTENT, CONTEXT);
        assertThat(later.key()).isNotEqualTo(one.key());
        assertThat(keys.open(ONE, later, CONTEXT)).isEqualTo(CONTENT);
    }

    @Test
    void callersAtOnceAgreeOnOneKey() throws Exception {
        MasterKey master = MasterKey.open(dir, null, false);
        List<Callable<String>> calls = Stream.generate(() -> (Callable<String>)
                        () -> keys(master).seal(ONE, CONTENT, CONTEXT).key())
                .limit(20)
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<String> used = threads.invokeAll(calls).stream()
                    .map(Future::resultNow)
                    .distinct()
                    .toList();
            assertThat(used).hasSize(1);
        }
    }

    @Test
    void theMasterKeyIsReadableByItsOwnerOnlyAndRefusedWhenItIsNot() throws Exception {
        keys();
        Path file = dir.resolve(MasterKey.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatExceptionOfType(StorageException.class).isThrownBy(this::keys).withMessageContaining("chmod 600");
    }

    @Test
    void theMasterKeyMayComeFromTheEnvironment() throws Exception {
        Envelope envelope = keys().seal(ONE, CONTENT, CONTEXT);
        Path file = dir.resolve(MasterKey.FILE);
        String variable = Base64.getEncoder().encodeToString(Files.readAllBytes(file));
        Files.delete(file);
        MasterKey master = MasterKey.open(dir, variable, true);
        assertThat(keys(master).open(ONE, envelope, CONTEXT)).isEqualTo(CONTENT);
        assertThat(file).doesNotExist();
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> MasterKey.open(dir, "not a key", true))
                .withMessageContaining(MasterKey.VARIABLE);
    }

    @Test
    void aMissingOrForeignMasterKeyIsExplained() throws Exception {
        Envelope envelope = keys().seal(ONE, CONTENT, CONTEXT);
        Files.delete(dir.resolve(MasterKey.FILE));
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> MasterKey.open(dir, null, ProjectKeys.anyIn(database)))
                .withMessageContaining("master key is missing");
        MasterKey foreign = MasterKey.open(dir, null, false);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> keys(foreign).open(ONE, envelope, CONTEXT))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
                .withMessageContaining("master.key that belongs to");
    }

    private ProjectKeys keys() {
        return keys(MasterKey.open(dir, null, false));
    }

    private ProjectKeys keys(MasterKey master) {
        return new ProjectKeys(database, master, new IdSource(Clock.SYSTEM), Clock.SYSTEM);
    }
}
