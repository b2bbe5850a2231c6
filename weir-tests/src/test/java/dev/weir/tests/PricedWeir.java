package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.math.BigDecimal;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import tools.jackson.databind.JsonNode;

/** A Weir whose usage is asked for: a token of {@code priced} costs a cent, in or out. */
final class PricedWeir implements BeforeEachCallback, AfterAllCallback {
    static final String CHAT = "/v1/chat/completions";

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final TestingWeir weir = TestingWeir.start("""
            models:
              priced: {deployments: [{provider: sim, model: cent}]}
              kept: {deployments: [{provider: sim, model: cent}], cache: {mode: on}}
              unpriced: {deployments: [{provider: sim, model: nobody-knows}]}
            prices:
              cent: {input: 0.01, output: 0.01, per: 1, currency: USD}
            """);
    private Door owner = Door.of(weir);

    Door owner() {
        return owner;
    }

    void restart() {
        weir.restart();
        owner = Door.of(weir);
    }

    /** An admin of a project of its own. */
    Door project() {
        return project("");
    }

    /**
     * @param limits of the admin's key, after a comma
     */
    Door project(String limits) {
        String name = "usage-" + NAMES.incrementAndGet();
        Tenants.created(owner, "/api/projects", "{\"name\": \"" + name + "\"}");
        return owner.with(Tenants.created(
                owner,
                "/api/keys",
                "{\"name\": \"" + name + "\", \"role\": \"admin\", \"project\": \"" + name + "\"" + limits + "}"));
    }

    static Door.Reply chat(Door as, String model, String more) {
        return as.post(
                CHAT,
                "{\"model\": \"" + model
                        + "\", \"max_tokens\": 20, \"temperature\": 0, \"messages\": [{\"role\": \"user\", \"content\": \"Hello?\"}]"
                        + more + "}");
    }

    static List<JsonNode> rows(Door as, String query) {
        Door.Reply reply = as.get("/api/usage?" + query);
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json().path("data").valueStream().toList();
    }

    static BigDecimal amount(JsonNode row, String name) {
        return new BigDecimal(row.path(name).asString());
    }

    static BigDecimal cents(long tokens) {
        return BigDecimal.valueOf(tokens, 2);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        weir.simulator().clear();
        weir.upstream(Script.saying(new Answer.Lorem(5)));
    }

    @Override
    public void afterAll(ExtensionContext context) {
        weir.close();
    }
}
