package dev.weir.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScriptTest {
    @Test
    void everyFieldIsRead() {
        Script script = Script.parse("""
                {"seed": 7, "headers_select": false,
                 "default": {"answer": {"function": "lorem", "tokens": 20}, "first_token": "200ms",
                             "tokens_per_second": 50, "jitter": 0.2, "dimensions": 8,
                             "usage": {"prompt_tokens": 1, "completion_tokens": 2, "cached_tokens": 3,
                                       "reasoning_tokens": 4, "placement": "never"}},
                 "models": {"m": {"answer": "Hi."}},
                 "faults": [{"kind": "cut", "after_chunks": 3, "mid_event": true, "every": 10, "models": ["m"]},
                            {"kind": "status", "status": 429, "headers": {"retry-after": 2}, "body": {"e": 1}, "at": 1},
                            {"kind": "malformed", "chunk": 4, "probability": 0.5},
                            {"kind": "slow", "first_token": 1500}, {"kind": "silence"}]}""");
        Pace pace = new Pace(Duration.ofMillis(200), 50, 0.2);
        UsageNumbers usage = new UsageNumbers(1, 2, 3, 4, UsageNumbers.Placement.NEVER);
        Behaviour standard = new Behaviour(new Answer.Lorem(20), pace, usage, 8);

        assertThat(script)
                .isEqualTo(new Script(7, standard, Map.of(), java.util.List.of(), false)
                        .withModel("m", standard.withAnswer(new Answer.Fixed("Hi.")))
                        .withFault(new FaultRule(new Fault.Cut(3, true), new Trigger.Every(10), Set.of("m")))
                        .withFault(new FaultRule(
                                new Fault.Status(429, Map.of("retry-after", "2"), "{\"e\":1}"),
                                new Trigger.At(Set.of(1L))))
                        .withFault(new FaultRule(new Fault.Malformed(4), new Trigger.Chance(0.5)))
                        .withFault(FaultRule.always(
                                new Fault.Slow(new Pace(Duration.ofMillis(1500), Double.POSITIVE_INFINITY, 0))))
                        .withFault(FaultRule.always(new Fault.Silence(null))));
    }

    @Test
    void anEmptyScriptIsTheDefault() {
        assertThat(Script.parse("{}")).isEqualTo(Script.DEFAULT);
        assertThat(Script.DEFAULT.standard()).isEqualTo(Behaviour.DEFAULT);
        assertThat(Behaviour.DEFAULT.answer()).isEqualTo(new Answer.Echo());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[]|script: [] is not an object",
                "{\"seed\": }|script: not JSON at line 1",
                "{\"sed\": 1}|sed: there is no such field; the fields here are default, faults, headers_select, models, seed",
                "{\"seed\": \"x\"}|seed: \"x\" is of the wrong type; give a whole number",
                "{\"default\": {\"jitter\": 2}}|default.jitter: 2.0 is not possible here; give a fraction from 0 to 1",
                "{\"models\": {\"m\": {\"first_token\": \"soon\"}}}|models.m.first_token: \"soon\" is not a duration",
                "{\"default\": {\"tokens_per_second\": 0}}|default.tokens_per_second: 0.0 is not possible here",
                "{\"default\": {\"usage\": {\"cached_tokens\": -1}}}|default.usage.cached_tokens: -1 is not possible",
                "{\"default\": {\"usage\": {\"placement\": \"x\"}}}|default.usage.placement: \"x\" is not a place",
                "{\"default\": {\"answer\": {\"function\": \"sing\"}}}|default.answer.function: \"sing\" is not an answer",
                "{\"default\": {\"answer\": {\"function\": \"fixed\"}}}|default.answer.text: is missing",
                "{\"faults\": {}}|faults: {} is of the wrong type; give a list in [ ]",
                "{\"faults\": [{\"kind\": \"burn\"}]}|faults[0].kind: \"burn\" is not a fault",
                "{\"faults\": [{\"kind\": \"cut\", \"mid_event\": true}]}|faults[0].mid_event: true needs after_chunks",
                "{\"faults\": [{\"kind\": \"cut\", \"at\": [0]}]}|faults[0].at: [0] is not possible here",
                "{\"faults\": [{\"kind\": \"cut\", \"at\": [1], \"every\": 2}]}|faults[0].at: at and every exclude each other",
                "{\"faults\": [{\"kind\": \"cut\", \"status\": 1}]}|faults[0].status: there is no such field",
            })
    void aBadScriptNamesTheFieldAndWhatWouldBeRight(String json, String message) {
        assertThatThrownBy(() -> Script.parse(json))
                .isInstanceOf(BadScript.class)
                .hasMessageStartingWith(message);
    }

    @Property
    void wordPiecesJoinToTheText(@ForAll String text) {
        Speech speech = Speech.of(text);
        StringBuilder joined = new StringBuilder();
        for (int i = 0; i < speech.tokens(); i++) {
            joined.append(text, speech.start(i), speech.end(i));
        }

        assertThat(joined).hasToString(text);
    }

    @Property
    void aTokenWrittenAsJsonReadsBackAsItself(@ForAll String text) {
        String written = new JsonBytes().string(text).toString();

        assertThat(Caller.JSON.readTree(written).stringValue()).isEqualTo(text);
    }
}
