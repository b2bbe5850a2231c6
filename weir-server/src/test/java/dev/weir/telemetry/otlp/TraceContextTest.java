package dev.weir.telemetry.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.TraceContext;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Test
    void aTraceIsContinued() {
        TraceContext context = TraceContext.continued("00-" + TRACE + "-00f067aa0ba902b7-01", "a=b", new Random(1))
                .orElseThrow();
        assertThat(context.parentId()).isEqualTo("00f067aa0ba902b7");
        assertThat(context.header()).matches("00-" + TRACE + "-[0-9a-f]{16}-01").doesNotContain("00f067aa0ba902b7");
        assertThat(TraceContext.continued("01-" + TRACE + "-00f067aa0ba902b7-00-later", " ", new Random(1)))
                .hasValueSatisfying(later -> {
                    assertThat(later.sampled()).isFalse();
                    assertThat(later.state()).isNull();
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
            })
    void whatIsNoTraceIsNone(String parent) {
        assertThat(TraceContext.continued(parent, null, new Random(1))).isEmpty();
    }
}
