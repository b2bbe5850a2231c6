package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.AnswerContent;
import dev.weir.spi.AnswerContent.Choice;
import dev.weir.spi.AnswerContent.ToolCall;
import dev.weir.spi.Dialect;
import dev.weir.spi.Payload;
import dev.weir.spi.ProjectId;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AnswerFormTest {
    private static final ProjectId PROJECT = new ProjectId("proj_test");

    private final SchemaCache known = new SchemaCache();

    private Optional<String> fault(Dialect dialect, String request, Choice choice) {
        Payload payload = new Payload(dialect, request.getBytes(StandardCharsets.UTF_8));
        return AnswerForm.of(PROJECT, payload, known).fault(new AnswerContent(List.of(choice)));
    }

    private Optional<String> written(String schema, String answer) {
        String request =
                "{\"response_format\": {\"type\": \"json_schema\", \"json_schema\": {\"schema\": " + schema + "}}}";
        return fault(Dialect.OPENAI_CHAT, request, said(answer));
    }

    private static Choice said(String text) {
        return new Choice(text, "", "", List.of(), "stop", null);
    }

    private static Choice called(String tool, String arguments) {
        return new Choice("", "", "", List.of(new ToolCall("c1", tool, arguments)), "tool_calls", null);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "{\"type\": \"integer\"} | 3.0 | 3.5",
                "{\"type\": [\"string\", \"null\"]} | null | 1",
                "{\"const\": 1} | 1.0 | 2",
                "{\"enum\": [\"a\", 2]} | 2.00 | \"b\"",
                "{\"minLength\": 2, \"maxLength\": 3} | \"\uD83D\uDE00\uD83D\uDE00\" | \"\uD83D\uDE00\"",
                "{\"maxItems\": 1, \"items\": {\"type\": \"boolean\"}} | [true] | [1]",
                "{\"minItems\": 1} | [1] | []",
                "{\"minimum\": 1, \"exclusiveMaximum\": 2} | 1 | 2",
                "{\"exclusiveMinimum\": 1, \"maximum\": 2} | 2 | 1",
                "{\"required\": [\"a\"]} | {\"a\": 1} | {\"b\": 1}",
                "{\"properties\": {\"a\": true}, \"additionalProperties\": false} | {\"a\": 1} | {\"a\": 1, \"b\": 2}",
                "{\"allOf\": [{\"type\": \"number\"}, {\"minimum\": 5}]} | 5 | 4",
                "{\"anyOf\": [{\"type\": \"number\"}, {\"type\": \"null\"}]} | null | \"a\"",
                "{\"oneOf\": [{\"minimum\": 1}, {\"minimum\": 5}]} | 2 | 6",
                "{\"pattern\": \"^a+$\"} | \"aa\" | \"b\"",
                "{\"$ref\": \"#/$defs/n\", \"$defs\": {\"n\": {\"type\": \"number\"}}} | 1 | \"a\"",
                "{\"properties\": {\"next\": {\"$ref\": \"#\"}}, \"required\": [\"v\"]} | {\"v\": 1, \"next\": {\"v\": 2}} | {\"v\": 1, \"next\": {}}",
            })
    void anAnswerIsHeldToItsSchema(String schema, String good, String bad) {
        assertThat(written(schema, good)).isEmpty();
        assertThat(written(schema, bad)).get().asString().startsWith("the answer breaks its schema: $");
    }

    @Test
    void aSchemaThatIsNoneAsksForJsonOnly() {
        assertThat(written("{\"type\": \"objekt\"}", "1")).isEmpty();
        assertThat(written("{\"type\": \"objekt\"}", "one")).contains("the answer is not JSON");
    }

    @Test
    void everyDialectNamesTheSchemaInItsPlace() {
        String format = "{\"type\": \"json_schema\", \"schema\": {\"type\": \"object\"}}";

        assertThat(fault(Dialect.OPENAI_RESPONSES, "{\"text\": {\"format\": " + format + "}}", said("[1]")))
                .isPresent();
        assertThat(fault(Dialect.ANTHROPIC_MESSAGES, "{\"output_config\": {\"format\": " + format + "}}", said("[1]")))
                .isPresent();
        assertThat(fault(Dialect.OPENAI_CHAT, "{\"response_format\": {\"type\": \"json_object\"}}", said("[1]")))
                .isEmpty();
    }

    @Test
    void argumentsAreHeldToTheSchemasOfStrictTools() {
        String request = "{\"tools\": [{\"type\": \"function\", \"function\": {\"name\": \"find\", \"strict\": true, "
                + "\"parameters\": {\"type\": \"object\", \"required\": [\"q\"]}}}]}";

        assertThat(fault(Dialect.OPENAI_CHAT, request, called("find", "{\"q\": \"a\"}")))
                .isEmpty();
        assertThat(fault(Dialect.OPENAI_CHAT, request, called("find", "")))
                .get()
                .asString()
                .startsWith("a tool call's arguments break their schema");
        assertThat(fault(Dialect.OPENAI_CHAT, request, called("find", "[1]")))
                .contains("a tool call's arguments are not a JSON object");
        assertThat(fault(Dialect.OPENAI_CHAT, request, called("lose", "{}")))
                .contains("a tool was called that the request does not name");
    }

    @Test
    void whatWasCutOffOrRefusedOrIsEmptyIsNoAnswer() {
        assertThat(fault(Dialect.OPENAI_CHAT, "{}", said(" "))).contains("the answer is empty");
        assertThat(fault(Dialect.OPENAI_CHAT, "{}", new Choice("a", "", "", List.of(), "length", null)))
                .contains("the answer was cut off (length)");
        assertThat(fault(Dialect.OPENAI_CHAT, "{}", new Choice("", "", "no", List.of(), "stop", null)))
                .contains("the model refused");
    }
}
