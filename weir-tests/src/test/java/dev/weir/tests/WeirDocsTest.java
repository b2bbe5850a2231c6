package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import org.junit.jupiter.api.Test;

/** Weir's own documentation as a knowledge base that an installation may do without. */
class WeirDocsTest {
    private static final String QUESTION = """
            {"model": "weir/extractive", "weir": {"knowledge": ["weir-docs"]},
             "messages": [{"role": "user", "content": "How do I back up Weir?"}]}""";

    @Test
    void itIsRemovedWhereItIsNotWantedAndComesBackWhereItIs() {
        try (TestingWeir weir = TestingWeir.start("knowledge: {docs: true}\n")) {
            Door door = Door.of(weir);
            assertThat(door.post("/v1/chat/completions", QUESTION).text()).contains("\"kb\":\"weir-docs\"");

            weir.edit("knowledge: {docs: false}\n");
            assertThat(door.get("/api/config/status").text()).contains("knowledge.docs");
            weir.restart();
            door = Door.of(weir);
            assertThat(door.get("/api/kb").text()).doesNotContain("weir-docs");
            assertThat(door.post("/v1/chat/completions", QUESTION).status()).isEqualTo(404);

            weir.edit("knowledge: {docs: true}\n");
            weir.restart();
            door = Door.of(weir);
            assertThat(door.post("/v1/chat/completions", QUESTION).text()).contains("\"kb\":\"weir-docs\"");
        }
    }
}
