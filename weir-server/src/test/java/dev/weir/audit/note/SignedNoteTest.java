package dev.weir.audit.note;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.weir.audit.merkle.Hashes;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

class SignedNoteTest {
    /** The example of c2sp.org/signed-note. */
    private static final String EXAMPLE_KEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

    private static final String EXAMPLE = """
            This is an example message.

            \u2014 example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
            """;

    private static final SigningKey KEY = SigningKey.of("weir/node_1", new byte[32]);

    @Test
    void theSpecificationsExampleIsRead() {
        VerifierKey key = VerifierKey.parse(EXAMPLE_KEY);

        assertThat(key.toString()).isEqualTo(EXAMPLE_KEY);
        assertThat(SignedNote.open(EXAMPLE, List.of(key))).contains("This is an example message.\n");
        assertThat(SignedNote.open(EXAMPLE.replace("message", "massage"), List.of(key)))
                .isEmpty();
        assertThat(SignedNote.open(EXAMPLE, List.of(KEY.verifier()))).isEmpty();
    }

    /** RFC 8032, 7.1, test 1. */
    @Test
    void aSeedGivesTheKeyOfTheStandard() {
        byte[] seed = HexFormat.of().parseHex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");

        assertThat(HexFormat.of().formatHex(SigningKey.of("a", seed).verifier().key()))
                .isEqualTo("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
        assertThat(HexFormat.of().formatHex(SigningKey.of("a", seed).sign(new byte[0])))
                .isEqualTo(
                        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd"
                                + "25bf5f0595bbe24655141438e7a100b");
    }

    @Test
    void aCheckpointIsReadAsItWasSigned() {
        Checkpoint checkpoint = new Checkpoint("weir/node_1", 4711, Hashes.empty());
        String note = SignedNote.sign(checkpoint.text(), KEY);

        assertThat(note)
                .startsWith("weir/node_1\n4711\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n\n\u2014 weir/node_1 ");
        assertThat(Checkpoint.open(note, List.of(KEY.verifier()))).hasValueSatisfying(read -> {
            assertThat(read.size()).isEqualTo(4711);
            assertThat(read.root()).isEqualTo(Hashes.empty());
        });
        for (int i = 0; i < note.length() - 1; i++) {
            char other = note.charAt(i) == 'A' ? 'B' : 'A';
            String changed = note.substring(0, i) + other + note.substring(i + 1);
            assertThat(Checkpoint.open(changed, List.of(KEY.verifier())))
                    .as(changed)
                    .isEmpty();
        }
    }

    @Test
    void signedTextThatIsNoCheckpointIsNone() {
        for (String text : List.of("weir/node_1\n", "weir/node_1\n007\n\n", "weir/node_1\n7\nshort\n", "a\n-1\nb\n")) {
            assertThat(Checkpoint.open(SignedNote.sign(text, KEY), List.of(KEY.verifier())))
                    .isEmpty();
        }
        for (String note :
                List.of("", "\n\n", "a\n\n", "a\n\n\u2014 weir/node_1 x\n", "a\n\n\u2014 weir/node_1 AAAAAA==\n")) {
            assertThat(SignedNote.open(note, List.of(KEY.verifier()))).isEmpty();
        }
    }

    @Test
    void notesAreFoundInAFileToWhichTheyWereAppended() {
        String one = SignedNote.sign(new Checkpoint("weir/node_1", 1, Hashes.empty()).text(), KEY);
        String two = SignedNote.sign(new Checkpoint("weir/node_1", 2, Hashes.empty()).text(), KEY);

        assertThat(Checkpoint.notesIn(one + "\n" + two + "\n")).containsExactly(one, two);
        assertThat(Checkpoint.notesIn("")).isEmpty();
        assertThat(Checkpoint.notesIn(one + "\nweir/node_1\n2\n")).hasSize(2);
    }

    @Test
    void aDamagedKeyIsRefusedWithAReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifierKey.parse("a key"))
                .withMessageContaining("name+id+key");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> VerifierKey.parse(EXAMPLE_KEY.replace("530d903a", "530d903b")))
                .withMessageContaining("id");
        assertThatIllegalArgumentException().isThrownBy(() -> new VerifierKey("a b", new byte[32]));
        assertThatIllegalArgumentException().isThrownBy(() -> SigningKey.of("a", new byte[31]));
    }
}
