package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/** A Weir whose log is looked at; checkpoints are signed when a test says so. */
final class AuditedWeir implements AfterAllCallback {
    static final String ASK =
            "{\"model\": \"sim/gpt-4o-mini\", \"messages\": [{\"role\": \"user\", \"content\": \"A secret question.\"}]}";

    private final TestingWeir weir = TestingWeir.start("audit: {checkpoints: {every: 1h}}\n");
    private final Door door = Door.of(weir);

    Door door() {
        return door;
    }

    Shell.Done shell(String... arguments) {
        return Shell.beside(weir).run(arguments);
    }

    /** The id of an exchange. */
    static String ask(Door by) {
        Door.Reply reply = by.post("/v1/chat/completions", ASK);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.header("x-weir-exchange-id");
    }

    static JsonNode got(Door by, String path) {
        Door.Reply reply = by.get(path);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    /** A checkpoint of all that is logged. */
    static JsonNode signed(Door by) {
        return Tenants.created(by, "/api/audit/checkpoint", "{}");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        weir.close();
    }
}
