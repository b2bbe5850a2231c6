package dev.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The generated documents agree with the records; {@code -Dweir.docs.write=true} makes them anew. */
class ConfigReferenceTest {
    private static final Path DOCS = Path.of(System.getProperty("weir.root"), "docs");

    @Test
    void theReferencePageIsTheGeneratedOne() throws IOException {
        agrees(DOCS.resolve("configuration.md"), ConfigReference.markdown());
    }

    @Test
    void thePublishedSchemaIsTheGeneratedOne() throws IOException {
        agrees(DOCS.resolve("weir.schema.json"), ConfigSchema.json());
    }

    @Test
    void everyKeyAndRecordIsDocumented() {
        assertThat(ConfigKeys.of(ShapeReader.of(WeirConfig.class)))
                .allSatisfy(key -> assertThat(key.field().doc()).as(key.path()).endsWith("."))
                .allSatisfy(key -> assertThat(ConfigReference.markdown())
                        .contains("`" + key.path().replaceAll("(\\.<name>|\\[])$", "") + "`"));
    }

    @Test
    void theSchemaKnowsTypesBoundsAndReferences() {
        JsonNode server = JsonMapper.shared().readTree(ConfigSchema.json()).at("/properties/server");

        assertThat(server.at("/additionalProperties").asBoolean(true)).isFalse();
        assertThat(server.at("/properties/port/anyOf/0/maximum").asInt()).isEqualTo(65535);
        assertThat(server.at("/properties/port/anyOf/1/$ref").asString()).isEqualTo("#/$defs/reference");
        assertThat(server.at("/properties/host/type").asString()).isEqualTo("string");
    }

    private static void agrees(Path file, String generated) throws IOException {
        if (Boolean.getBoolean("weir.docs.write")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, generated);
        }
        assertThat(Files.readString(file))
                .as("%s is made from the records; run this test with -Dweir.docs.write=true", file.getFileName())
                .isEqualTo(generated);
    }
}
