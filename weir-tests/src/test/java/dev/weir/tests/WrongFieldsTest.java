package dev.weir.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Members that are missing, of the wrong kind or out of range, at every route that takes JSON, streaming and not. */
class WrongFieldsTest {
    private static final Map<String, String> SHORT = Map.of(
            "chat", "/v1/chat/completions",
            "completions", "/v1/completions",
            "responses", "/v1/responses",
            "embeddings", "/v1/embeddings",
            "moderations", "/v1/moderations",
            "rerank", "/v1/rerank",
            "messages", "/v1/messages",
            "count", "/v1/messages/count_tokens",
            "batches", "/v1/batches");

    private static BadRequests bad;

    @BeforeAll
    static void start() throws IOException {
        bad = new BadRequests();
    }

    @AfterAll
    static void stop() throws IOException {
        bad.close();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = FIELDS)
    void aFieldThatIsWrongIsNamedByItsPlace(String route, String field, String wrong) throws IOException {
        String path = requireNonNull(SHORT.get(route));
        ObjectNode body = BadRequests.good(path);
        ((ObjectNode) JsonMapper.shared()
                        .readTree("{" + wrong.replace('\'', '"').replace("LONG", LONG) + "}"))
                .properties()
                .forEach(member -> {
                    if (member.getValue().asString("").equals("ABSENT")) {
                        body.remove(member.getKey());
                    } else {
                        body.set(member.getKey(), member.getValue());
                    }
                });
        for (boolean stream :
                BadRequests.streams(path) && !body.has("stream") ? List.of(false, true) : List.of(false)) {
            if (stream) {
                body.put("stream", true);
            }
            String named = BadRequests.error(path, bad.post(path, bytes(body.toString())), 400);

            if (path.startsWith("/v1/messages")) {
                assertThat(named)
                        .containsPattern(
                                "(^|[^\\w.])" + Pattern.quote(field) + "($|[^\\w.])|" + Pattern.quote(field) + "\\. ");
            } else {
                assertThat(named).isEqualTo(field);
            }
        }
    }

    /** Longer than any name; it is neither told back as a whole nor compared with those that are known. */
    private static final String LONG = "x".repeat(1 << 20);

