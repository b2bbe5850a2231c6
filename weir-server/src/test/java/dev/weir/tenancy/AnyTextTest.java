package dev.weir.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.jspecify.annotations.Nullable;

class AnyTextTest {
    private static Path dir = Path.of("");
    private static @Nullable House house;

    @BeforeContainer
    static void open() throws IOException {
        dir = Files.createTempDirectory("weir-tenancy");
        house = new House(dir);
    }

    @AfterContainer
    static void close() throws IOException {
        house().close();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static House house() {
        return Objects.requireNonNull(house);
    }

    @Property(tries = 2000)
    void noTextButAKeyLetsAnybodyIn(@ForAll @StringLength(max = 600) String text) {
        assertThat(house().tenancy.authenticate(text)).isInstanceOf(Authentication.Malformed.class);
        assertThat(house().tenancy.authenticate("wk_" + text)).isInstanceOf(Authentication.Malformed.class);
        assertThat(house().tenancy.authenticate(house().ownerKey() + text))
                .isInstanceOf(text.isEmpty() ? Authentication.Accepted.class : Authentication.Malformed.class);
    }
}
