package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PriorityFieldTest {
    private static Optional<String> find(String json) {
        return PriorityField.find(json.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void theWordIsFoundWhereverItStands() {
        assertThat(find(
                        "{\"messages\": [{\"weir\": {\"priority\": \"no\"}}], \"weir\": {\"tags\": {\"priority\": \"no\"},"
                                + " \"priority\": \"batch\"}, \"n\": 1}"))
                .contains("batch");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "7",
                "{",
                "{\"weir\"",
                "{\"weir\": 1}",
                "{\"weir\": {\"priority\": 1}}",
                "{\"weir\": {\"prio",
                "{\"priority\": \"batch\"}",
                "not json",
                "--form\r\n"
            })
    void whatIsNotThereIsNotFound(String body) {
        assertThat(find(body)).isEmpty();
    }

    @Property(tries = 200)
    void noBodyBreaksIt(@ForAll byte[] body) {
        assertThat(PriorityField.find(body)).isNotNull();
    }
}
