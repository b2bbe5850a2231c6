package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UserFieldTest {
    private static Optional<String> find(Dialect dialect, String json) {
        return UserField.find(new Payload(dialect, json.getBytes(StandardCharsets.UTF_8)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
                    OPENAI_CHAT        | {"user": "ann"}                                          | ann
                    OPENAI_CHAT        | {"messages": [{"role": "user"}], "user" : "ann"}          | ann
                    OPENAI_CHAT        | {"messages": [{"role": "user", "content": "\\"user\\": 1"}]} | -
                    OPENAI_CHAT        | {"metadata": {"user": "bob"}}                            | -
                    OPENAI_CHAT        | {"safety_identifier": "ann"}                             | ann
                    OPENAI_CHAT        | {"safety_identifier": "old", "user": "ann"}              | ann
                    OPENAI_CHAT        | {"user": null, "safety_identifier": "ann"}               | ann
                    OPENAI_CHAT        | {"user": {"user": "bob"}}                                | -
                    OPENAI_CHAT        | {"user": "  "}                                           | -
                    OPENAI_CHAT        | {"metadata": {"user_id": "bob"}}                         | -
                    OPENAI_CHAT        | {"user": "ann"                                           | ann
                    OPENAI_CHAT        | {"user": "an                                             | -
                    OPENAI_CHAT        | ["user", {"user": "ann"}]                                | -
                    OPENAI_EMBEDDINGS  | {"input": "a", "user": "ann"}                            | ann
                    ANTHROPIC_MESSAGES | {"metadata": {"x": [1], "user_id": "ann"}}               | ann
                    ANTHROPIC_MESSAGES | {"user": "bob", "metadata": {"user_id": null}}           | -
                    ANTHROPIC_MESSAGES | {"user_id": "bob", "metadata": null}                     | -
                    """)
    void itIsFoundWhereTheDialectHasIt(Dialect dialect, String json, String expected) {
        assertThat(find(dialect, json)).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void aLongNameIsCut() {
        assertThat(find(Dialect.OPENAI_CHAT, "{\"user\": \"" + "x".repeat(1_000) + "\"}"))
                .hasValueSatisfying(name -> assertThat(name).hasSize(UserField.LONGEST));
    }
}