    /** Where; the field at fault, in the notation of the route's vendor; what is changed in a good body. */
    private static final String FIELDS = """
            chat | model | 'model': 'ABSENT'
            chat | model | 'model': null
            chat | model | 'model': ''
            chat | model | 'model': ['sim/m']
            chat | model | 'model': 'LONG'
            chat | messages | 'messages': 'ABSENT'
            chat | messages | 'messages': null
            chat | messages | 'messages': []
            chat | messages | 'messages': {}
            chat | messages[0] | 'messages': [null]
            chat | messages[1] | 'messages': [{'role': 'user', 'content': 'x'}, []]
            chat | messages[0].role | 'messages': [{'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': null, 'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': 'usr', 'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': 7, 'content': 'x'}]
            chat | messages[0].role | 'messages': [{'role': 'LONG', 'content': 'x'}]
            chat | messages[0].content | 'messages': [{'role': 'user'}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': null}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': 7}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': {}}]
            chat | messages[0].content | 'messages': [{'role': 'user', 'content': []}]
            chat | messages[0].content[0] | 'messages': [{'role': 'user', 'content': ['x']}]
            chat | messages[0].content[0].type | 'messages': [{'role': 'user', 'content': [{'text': 'x'}]}]
            chat | messages[0].content[0].type | 'messages': [{'role': 'user', 'content': [{'type': 7}]}]
            chat | messages[0].content[0].text | 'messages': [{'role': 'user', 'content': [{'type': 'text'}]}]
            chat | messages[0].content[0].text | 'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 7}]}]
            chat | messages[0].name | 'messages': [{'role': 'user', 'content': 'x', 'name': 7}]
            chat | messages[0].content[0].image_url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url'}]}]
            chat | messages[0].content[0].image_url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': 7}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 7}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': ''}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,A!!A'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,AAAAA'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,AA=A'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:image/png,AAAA'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:text/plain;base64,AAAA'}}]}]
            chat | messages[0].content[0].image_url.url | 'messages': [{'role': 'user', 'content': [{'type': 'image_url', 'image_url': {'url': 'data:'}}]}]
            chat | messages[0].content[0].input_audio.data | 'messages': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': {'data': '!', 'format': 'wav'}}]}]
            chat | messages[0].content[0].input_audio.format | 'messages': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': {'data': 'AAAA'}}]}]
            chat | messages[0].content[0].file | 'messages': [{'role': 'user', 'content': [{'type': 'file'}]}]
            chat | messages[0].content[0].file.file_data | 'messages': [{'role': 'user', 'content': [{'type': 'file', 'file': {'file_data': 'data:application/pdf;base64,?'}}]}]
            chat | messages[0].tool_call_id | 'messages': [{'role': 'tool', 'content': 'x'}]
            chat | messages[0].tool_call_id | 'messages': [{'role': 'tool', 'content': 'x', 'tool_call_id': 7}]
            chat | messages[0].tool_call_id | 'messages': [{'role': 'tool', 'content': 'x', 'tool_call_id': 'c'}]
            chat | messages[1].tool_call_id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}, {'role': 'tool', 'content': 'x', 'tool_call_id': 'b'}]
            chat | messages[0].tool_calls | 'messages': [{'role': 'assistant', 'tool_calls': {}}]
            chat | messages[0].tool_calls[0] | 'messages': [{'role': 'assistant', 'tool_calls': ['a']}]
            chat | messages[0].tool_calls[0].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}]
            chat | messages[0].tool_calls[0].function | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function'}]}]
            chat | messages[0].tool_calls[0].function.name | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'arguments': '{}'}}]}]
            chat | messages[0].tool_calls[0].function.arguments | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': {}}}]}]
            chat | messages[0].tool_calls[1].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}, {'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}]
            chat | messages[0].tool_calls[0].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}, {'role': 'user', 'content': 'x'}]
            chat | messages[0].tool_calls[1].id | 'messages': [{'role': 'assistant', 'tool_calls': [{'id': 'a', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}, {'id': 'b', 'type': 'function', 'function': {'name': 'f', 'arguments': '{}'}}]}, {'role': 'tool', 'content': 'x', 'tool_call_id': 'a'}]
            chat | stream | 'stream': 'yes'
            chat | stream | 'stream': 1
            chat | stream_options | 'stream': true, 'stream_options': []
            chat | stream_options.include_usage | 'stream': true, 'stream_options': {'include_usage': 'yes'}
            chat | temperature | 'temperature': 'hot'
            chat | temperature | 'temperature': -1
            chat | temperature | 'temperature': [1]
            chat | top_p | 'top_p': 2
            chat | top_p | 'top_p': -0.1
            chat | n | 'n': 0
            chat | n | 'n': -1
            chat | n | 'n': 1.5
            chat | n | 'n': 99999999999999999999
            chat | max_tokens | 'max_tokens': 0
            chat | max_tokens | 'max_tokens': -5
            chat | max_tokens | 'max_tokens': 99999999999999999999
            chat | max_tokens | 'max_tokens': '5'
            chat | max_completion_tokens | 'max_completion_tokens': 1.5
            chat | max_tokens | 'max_tokens': 5, 'max_completion_tokens': 6
            chat | seed | 'seed': 'x'
            chat | stop | 'stop': 7
            chat | stop[0] | 'stop': [7]
            chat | frequency_penalty | 'frequency_penalty': 'x'
            chat | presence_penalty | 'presence_penalty': {}
            chat | logit_bias | 'logit_bias': []
            chat | logprobs | 'logprobs': 'yes'
            chat | top_logprobs | 'logprobs': true, 'top_logprobs': -1
            chat | user | 'user': 7
            chat | metadata | 'metadata': 'x'
            chat | parallel_tool_calls | 'parallel_tool_calls': 'x'
            chat | reasoning_effort | 'reasoning_effort': 7
            chat | response_format | 'response_format': 'json'
            chat | response_format.type | 'response_format': {}
            chat | response_format.json_schema | 'response_format': {'type': 'json_schema'}
            chat | response_format.json_schema.schema | 'response_format': {'type': 'json_schema', 'json_schema': {'name': 'x', 'schema': 'x'}}
            chat | tools | 'tools': {}
            chat | tools[0] | 'tools': ['f']
            chat | tools[0].type | 'tools': [{}]
            chat | tools[0].function | 'tools': [{'type': 'function'}]
            chat | tools[0].function.name | 'tools': [{'type': 'function', 'function': {}}]
            chat | tools[0].function.name | 'tools': [{'type': 'function', 'function': {'name': 7}}]
            chat | tools[0].function.parameters | 'tools': [{'type': 'function', 'function': {'name': 'f', 'parameters': []}}]
            chat | tool_choice | 'tool_choice': 7
            chat | tool_choice.type | 'tool_choice': {}
            chat | weir.cach | 'weir': {'cach': 'on'}
            chat | weir.cache | 'weir': {'cache': 'maybe'}
            chat | weir.knowledge | 'weir': {'knowledge': 'LONG'}
            chat | weir.knowledge[1] | 'weir': {'knowledge': ['x', 'LONG']}
            chat | weir.max_cost | 'weir': {'max_cost': '1e999999999'}
            chat | n | 'n': 1.0
            chat | messages[0].content[0] | 'messages': [{'role': 'user', 'content': [null]}]
            chat | weir.tags.a | 'weir': {'tags': {'a': 7}}
            completions | prompt | 'prompt': 'ABSENT'
            completions | prompt | 'prompt': 7
            completions | prompt | 'prompt': []
            completions | prompt[0] | 'prompt': [7]
            completions | model | 'model': 7
            completions | model | 'model': 'LONG'
            completions | best_of | 'best_of': 5
            completions | prompt | 'prompt': null
            completions | max_tokens | 'max_tokens': -1
            completions | max_tokens | 'max_tokens': 'x'
            completions | n | 'n': 'x'
            completions | stream | 'stream': 'yes'
            completions | echo | 'echo': 'x'
            completions | temperature | 'temperature': 'x'
            completions | stop | 'stop': 7
            completions | suffix | 'suffix': 'x'
            completions | logprobs | 'logprobs': 2
            responses | model | 'model': 'ABSENT'
            responses | input | 'input': 'ABSENT'
            responses | input | 'input': 7
            responses | input | 'input': null
            responses | input | 'input': []
            responses | input[0] | 'input': ['x']
            responses | input[0].type | 'input': [{}]
            responses | input[0].role | 'input': [{'role': 'usr', 'content': 'x'}]
            responses | input[0].role | 'input': [{'type': 'message', 'content': 'x'}]
            responses | input[0].content | 'input': [{'role': 'user'}]
            responses | input[0].content | 'input': [{'role': 'user', 'content': 7}]
            responses | input[0].content[0].type | 'input': [{'role': 'user', 'content': [{}]}]
            responses | input[0].content[0].text | 'input': [{'role': 'user', 'content': [{'type': 'input_text'}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image'}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 7}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 'data:image/png;base64,??'}]}]
            responses | input[0].content[0].image_url | 'input': [{'role': 'user', 'content': [{'type': 'input_image', 'image_url': 'data:video/mp4;base64,AAAA'}]}]
            responses | input[0].content[0].file_data | 'input': [{'role': 'user', 'content': [{'type': 'input_file', 'file_data': 'data:application/pdf;base64,??'}]}]
            responses | input[0].call_id | 'input': [{'type': 'function_call_output', 'output': 'x'}]
            responses | input[0].call_id | 'input': [{'type': 'function_call_output', 'call_id': 'c', 'output': 'x'}]
            responses | input[0].output | 'input': [{'type': 'function_call_output', 'call_id': 'c'}]
            responses | input[0].output | 'input': [{'type': 'function_call_output', 'call_id': 'c', 'output': {}}]
            responses | input[0].content[0].input_audio | 'input': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': 7}]}]
            responses | input[0].content[0].input_audio.data | 'input': [{'role': 'user', 'content': [{'type': 'input_audio', 'input_audio': {'data': '??', 'format': 'wav'}}]}]
            responses | input[0].content[0] | 'input': [{'role': 'user', 'content': [null]}]
            responses | input[0].name | 'input': [{'type': 'function_call', 'call_id': 'c', 'arguments': '{}'}]
            responses | input[0].arguments | 'input': [{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': {}}]
            responses | input[0].call_id | 'input': [{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '{}'}, {'role': 'user', 'content': 'x'}]
            responses | input[1].call_id | 'input': [{'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '{}'}, {'type': 'function_call', 'call_id': 'c', 'name': 'f', 'arguments': '{}'}]
            responses | instructions | 'instructions': 7
            responses | previous_response_id | 'previous_response_id': 7
            responses | previous_response_id | 'previous_response_id': 'LONG'
            responses | stream | 'stream': 'yes'
            responses | max_output_tokens | 'max_output_tokens': 0
            responses | temperature | 'temperature': -1
            responses | top_p | 'top_p': 'x'
            responses | text | 'text': 'x'
            responses | text.format.type | 'text': {'format': {}}
            responses | reasoning | 'reasoning': 'x'
            responses | tools | 'tools': 'x'
            responses | tools[0].type | 'tools': [{}]
            responses | tools[0].name | 'tools': [{'type': 'function'}]
            responses | tools[0].parameters | 'tools': [{'type': 'function', 'name': 'f', 'parameters': 7}]
            responses | tool_choice | 'tool_choice': 7
            responses | store | 'store': 'x'
            responses | metadata | 'metadata': []
            responses | include[0] | 'include': [7]
            responses | truncation | 'truncation': 7
            responses | user | 'user': 7
            responses | top_logprobs | 'top_logprobs': 'x'
            responses | max_tool_calls | 'max_tool_calls': -1
            embeddings | model | 'model': 'ABSENT'
            embeddings | model | 'model': 'LONG'
            embeddings | input | 'input': 'ABSENT'
            embeddings | input | 'input': []
            embeddings | input | 'input': null
            embeddings | input[1] | 'input': ['x', 7]
            embeddings | input[0] | 'input': [-1]
            embeddings | input[0] | 'input': [99999999999999999999]
            embeddings | input[0] | 'input': [1.5]
            embeddings | input[0] | 'input': [[]]
            embeddings | input[1][0] | 'input': [[1], ['x']]
            embeddings | dimensions | 'dimensions': 0
            embeddings | dimensions | 'dimensions': 4294967296
            embeddings | encoding_format | 'encoding_format': 'hex'
            embeddings | user | 'user': 7
            moderations | input | 'input': 'ABSENT'
            moderations | input | 'input': []
            moderations | input[0].type | 'input': [{}]
            moderations | input[0].text | 'input': [{'type': 'text'}]
            moderations | input[0].image_url | 'input': [{'type': 'image_url'}]
            moderations | input[0].image_url.url | 'input': [{'type': 'image_url', 'image_url': {}}]
            moderations | input[0].image_url.url | 'input': [{'type': 'image_url', 'image_url': {'url': 'data:image/png;base64,?'}}]
            moderations | model | 'model': 7
            moderations | model | 'model': 'LONG'
            rerank | model | 'model': 'ABSENT'
            rerank | model | 'model': 'LONG'
            rerank | query | 'query': ['q']
            rerank | top_n | 'top_n': 1.5
            rerank | query | 'query': 'ABSENT'
            rerank | query | 'query': 7
            rerank | documents | 'documents': 'ABSENT'
            rerank | documents | 'documents': []
            rerank | documents[1] | 'documents': ['x', 7]
            rerank | documents[0].text | 'documents': [{}]
            rerank | top_n | 'top_n': 0
            rerank | top_n | 'top_n': 'x'
            rerank | return_documents | 'return_documents': 'x'
            messages | model | 'model': 'ABSENT'
            messages | model | 'model': 'LONG'
            messages | max_tokens | 'max_tokens': 'ABSENT'
            messages | max_tokens | 'max_tokens': 0
            messages | max_tokens | 'max_tokens': null
            messages | max_tokens | 'max_tokens': 99999999999999999999
            messages | messages | 'messages': []
            messages | messages.0 | 'messages': ['x']
            messages | messages.0.role | 'messages': [{'role': 'tool', 'content': 'x'}]
            messages | messages.0.role | 'messages': [{'role': 'LONG', 'content': 'x'}]
            messages | messages.0.content | 'messages': [{'role': 'user', 'content': null}]
            messages | messages.0.content | 'messages': [{'role': 'user', 'content': []}]
            messages | messages.0.content | 'messages': [{'role': 'user', 'content': ''}]
            messages | messages.0.content.0 | 'messages': [{'role': 'user', 'content': ['x']}]
            messages | messages.0.content.0.type | 'messages': [{'role': 'user', 'content': [{}]}]
            messages | messages.0.content.1.text | 'messages': [{'role': 'user', 'content': [{'type': 'text', 'text': 'x'}, {'type': 'text', 'text': 7}]}]
            messages | messages.0.content.0.source | 'messages': [{'role': 'user', 'content': [{'type': 'image'}]}]
            messages | messages.0.content.0.source.type | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {}}]}]
            messages | messages.0.content.0.source.data | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png'}}]}]
            messages | messages.0.content.0.source.data | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': '?!'}}]}]
            messages | messages.0.content.0.source.data | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'image/png', 'data': ''}}]}]
            messages | messages.0.content.0.source.media_type | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'data': 'AAAA'}}]}]
            messages | messages.0.content.0.source.media_type | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'base64', 'media_type': 'text/plain', 'data': 'AAAA'}}]}]
            messages | messages.0.content.0.source.url | 'messages': [{'role': 'user', 'content': [{'type': 'image', 'source': {'type': 'url'}}]}]
            messages | messages.0.content.0.tool_use_id | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'content': 'x'}]}]
            messages | messages.0.content.0.tool_use_id | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't', 'content': 'x'}]}]
            messages | messages.0.content.0.content | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't', 'content': 7}]}]
            messages | messages.0.content.0.id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'name': 'f', 'input': {}}]}]
            messages | messages.0.content.0.input | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': '{}'}]}]
            messages | messages.0.content.1.id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}, {'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}]}]
            messages | messages.0.content.0.id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}]}, {'role': 'user', 'content': 'x'}]
            messages | messages.1.content.1.tool_use_id | 'messages': [{'role': 'assistant', 'content': [{'type': 'tool_use', 'id': 't', 'name': 'f', 'input': {}}]}, {'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't'}, {'type': 'tool_result', 'tool_use_id': 't'}]}]
            messages | messages.0.content.0.thinking | 'messages': [{'role': 'assistant', 'content': [{'type': 'thinking'}]}, {'role': 'user', 'content': 'x'}]
            messages | system | 'system': 7
            messages | system.0.type | 'system': [{'type': 'image', 'source': {'type': 'url', 'url': 'https://x.y/z.png'}}]
            messages | stream | 'stream': 'yes'
            messages | temperature | 'temperature': 1.5
            messages | temperature | 'temperature': 'x'
            messages | top_p | 'top_p': -1
            messages | top_k | 'top_k': -1
            messages | top_k | 'top_k': 1.5
            messages | stop_sequences | 'stop_sequences': 'x'
            messages | stop_sequences.0 | 'stop_sequences': [7]
            messages | tools | 'tools': 'x'
            messages | tools.0.name | 'tools': [{'input_schema': {}}]
            messages | tools.0.input_schema | 'tools': [{'name': 'f'}]
            messages | tools.0.input_schema | 'tools': [{'name': 'f', 'input_schema': 'x'}]
            messages | tool_choice.type | 'tool_choice': {}
            messages | tool_choice.name | 'tool_choice': {'type': 'tool'}
            messages | thinking | 'thinking': 'on'
            messages | thinking.budget_tokens | 'thinking': {'type': 'enabled', 'budget_tokens': 'x'}
            messages | metadata | 'metadata': 'x'
            messages | metadata.user_id | 'metadata': {'user_id': 7}
            count | messages | 'messages': 'ABSENT'
            count | messages.0.role | 'messages': [{'role': 'system', 'content': 'x'}]
            count | tools.0.name | 'tools': [{'input_schema': {}}]
            count | messages.0.content.0.tool_use_id | 'messages': [{'role': 'user', 'content': [{'type': 'tool_result', 'tool_use_id': 't', 'content': 'x'}]}]
            batches | input_file_id | 'input_file_id': 'ABSENT'
            batches | input_file_id | 'input_file_id': 7
            batches | input_file_id | 'input_file_id': 'LONG'
            batches | endpoint | 'endpoint': 'ABSENT'
            batches | endpoint | 'endpoint': '/v1/nothing'
            batches | endpoint | 'endpoint': 'LONG'
            batches | completion_window | 'completion_window': 'LONG'
            batches | zzz | 'zzz': 1
            batches | output_expires_after.x | 'output_expires_after': {'anchor': 'created_at', 'seconds': 3600, 'x': 1}
            batches | seconds | 'output_expires_after': {'anchor': 'created_at', 'seconds': 99999999999999999999}
            batches | endpoint | 'endpoint': ['/v1/chat/completions']
            batches | completion_window | 'completion_window': 24
            batches | metadata | 'metadata': 'x'
            batches | metadata.a | 'metadata': {'a': 7}
            batches | output_expires_after.seconds | 'output_expires_after': {'anchor': 'created_at', 'seconds': 'x'}
            """;

