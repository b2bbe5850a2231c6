package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.spi.Answer;
import dev.weir.spi.AnswerContent;
import dev.weir.spi.Delta;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Event;
import dev.weir.spi.Operation;
import dev.weir.spi.Usage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class OpenAiAnswersTest {
    private static final JsonMapper MAPPER = new JsonMapper();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'prompt_tokens':10,'completion_tokens':2,'prompt_cache_hit_tokens':4,'prompt_cache_miss_tokens':6} | 10,4,0,2,0,0,0",
                "{'prompt_tokens':10,'completion_tokens':2,'cached_tokens':3} | 10,3,0,2,0,0,0",
                "{'prompt_tokens':10,'completion_tokens':9,'prompt_tokens_details':{'cached_tokens':1,'cache_write_tokens':5,'audio_tokens':2},'completion_tokens_details':{'reasoning_tokens':7,'audio_tokens':1}} | 10,1,5,9,7,2,1",
                "{'prompt_tokens':10,'completion_tokens':-5} | 10,0,0,0,0,0,0",
                "{'prompt_tokens':10,'completion_tokens':'5','prompt_tokens_details':null,'completion_tokens_details':[1]} | 10,0,0,0,0,0,0",
                "{'prompt_tokens':10,'completion_tokens':1.5,'cached_tokens':{'a':[1]}} | 10,0,0,0,0,0,0",
                "{'prompt_tokens':10,'completion_tokens':99999999999999999999999} | 10,0,0,0,0,0,0",
                "{'prompt_tokens':10,'completion_tokens':9223372036854775807} | 10,0,0,0,0,0,0",
                "{'prompt_tokens':10,'completion_tokens':2,'total_tokens':17,'completion_tokens_details':{'reasoning_tokens':5}} | 10,0,0,7,5,0,0",
                "{'prompt_tokens':10,'completion_tokens':7,'total_tokens':17,'completion_tokens_details':{'reasoning_tokens':5}} | 10,0,0,7,5,0,0",
                "{'total_tokens':8} | 8,0,0,0,0,0,0",
            })
    void usageIsReadAsEachVendorSaysIt(String usage, String counts) {
        long[] n =
                List.of(counts.split(",")).stream().mapToLong(Long::parseLong).toArray();

        assertThat(chunk("{'choices':[],'usage':" + usage + "}").usage())
                .isEqualTo(Usage.builder()
                        .inputTokens(n[0])
                        .cachedInputTokens(n[1])
                        .cacheWriteTokens(n[2])
                        .outputTokens(n[3])
                        .reasoningTokens(n[4])
                        .audioInputTokens(n[5])
                        .audioOutputTokens(n[6])
                        .build());
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "[]", "5", "'x'", "{'prompt_tokens':null}"})
    void usageThatSaysNothingIsNoUsage(String usage) {
        assertThat(chunk("{'choices':[],'usage':" + usage + "}").usage()).isNull();
    }

    @Test
    void usageIsFoundWhereVendorsHideIt() {
        assertThat(chunk("{'choices':[],'x_groq':{'id':'1','usage':{'prompt_tokens':3}}}")
                        .usage())
                .isEqualTo(Usage.of(3, 0));
        assertThat(chunk("{'choices':[{'index':0,'delta':{},'usage':{'prompt_tokens':4}}]}")
                        .usage())
                .isEqualTo(Usage.of(4, 0));
    }

    @Test
    void everythingAMessageSaysIsRead() {
        var answer = (Answer.Whole) OpenAiChat.readAnswer(json("""
                {'choices':[{'index':1,'message':{'content':null,'reasoning':'r','reasoning_content':'r',
                 'tool_calls':[{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},
                               {'id':'b','function':{'name':'g','arguments':'1'}}]},'finish_reason':'tool_calls'},
                 {'index':0,'message':{'content':[{'type':'thinking','thinking':[]},{'type':'text','text':'hi'}]}}]}"""));

        assertThat(answer.deltas())
                .containsExactly(
                        new Delta(1, "", "r", "", new Delta.ToolCall(0, "a", "f", "{}"), "tool_calls"),
                        new Delta(1, "", "", "", new Delta.ToolCall(1, "b", "g", "1"), null),
                        new Delta(0, "hi", "", "", null, null));
        assertThat(answer.usage()).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'error':{'message':'slow down','type':'tokens','code':'rate_limit_exceeded'}} | PROVIDER_RATE_LIMITED",
                "{'error':{'message':'no','code':401}} | PROVIDER_AUTHENTICATION",
                "{'error':{'message':'bad','type':'invalid_request_error'}} | PROVIDER_REJECTED",
                "{'error':{'message':'oops','type':'server_error'}} | PROVIDER_UNAVAILABLE",
                "{'error':'broken'} | PROVIDER_UNAVAILABLE",
                "{'choices':[} | PROVIDER_INVALID_ANSWER",
                "{'id':1} | PROVIDER_INVALID_ANSWER",
                "[1] | PROVIDER_INVALID_ANSWER",
                "<html> | PROVIDER_INVALID_ANSWER",
            })
    void whatIsNoAnswerIsARefusal(String body, ErrorCode code) {
        var failed = (Event.Failed) OpenAiChat.readChunk(json(body));

        assertThat(failed.refusal().code()).as(failed.refusal().message()).isEqualTo(code);
        assertThat(OpenAiChat.readAnswer(json(body))).isEqualTo(failed.refusal());
    }

    @ParameterizedTest
    @CsvSource({
        "400,PROVIDER_REJECTED",
        "401,PROVIDER_AUTHENTICATION",
        "404,PROVIDER_REJECTED",
        "429,PROVIDER_RATE_LIMITED",
        "500,PROVIDER_UNAVAILABLE",
        "503,PROVIDER_UNAVAILABLE",
        "504,PROVIDER_TIMEOUT"
    })
    void aPageInsteadOfAnErrorIsUnderstoodByItsStatus(int status, ErrorCode code) {
        assertThat(OpenAiErrors.read(status, json("<html>Bad Gateway"), null).code())
                .isEqualTo(code);
    }

    @Test
    void errorsAreWrittenInOpenAisEnvelope() {
        var refusal = Answer.Refused.of(ErrorCode.INVALID_KEY, "Wrong.", null, "Make one.");

        assertThat(text(OpenAiErrors.write(refusal, "req_1")))
                .isEqualTo(
                        "{\"error\":{\"message\":\"Wrong. Make one.\",\"type\":\"invalid_request_error\",\"param\":null,"
                                + "\"code\":\"invalid_api_key\",\"request_id\":\"req_1\"}}");
        for (ErrorCode code : ErrorCode.values()) {
            MAPPER.readTree(OpenAiErrors.write(Answer.Refused.of(code, "\"\u0007é"), "r"));
        }
    }

    @Test
    void whatIsWrittenIsReadBack() {
        var choice = new AnswerContent.Choice(
                "", "why", "", List.of(new AnswerContent.ToolCall("i", "n", "{\"a\":1}")), "tool_calls");
        Usage usage = Usage.builder()
                .inputTokens(9)
                .cachedInputTokens(2)
                .outputTokens(5)
                .reasoningTokens(1)
                .build();

        var answer = (Answer.Whole)
                OpenAiChat.readAnswer(OpenAiChat.writeAnswer("id", 1, "m", new AnswerContent(List.of(choice)), usage));

        assertThat(answer.usage()).isEqualTo(usage);
        assertThat(answer.deltas())
                .containsExactly(
                        new Delta(0, "", "why", "", new Delta.ToolCall(0, "i", "n", "{\"a\":1}"), "tool_calls"));
    }

    @Test
    void chunksAreWrittenAsOpenAiDoes() {
        ChatWriter.Chunks chunks = OpenAiChat.chunks("id", 5, "m");

        assertThat(text(chunks.role()))
                .isEqualTo(
                        "{\"id\":\"id\",\"object\":\"chat.completion.chunk\",\"created\":5,\"model\":\"m\",\"choices\":"
                                + "[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"logprobs\":null,"
                                + "\"finish_reason\":null}]}");
        assertThat(readChunk(chunks.role()).deltas()).isEmpty();
        assertThat(readChunk(chunks.text("é")).deltas()).containsExactly(Delta.text("é"));
        assertThat(readChunk(chunks.finish("stop")).deltas()).containsExactly(Delta.finish("stop"));
        assertThat(readChunk(chunks.usage(Usage.of(1, 2))).usage()).isEqualTo(Usage.of(1, 2));
    }

    @ParameterizedTest
    @ValueSource(strings = {"'a'", "['a','b']", "[1,2]", "[[1],[2,3]]"})
    void embeddingsTakeEveryFormOfInput(String input) {
        var parsed = OpenAiEmbeddings.readRequest(
                json("{'model':'m','input':" + input + ",'dimensions':4,'encoding_format':'base64'}"));

        var embed = ((Parsed.Understood<Operation.Embed>) parsed).operation();
        assertThat(embed.dimensions()).isEqualTo(4);
        assertThat(embed.base64()).isTrue();
        assertThat(embed.input()).hasSize(input.equals("'a'") ? 1 : input.contains("'") ? 2 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'model':'m'} | input",
                "{'model':'m','input':[]} | input",
                "{'model':'m','input':5} | input",
                "{'model':'m','input':['a',1]} | input[1]",
                "{'model':'m','input':[1,'a']} | input[1]",
                "{'model':'m','input':[[1],[1.5]]} | input[1][0]",
                "{'model':'m','input':[null]} | input[0]",
                "{'model':'m','input':'a','dimensions':0} | dimensions",
                "{'model':'m','input':'a','encoding_format':'int8'} | encoding_format",
                "{'input':'a'} | model",
            })
    void embeddingsNameTheFieldAtFault(String body, String field) {
        var parsed = OpenAiEmbeddings.readRequest(json(body));

        var refusal = ((Parsed.Rejected<Operation.Embed>) parsed).refusal();
        assertThat(refusal.field()).as(refusal.message()).isEqualTo(field);
    }

    @Property(tries = 500)
    void vectorsSurviveTheWire(@ForAll List<Float> numbers) {
        float[] vector = new float[numbers.size()];
        for (int i = 0; i < vector.length; i++) {
            vector[i] = numbers.get(i);
        }
        JsonNode plain = MAPPER.readTree(OpenAiEmbeddings.writeAnswer(List.of(vector), "m", false, Usage.of(1, 0)));
        JsonNode packed = MAPPER.readTree(OpenAiEmbeddings.writeAnswer(List.of(vector), "m", true, Usage.of(1, 0)));
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder()
                        .decode(packed.at("/data/0/embedding").asString()))
                .order(ByteOrder.LITTLE_ENDIAN);

        for (int i = 0; i < vector.length; i++) {
            String decimal = plain.at("/data/0/embedding/" + i).asString();
            assertThat(Float.parseFloat(decimal)).isEqualTo(vector[i]);
            assertThat(bytes.getFloat()).isEqualTo(vector[i]);
        }
        assertThat(bytes.hasRemaining()).isFalse();
    }

    @Test
    void aVectorWithoutNumbersIsABug() {
        assertThatThrownBy(() ->
                        OpenAiEmbeddings.writeAnswer(List.of(new float[] {Float.NaN}), "m", false, Usage.of(1, 0)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Event.Chunk chunk(String body) {
        return readChunk(json(body));
    }

    private static Event.Chunk readChunk(byte[] body) {
        return (Event.Chunk) OpenAiChat.readChunk(body);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte[] json(String singleQuoted) {
        return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
