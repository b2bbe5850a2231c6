package dev.weir.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class NearestNameTest {
    @Test
    void theNearestNameIsFoundAndAStrangerIsNot() {
        assertThat(NearestName.to("prot", List.of("host", "port"))).contains("port");
        assertThat(NearestName.to("maxConcurent", List.of("max_body", "max_concurrent")))
                .contains("max_concurrent");
        assertThat(NearestName.to("zebra", List.of("host", "port"))).isEmpty();
        assertThat(NearestName.to("ab", List.of("x"))).isEmpty();
    }

    /** A stranger may write a name of any length; a table of distances to it would fill the memory. */
    @Test
    void whatIsTooLongToBeMistypedHasNoNeighbours() {
        assertThat(NearestName.to("x".repeat(30 << 20), List.of("xx", "x".repeat(1 << 10))))
                .isEmpty();
    }

    @Property(tries = 200)
    void aDistanceIsSymmetricAndZeroOnlyForEqualWords(
            @ForAll @StringLength(max = 12) String a, @ForAll @StringLength(max = 12) String b) {
        assertThat(NearestName.distance(a, b)).isEqualTo(NearestName.distance(b, a));
        assertThat(NearestName.distance(a, b) == 0).isEqualTo(a.equals(b));
    }
}
