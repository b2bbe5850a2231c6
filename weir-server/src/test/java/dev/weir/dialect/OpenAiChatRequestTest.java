package dev.weir.dialect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.spi.Answer;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Message;
import dev.weir.spi.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiChatRequestTest {
    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    @Test
    void readsWhatThePipelineNeeds() {
        var read = understood("""
                {'model':'m','stream':true,'stream_options':{'include_usage':true,'x':[1]},'max_tokens':7,
                 'unknown':{'deep':[1,{'a':null}]},
                 'messages':[{'role':'developer','content':'be kind'},
                  {'content':[{'text':'a','type':'text'},{'type':'image_url','image_url':{'url':'u'}},
                   {'type':'text','text':'b'}],'role':'user'},
                  {'role':'assistant','content':null,'tool_calls':[]}],
                 'weir':{'knowledge':'kb','tags':{'team':'x'}}}""");

        Operation.Chat chat = read.operation();
        assertThat(chat.model()).isEqualTo("m");
        assertThat(chat.messages())
                .containsExactly(
                        new Message("developer", "be kind"), new Message("user", "ab"), new Message("assistant", ""));
        assertThat(chat.stream()).isTrue();
        assertThat(chat.includeUsage()).isTrue();
        assertThat(chat.maxOutputTokens()).isEqualTo(7);
        assertThat(read.options().present()).isTrue();
        assertThat(read.options().knowledge()).isEqualTo(List.of("kb"));
        assertThat(read.options().tags()).isEqualTo(Map.of("team", "x"));
    }

    @Test
    void nullMeansAbsentForWhatIsOptional() {
        var chat = understood("{'model':'m',"
                        + HI
                        + ",'stream':null,'stream_options':null,'n':null,'max_tokens':null,'weir':null}")
                .operation();

        assertThat(chat.stream()).isFalse();
        assertThat(chat.maxOutputTokens()).isNull();
    }

    @Test
    void theOutputLimitMayHaveBothOfItsNames() {
        var chat = understood("{'model':'m'," + HI + ",'max_completion_tokens':5,'max_tokens':5}");

        assertThat(chat.operation().maxOutputTokens()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'messages':[{'role':'user','content':'x'}]} | model",
                "{'model':5} | model",
                "{'model':' '} | model",
                "{'model':'m'} | messages",
                "{'model':'m','messages':[]} | messages",
                "{'model':'m','messages':{}} | messages",
                "{'model':'m','messages':['hi']} | messages[0]",
                "{'model':'m','messages':[{'role':'user','content':'x'},{'role':'usr','content':'x'}]} | messages[1].role",
                "{'model':'m','messages':[{'content':'x'}]} | messages[0].role",
                "{'model':'m','messages':[{'role':'user'}]} | messages[0].content",
                "{'model':'m','messages':[{'role':'user','content':7}]} | messages[0].content",
                "{'model':'m','messages':[{'role':'user','content':{}}]} | messages[0].content",
                "{'model':'m','messages':[{'role':'user','content':['x']}]} | messages[0].content[0]",
                "{'model':'m','messages':[{'role':'user','content':[{'text':'x'}]}]} | messages[0].content[0].type",
                "{'model':'m','messages':[{'role':'user','content':[{'type':'text'}]}]} | messages[0].content[0].text",
                "{'stream':'true'} | stream",
                "{'stream_options':[]} | stream_options",
                "{'n':0} | n",
                "{'n':1.5} | n",
                "{'max_tokens':-1} | max_tokens",
                "{'max_tokens':99999999999999999999} | max_tokens",
                "{'weir':{'tags':{'a':1}}} | weir.tags.a",
                "{'weir':{'tags':[]}} | weir.tags",
                "{'weir':{'knowledge':5}} | weir.knowledge",
                "{'weir':{'knowledge':['a',1]}} | weir.knowledge[1]",
                "{'weir':{'knowlege':['a']}} | weir.knowlege",
                "{'weir':[]} | weir",
                "{'a':1,'a':2} | a",
                "{'messages':[{'role':'user','role':'system'}]} | messages[0].role",
                "{'tools':[{'x':{'b':1,'\\u0062':1}}]} | tools[0].x.b",
            })
    void namesTheFieldAtFault(String body, String field) {
        Answer.Refused refusal = refused(body);

        assertThat(refusal.code()).as(refusal.message()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refusal.field()).as(refusal.message()).isEqualTo(field);
    }

    @Test
    void streamOptionsNeedAStream() {
        assertThat(refused("{'model':'m'," + HI + ",'stream_options':{}}").field())
                .isEqualTo("stream_options");
    }

    @Test
    void aMisspeltNameGetsTheNearestRightOne() {
        assertThat(refused("{'weir':{'knowlege':['a']}}").hint()).isEqualTo("Did you mean 'weir.knowledge'?");
        assertThat(refused("{'messages':[{'role':'usr'}]}").hint()).isEqualTo("Did you mean 'user'?");
        assertThat(refused("{'weir':{'zzzzzzzzzzzzz':1}}").hint()).contains("knowledge");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "  ",
                "{",
                "{'model':}",
                "{model:1}",
                "{'model':'m'",
                "{'a':'\\q'}",
                "{'a':tru}",
                "nul",
                "{'a':1,}",
                "{'a':01}",
                "{'a':'\u0001'}",
                "{'a':NaN}"
            })
    void brokenJsonIsRefused(String body) {
        assertThat(refused(body).code()).as(refused(body).message()).isEqualTo(ErrorCode.INVALID_JSON);
    }

    @ParameterizedTest
    @ValueSource(strings = {" x", "{}", ",", "]", " 1"})
    void nothingMayFollowTheObject(String rest) {
        assertThat(refused("{'model':'m'," + HI + "}" + rest).code()).isEqualTo(ErrorCode.INVALID_JSON);
        understood("{'model':'m'," + HI + "}\r\n ");
    }

    @Test
    void aSyntaxErrorSaysWhereItIsAndWhatWasExpected() {
        assertThat(refused("{'model':'ü',\n 'n': }").message())
                .contains("line 2, column 7")
                .contains("expected a value");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "'x'", "3", "null", "true"})
    void onlyAnObjectIsARequest(String body) {
        assertThat(refused(body).message()).startsWith("The body must be a JSON object");
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "{'x':" + "[".repeat(300) + "]".repeat(300) + "}";

        assertThat(refused(deep).code()).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(refused(deep).hint()).contains("200");
        understood("{'x':" + "[".repeat(190) + "]".repeat(190) + ",'model':'m'," + HI + "}");
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedEverywhere() {
        for (byte[] bad : List.of(
                bytes(0x80),
                bytes(0xC0, 0xAF),
                bytes(0xED, 0xA0, 0x80),
                bytes(0xF4, 0x90, 0x80, 0x80),
                bytes(0xE2, 0x82))) {
            byte[] body =
                    join("{\"x\":\"".getBytes(StandardCharsets.UTF_8), bad, "\"}".getBytes(StandardCharsets.UTF_8));
            Answer.Refused refusal = refusedBytes(body);
            assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_JSON);
            assertThat(refusal.message()).contains("offset 6");
        }
    }

    @Test
    void otherEncodingsAreRefused() {
        for (String charset : List.of("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE", "UTF-16")) {
            byte[] body = "{\"model\":\"m\"}".getBytes(java.nio.charset.Charset.forName(charset));
            assertThat(refusedBytes(body).code()).as(charset).isEqualTo(ErrorCode.INVALID_JSON);
        }
        assertThat(refused("\uFEFF{}").message()).contains("byte order mark");
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static byte[] join(byte[]... parts) {
        var all = new java.io.ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static Parsed.Understood<Operation.Chat> understood(String body) {
        Parsed<Operation.Chat> parsed = OpenAiChat.readRequest(json(body));
        assertThat(parsed).isInstanceOf(Parsed.Understood.class);
        return (Parsed.Understood<Operation.Chat>) parsed;
    }

    private static Answer.Refused refused(String body) {
        return refusedBytes(json(body));
    }

    private static Answer.Refused refusedBytes(byte[] body) {
        Parsed<Operation.Chat> parsed = OpenAiChat.readRequest(body);
        assertThat(parsed).isInstanceOf(Parsed.Rejected.class);
        return ((Parsed.Rejected<Operation.Chat>) parsed).refusal();
    }

    private static byte[] json(String singleQuoted) {
        return singleQuoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}
