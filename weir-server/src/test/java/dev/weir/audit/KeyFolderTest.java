package dev.weir.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.weir.audit.note.SigningKey;
import dev.weir.audit.note.VerifierKey;
import dev.weir.secrets.MasterKey;
import dev.weir.store.StorageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFolderTest {
    private static final String NAME = "weir/node_1";
    private static final String SEED = Base64.getEncoder().encodeToString(new byte[32]);

    @TempDir
    Path dir;

    private MasterKey master;

    @BeforeEach
    void open() {
        master = MasterKey.open(dir, null, false);
    }

    private SigningKey key(String fromEnvironment) {
        return new KeyFolder(dir).open(NAME, fromEnvironment, master);
    }

    private SigningKey key() {
        return new KeyFolder(dir).open(NAME, null, master);
    }

    @Test
    void theKeyIsMadeOnceAndIsNotReadableInItsFile() throws IOException {
        VerifierKey made = key().verifier();

        assertThat(key().verifier().isSame(made)).isTrue();
        assertThat(new KeyFolder(dir).known()).hasSize(1).allMatch(made::isSame);
        assertThat(dir.resolve("audit/verifier")).hasContent(made.toString());
        byte[] kept = Base64.getDecoder()
                .decode(Files.readString(dir.resolve("audit/signing.key")).strip());
        assertThat(kept).hasSizeGreaterThan(32 + 16);
    }

    @Test
    void aKeyFromTheEnvironmentTakesItsPlaceAndTheOldOneStaysListed() throws IOException {
        VerifierKey made = key().verifier();
        VerifierKey given = key(SEED).verifier();

        assertThat(given.isSame(made)).isFalse();
        assertThat(new KeyFolder(dir).known()).hasSize(2).last().matches(given::isSame);
        for (String wrong : new String[] {"", "short", "not base64!"}) {
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> key(wrong))
                    .withMessageContaining("WEIR_AUDIT_KEY is not a key");
        }
    }

    @Test
    void aKeyThatIsMissingOrSealedOtherwiseIsNotReplacedInSilence() throws IOException {
        key();
        Files.delete(dir.resolve(MasterKey.FILE));
        MasterKey other = MasterKey.open(dir, null, false);
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> new KeyFolder(dir).open(NAME, null, other))
                .withMessageContaining("another master key");
        Files.delete(dir.resolve("audit/signing.key"));
        assertThatExceptionOfType(StorageException.class).isThrownBy(this::key).withMessageContaining("is missing");
        Files.delete(dir.resolve("audit/verifier"));
        assertThat(key()).isNotNull();
    }
}
