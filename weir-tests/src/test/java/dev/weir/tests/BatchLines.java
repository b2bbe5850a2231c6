package dev.weir.tests;

import com.openai.client.OpenAIClient;
import com.openai.core.MultipartField;
import com.openai.core.http.HttpResponse;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What tests of batches send and read. */
final class BatchLines {
    private BatchLines() {}

    /** A chat request whose custom id and text both tell its number. */
    static String chat(int number) {
        return """
                {"custom_id": "line-%d", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "sim/gpt-4o-mini", "messages": [{"role": "user", "content": "say %d"}]}}""".formatted(number, number);
    }

    static String chats(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(BatchLines::chat).collect(Collectors.joining("\n"));
    }

    static FileObject upload(OpenAIClient client, String jsonl) {
        InputStream content = new ByteArrayInputStream(jsonl.getBytes(StandardCharsets.UTF_8));
        return client.files()
                .create(FileCreateParams.builder()
                        .purpose(FilePurpose.BATCH)
                        .file(MultipartField.<InputStream>builder()
                                .value(content)
                                .filename("requests.jsonl")
                                .build())
                        .build());
    }

    static Batch start(OpenAIClient client, String fileId, String window) {
        return client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(fileId)
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow.of(window))
                        .build());
    }

    static Batch awaitEnd(OpenAIClient client, String id) throws InterruptedException {
        List<String> over = List.of("completed", "failed", "expired", "cancelled");
        Eventually.within(
                Duration.ofSeconds(30),
                "the end of the batch",
                () -> over.contains(client.batches().retrieve(id).status().asString()));
        return client.batches().retrieve(id);
    }

    static JsonNode line(Map<String, JsonNode> results, String customId) {
        return Objects.requireNonNull(results.get(customId), customId);
    }

    /** A result file's lines by custom id. */
    static Map<String, JsonNode> results(OpenAIClient client, String fileId) {
        try (HttpResponse content = client.files().content(fileId)) {
            String text = new String(content.body().readAllBytes(), StandardCharsets.UTF_8);
            Map<String, JsonNode> lines = new TreeMap<>();
            text.lines().map(JsonMapper.shared()::readTree).forEach(line -> {
                if (lines.put(line.path("custom_id").asString(), line) != null) {
                    throw new AssertionError("twice in the file: " + line);
                }
            });
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
