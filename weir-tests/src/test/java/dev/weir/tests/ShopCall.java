package dev.weir.tests;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/**
 * A chat request of the {@link ShopDay}.
 *
 * @param before what the model is told before the question; empty for nothing
 * @param user empty for nobody
 * @param weir members of its {@code weir}
 */
record ShopCall(String model, String before, String text, String user, Map<String, Object> weir, boolean stream) {
    ShopCall(String model, String text) {
        this(model, "", text, "", Map.of(), false);
    }

    ShopCall of(String other) {
        return new ShopCall(other, before, text, user, weir, stream);
    }

    ShopCall after(String rules) {
        return new ShopCall(model, rules, text, user, weir, stream);
    }

    ShopCall by(String person) {
        return new ShopCall(model, before, text, person, weir, stream);
    }

    ShopCall knowing(String base) {
        return with("knowledge", List.of(base));
    }

    ShopCall tagged(String name, String value) {
        return with("tags", Map.of(name, value));
    }

    ShopCall cached() {
        return with("cache", "on");
    }

    ShopCall streamed() {
        return new ShopCall(model, before, text, user, weir, true);
    }

    private ShopCall with(String name, Object value) {
        Map<String, Object> more = new HashMap<>(weir);
        more.put(name, value);
        return new ShopCall(model, before, text, user, more, stream);
    }

    String body() {
        List<Map<String, String>> messages = new ArrayList<>();
        if (!before.isEmpty()) {
            messages.add(Map.of("role", "system", "content", before));
        }
        messages.add(Map.of("role", "user", "content", text));
        Map<String, Object> body = new HashMap<>(Map.of("model", model, "stream", stream, "messages", messages));
        if (!user.isEmpty()) {
            body.put("user", user);
        }
        if (!weir.isEmpty()) {
            body.put("weir", weir);
        }
        return JsonMapper.shared().writeValueAsString(body);
    }
}