    @Test
    void anImageThatIsTooLargeIsNamedByItsPlace() throws IOException {
        String data = "A".repeat(1368);
        String url = "data:image/png;base64," + data;

        assertThat(BadRequests.error(
                        "/v1/chat/completions",
                        bad.post(
                                "/v1/chat/completions",
                                bytes("{\"model\": \"sim/m\", \"messages\": [{\"role\": \"user\", \"content\":"
                                        + " [{\"type\": \"image_url\", \"image_url\": {\"url\": \"" + url
                                        + "\"}}]}]}")),
                        400))
                .isEqualTo("messages[0].content[0].image_url.url");
        assertThat(BadRequests.error(
                        "/v1/responses",
                        bad.post(
                                "/v1/responses",
                                bytes("{\"model\": \"sim/m\", \"input\": [{\"role\": \"user\", \"content\":"
                                        + " [{\"type\": \"input_image\", \"image_url\": \"" + url + "\"}]}]}")),
                        400))
                .isEqualTo("input[0].content[0].image_url");
        assertThat(BadRequests.error(
                        "/v1/messages",
                        bad.post(
                                "/v1/messages",
                                bytes(
                                        "{\"model\": \"sim/m\", \"max_tokens\": 9, \"messages\": [{\"role\": \"user\", \"content\":"
                                                + " [{\"type\": \"image\", \"source\": {\"type\": \"base64\", \"media_type\": \"image/png\", \"data\": \""
                                                + data + "\"}}]}]}")),
                        400))
                .contains("messages.0.content.0.source.data", "1026 bytes", "server.max_image");
    }
}
