package dev.weir.tests;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;

/** The vendors' own clients at a door, by its key. */
final class Clients {
    private Clients() {}

    static OpenAIClient openAi(Door at, int retries) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(at.root().resolve("/v1").toString())
                .apiKey(String.valueOf(at.key()))
                .maxRetries(retries)
                .build();
    }

    static AnthropicClient anthropic(Door at, int retries) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(at.root().toString())
                .apiKey(String.valueOf(at.key()))
                .maxRetries(retries)
                .build();
    }
}
