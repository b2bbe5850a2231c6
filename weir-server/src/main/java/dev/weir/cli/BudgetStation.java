package dev.weir.cli;

import dev.weir.http.Json;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A key that may spend one cent, and its second call. */
final class BudgetStation implements Station {
    /** A model with a price, so that a call costs some tenths of a cent. */
    static final String MODEL = "paid";

    /** One answer at most costs less than a cent, two may cost more. */
    static final String PRICE = "{input: 10, output: 100, per: 1000000, currency: USD}";

    private static final int MOST_TOKENS = 60;
    private static final int REFUSED = 429;

    @Override
    public String title() {
        return "A budget of one cent stops the next call";
    }

    @Override
    public void run(Guide guide) throws IOException, InterruptedException {
        guide.say("What a call may cost at most is set aside before it leaves; what is not there is not spent.");
        guide.command("./weir keys create pocket-money --budget 0.01/total");
        JsonNode key = guide.client()
                .post(
                        "/api/keys",
                        Map.of(
                                "name",
                                "pocket-money",
                                "limits",
                                Map.of("budget", Map.of("amount", "0.01", "currency", "USD", "period", "total"))));
        try (WeirClient client =
                new WeirClient(new ServerAddress(guide.client().url(), Shown.text(key, "key"), null), null)) {
            String first = ask(client).at("/weir/exchange_id").asString("");
            if (first.isEmpty()) {
                throw new CommandFailure("The first call was refused.");
            }
            JsonNode exchange = guide.exchange(first);
            guide.made("paid call", first);
            guide.say("The first call: answered, for " + Shown.money(exchange) + ".");
            JsonNode refused = ask(client);
            String why = refused.path("error").path("message").asString("");
            if (!refused.path("error").path("code").asString("").equals("insufficient_quota")) {
                throw new CommandFailure("The second call was not stopped.");
            }
            guide.say("The second call: " + REFUSED + " " + why);
        }
    }

    private static JsonNode ask(WeirClient client) throws IOException, InterruptedException {
        Map<String, Object> body = Map.of(
                "model",
                MODEL,
                "max_tokens",
                MOST_TOKENS,
                "weir",
                Map.of("receipt", true),
                "messages",
                List.of(Map.of("role", "user", "content", "What does a word cost?")));
        return client.tryPost("/v1/chat/completions", "application/json", BodyPublishers.ofByteArray(Json.bytes(body)))
                .body();
    }
}
