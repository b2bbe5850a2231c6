package dev.weir.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.dialect.OpenAiChat;
import dev.weir.provider.ServerProfile.Prefill;
import dev.weir.provider.VendorTable.Row;
import dev.weir.spi.Event;
import dev.weir.spi.ProviderSettings;
import dev.weir.spi.Usage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the table says of vendors is what Weir reads, finds and writes about. */
class VendorTableTest {
    @Test
    void usageAndThoughtsAreReadWhereTheTableSaysTheyAre() {
        for (Row vendor : VendorTable.all()) {
            String usage = "{\"prompt_tokens\":7,\"completion_tokens\":2,"
                    + (vendor.cached() == null
                            ? "\"prompt_tokens_details\":{\"cached_tokens\":3}"
                            : "\"" + vendor.cached() + "\":3")
                    + "}";
            String chunk = "{\"choices\":[{\"index\":0,\"delta\":{" + thought(vendor.reasoning()) + "}"
                    + (vendor.usage().equals("choices.usage") ? ",\"usage\":" + usage : "") + "}]"
                    + switch (vendor.usage()) {
                        case "usage" -> ",\"usage\":" + usage;
                        case "x_groq.usage" -> ",\"x_groq\":{\"usage\":" + usage + "}";
                        default -> "";
                    }
                    + "}";

            Event.Chunk read = (Event.Chunk) OpenAiChat.readChunk(chunk.getBytes(StandardCharsets.UTF_8));

            assertThat(read.usage())
                    .as(vendor.name())
                    .isEqualTo(Usage.builder()
                            .inputTokens(7)
                            .cachedInputTokens(3)
                            .outputTokens(2)
                            .build());
            assertThat(read.deltas().stream().map(delta -> delta.reasoning()).toList())
                    .as(vendor.name())
                    .isEqualTo(vendor.reasoning() == null ? java.util.List.of() : java.util.List.of("Hm."));
        }
    }

    private static String thought(@Nullable String field) {
        return field == null
                ? ""
                : field.equals("content")
                        ? "\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\",\"text\":\"Hm.\"}]}]"
                        : "\"" + field + "\":\"Hm.\"";
    }

    @Test
    void aVendorIsKnownByItsHostOrByItsName() {
        assertThat(profile("https://api.groq.com/openai/v1", null).vendor()).isEqualTo("groq");
        assertThat(profile("https://eu.api.openai.com/v1", null).vendor()).isEqualTo("openai");
        assertThat(profile("https://notx.ai/v1", null).vendor()).isNull();
        assertThat(profile(null, null).vendor()).isEqualTo("openai");
        assertThat(profile("http://127.0.0.1:9/v1", "vLLM").prefill()).isEqualTo(Prefill.CONTINUE_FINAL_MESSAGE);
        assertThat(profile(null, "groq").address()).isEqualTo(URI.create("https://api.groq.com/openai/v1"));
        assertThatThrownBy(() -> profile(null, "grok"))
                .hasMessageContaining("groq")
                .hasMessageContaining("'grok'");
    }

    @Test
    void whatOthersCallAVendorIsKnownAndItsAddressIsTheTables() {
        assertThat(Vendors.named("Together_AI").orElseThrow().baseUrl())
                .isEqualTo(VendorTable.get("together").profile().address());
        assertThat(Vendors.named("llamafile").orElseThrow().name()).isEqualTo("llama_cpp");
        assertThat(Vendors.named("vertex_ai_beta").orElseThrow().kind()).isEqualTo("vertex");
        assertThat(Vendors.all()).extracting(each -> each.name()).doesNotHaveDuplicates();
        assertThat(Vendors.all())
                .flatExtracting(each -> each.others())
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(
                        Vendors.all().stream().map(each -> each.name()).toList());
    }

    @Test
    void theConfigurationGoesBeforeTheTable() {
        ServerProfile changed = ServerProfile.of(new ProviderSettings(
                "p",
                URI.create("https://api.mistral.ai/v1"),
                null,
                false,
                Map.of(),
                null,
                Map.of("stream_options", "true", "prefill", "none", "endpoints", "rerank,embeddings"),
                Map.of()));

        assertThat(changed.streamOptions()).isTrue();
        assertThat(changed.continuesAnswers()).isFalse();
        assertThat(changed.has("rerank")).isTrue();
        assertThat(changed.has("moderations")).isFalse();
        assertThat(changed.limitField()).isEqualTo("max_tokens");
    }

    @Test
    void thePageListsEveryVendorAsTheTableHasIt() throws Exception {
        String page = Files.readString(Path.of(System.getProperty("weir.root"), "docs/gateway.md"));

        for (Row vendor : VendorTable.all()) {
            assertThat(page).contains(row(vendor));
        }
    }

    private static String row(Row vendor) {
        ServerProfile profile = vendor.profile();
        return "| `%s` | %s | `%s` | `%s` | %s | %s | %s | %s |"
                .formatted(
                        vendor.name(),
                        vendor.title(),
                        profile.address(),
                        profile.limitField(),
                        profile.streamOptions() ? "yes" : "no",
                        vendor.usage() + (vendor.cached() == null ? "" : ", " + vendor.cached()),
                        profile.prefill().name().toLowerCase(java.util.Locale.ROOT),
                        Objects.requireNonNull(profile.endpoints()).stream()
                                .sorted()
                                .reduce((a, b) -> a + ", " + b)
                                .orElse("–"));
    }

    private static ServerProfile profile(@Nullable String url, @Nullable String vendor) {
        return ServerProfile.of(new ProviderSettings(
                "p", url == null ? null : URI.create(url), null, false, Map.of(), vendor, Map.of(), Map.of()));
    }
}
