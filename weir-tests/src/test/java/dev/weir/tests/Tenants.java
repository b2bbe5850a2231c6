package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;

/** Projects, keys and limits that tests make for themselves; each has a name of its own if none is given. */
final class Tenants {
    private static final AtomicInteger NAMES = new AtomicInteger();

    private Tenants() {}

    static String name() {
        return "n" + NAMES.incrementAndGet();
    }

    static JsonNode created(Door as, String path, String body) {
        Door.Reply reply = as.post(path, body);
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    /** A project of its own, by the key of its admin. */
    static Door project(Door as) {
        String project = created(as, "/api/projects", "{\"name\": \"" + name() + "\"}")
                .path("id")
                .asString();
        return as.with(created(
                as,
                "/api/keys",
                "{\"name\": \"" + name() + "\", \"role\": \"admin\", \"project\": \"" + project + "\"}"));
    }

    static JsonNode key(Door as, String limits) {
        return key(as, name(), limits);
    }

    static JsonNode key(Door as, String name, String limits) {
        return created(as, "/api/keys", "{\"name\": \"" + name + "\", \"limits\": " + limits + "}");
    }

    static JsonNode limit(Door as, String scope, String name, String limits) {
        Door.Reply reply = as.send("PUT", "/api/limits/" + scope + "/" + name, limits, Map.of());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
        return reply.json();
    }

    /** A key that one node has made is soon known to the others. */
    static void awaitKnown(Door caller) throws InterruptedException {
        Eventually.within(
                Duration.ofSeconds(10),
                "The other node knows the key",
                () -> caller.get("/api/me").status() == 200);
    }
}
