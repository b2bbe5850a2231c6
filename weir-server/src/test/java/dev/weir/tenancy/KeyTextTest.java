package dev.weir.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @Test
    void aNewKeyIsWellFormedAndNoTwoAreAlike() {
        String one = KeyText.make(RANDOM);
        assertThat(one).matches("wk_[0-9A-Za-z]{49}").isNotEqualTo(KeyText.make(RANDOM));
        assertThat(KeyText.fault(one)).isNull();
        assertThat(KeyText.prefix(one)).hasSize(10);
    }

    /** A CRC finds every change within 32 neighbouring bits. */
    @Property(tries = 2000)
    void oneWrongDigitIsAlwaysFound(
            @ForAll @IntRange(min = 3, max = 51) int place,
            @ForAll @CharRange(from = 'a', to = 'z') @CharRange(from = '0', to = '9') char digit) {
        String key = KeyText.make(RANDOM);
        String typo = key.substring(0, place) + digit + key.substring(place + 1);
        if (!typo.equals(key)) {
            assertThat(KeyText.fault(typo)).contains("checksum");
        }
    }

    @Test
    void neighboursChangedRoundAreFound() {
        String key = KeyText.make(RANDOM);
        for (int i = 3; i < key.length() - 1; i++) {
            String typo = key.substring(0, i) + key.charAt(i + 1) + key.charAt(i) + key.substring(i + 2);
            assertThat(typo.equals(key) || KeyText.fault(typo) != null).isTrue();
        }
    }

    @Test
    void aFaultSaysWhatIsWrong() {
        String key = KeyText.make(RANDOM);
        assertThat(KeyText.fault("sk-123")).contains("start with wk_");
        assertThat(KeyText.fault(key.substring(0, 40))).contains("has 40 characters where 52");
        assertThat(KeyText.fault(key.substring(0, 51) + "!")).contains("other than letters and digits");
    }
}
