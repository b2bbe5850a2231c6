package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JsonEditTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @Test
    void changesOnlyWhatIsNamed() {
        String body =
                "{ \"weir\":{}, \"model\" : \"a\", \"x\":1.50e+1,\"messages\":[ {\"r\":1} ],\n\"stream_options\":{\"z\": 1}}";

        String edited = edit(
                body,
                JsonEdit.of()
                        .setText("model", "ü\"")
                        .remove("weir")
                        .setIn("stream_options", "include_usage", "true")
                        .prepend("messages", "{\"s\":2}")
                        .set("new", "[]"));

        assertThat(edited)
                .isEqualTo("{ \"model\" : \"ü\\\"\", \"x\":1.50e+1,\"messages\":[{\"s\":2}, {\"r\":1} ],\n"
                        + "\"stream_options\":{\"z\": 1,\"include_usage\":true},\"new\":[]}");
    }

    @Test
    void whatIsAbsentIsAdded() {
        assertThat(edit(
                        "{ }",
                        JsonEdit.of().setIn("o", "a", "1").prepend("l", "2").remove("x")))
                .isEqualTo("{\"o\":{\"a\":1},\"l\":[2] }");
        assertThat(edit(
                        "{\"o\":null,\"l\":3}",
                        JsonEdit.of().setIn("o", "a", "1").prepend("l", "2")))
                .isEqualTo("{\"o\":{\"a\":1},\"l\":[2]}");
        assertThat(edit("{\"l\":[ ]}", JsonEdit.of().prepend("l", "2").prepend("l", "1")))
                .isEqualTo("{\"l\":[1,2 ]}");
    }

    @Test
    void removalLeavesNoCommaBehind() {
        assertThat(edit("{\"a\":1 , \"b\":2}", JsonEdit.of().remove("a"))).isEqualTo("{\"b\":2}");
        assertThat(edit("{\"a\":1 , \"b\":2}", JsonEdit.of().remove("b"))).isEqualTo("{\"a\":1}");
        assertThat(edit("{\"a\":1 , \"b\":2}", JsonEdit.of().remove("a").remove("b")))
                .isEqualTo("{}");
        assertThat(edit(
                        "{ \"a\":1,\"b\":2}",
                        JsonEdit.of().remove("a").remove("b").set("c", "3")))
                .isEqualTo("{ \"c\":3}");
    }

    @Test
    void aNameIsFoundHoweverItIsEscaped() {
        assertThat(edit("{\"mod\\u0065l\":1}", JsonEdit.of().set("model", "2"))).isEqualTo("{\"mod\\u0065l\":2}");
    }

    @Test
    void weirJoinsAnAnswerAtItsEnd() {
        byte[] answer = "{\"id\":\"x\"}\n".getBytes(StandardCharsets.UTF_8);

        assertThat(new String(OpenAiChat.withWeir(answer, "{\"a\":1}"), StandardCharsets.UTF_8))
                .isEqualTo("{\"id\":\"x\",\"weir\":{\"a\":1}}\n");
    }

    @Test
    void whatIsNoObjectIsSaidSo() {
        assertThatThrownBy(() -> edit("[]", JsonEdit.of().remove("a"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> edit("{\"a\":", JsonEdit.of().remove("a")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** One member as it is written, with the white space around its parts. */
    record Written(String name, String before, String value, String after) {
        String text() {
            return before + JsonEdit.quoted(name) + after + ":" + before + value + after;
        }
    }

    @Property(tries = 2000)
    void everyOtherMemberKeepsItsBytes(
            @ForAll("members") List<Written> members, @ForAll("names") List<String> removed) {
        String body = "{" + String.join(",", members.stream().map(Written::text).toList()) + "}";
        JsonEdit edit =
                JsonEdit.of().set("model", "\"new\"").setIn("o", "q", "1").prepend("l", "0");
        for (String name : removed) {
            edit = edit.remove(name);
        }

        String edited = edit(body, edit);

        JsonNode tree = MAPPER.readTree(edited);
        for (Written member : members) {
            if (!List.of("model", "o", "l").contains(member.name) && !removed.contains(member.name)) {
                assertThat(edited)
                        .contains(JsonEdit.quoted(member.name) + member.after + ":" + member.before + member.value);
            }
        }
        assertThat(tree).isEqualTo(MAPPER.readTree(expected(members, removed)));
    }

    private static String expected(List<Written> members, List<String> removed) {
        Map<String, String> values = new LinkedHashMap<>();
        members.forEach(member -> values.put(member.name, member.value));
        values.put("model", "\"new\"");
        values.put("o", inside(values.get("o")));
        values.put("l", prepended(values.get("l")));
        removed.forEach(values::remove);
        List<String> texts = new ArrayList<>();
        values.forEach((name, value) -> texts.add(JsonEdit.quoted(name) + ":" + value));
        return "{" + String.join(",", texts) + "}";
    }

    private static String inside(@Nullable String value) {
        JsonNode node = value == null ? null : MAPPER.readTree(value);
        if (node instanceof tools.jackson.databind.node.ObjectNode object) {
            object.put("q", 1);
            return object.toString();
        }
        return "{\"q\":1}";
    }

    private static String prepended(@Nullable String value) {
        JsonNode node = value == null ? null : MAPPER.readTree(value);
        if (node instanceof tools.jackson.databind.node.ArrayNode list) {
            list.insert(0, 0);
            return list.toString();
        }
        return "[0]";
    }

    @Provide
    Arbitrary<List<String>> names() {
        return Arbitraries.of("model", "o", "l", "weir", "a", "ü")
                .list()
                .uniqueElements()
                .ofMaxSize(3);
    }

    @Provide
    Arbitrary<List<Written>> members() {
        Arbitrary<String> name = Arbitraries.oneOf(
                Arbitraries.of("model", "o", "l", "weir", "a", "ü", "messages", "\"q\"", "😀\\"),
                Arbitraries.strings().alpha().ofMaxLength(5));
        Arbitrary<String> space = Arbitraries.of("", " ", "\n\t", "\r\n ");
        return Combinators.combine(name, space, values(), space)
                .as(Written::new)
                .list()
                .ofMaxSize(8)
                .uniqueElements(Written::name);
    }

    private static Arbitrary<String> values() {
        Arbitrary<String> scalar = Arbitraries.of(
                "1", "-0.50E+3", "12345678901234567890.10", "true", "null", "\"é\\u00e9\\\"}]\"", "\"😀\"", "\"\"");
        return Arbitraries.lazyOf(
                () -> scalar,
                () -> scalar,
                () -> values().list().ofMaxSize(3).map(list -> "[ " + String.join(" , ", list) + "]"),
                () -> values().map(value -> "{\"x,\" : " + value + " }"));
    }

    private static String edit(String body, JsonEdit edit) {
        return new String(edit.apply(body.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void anElementIsAppendedToAList() {
        JsonEdit append = JsonEdit.of().append("list", "3");
        assertThat(edit("{\"list\": [1, 2 ], \"x\": 1.0}", append)).isEqualTo("{\"list\": [1, 2 ,3], \"x\": 1.0}");
        assertThat(edit("{\"list\":[ ]}", append)).isEqualTo("{\"list\":[ 3]}");
        assertThat(edit("{}", append)).isEqualTo("{\"list\":[3]}");
    }
}
