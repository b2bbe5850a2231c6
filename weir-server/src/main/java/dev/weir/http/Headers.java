package dev.weir.http;

import java.util.HashMap;
import java.util.Map;

final class Headers {
    private Headers() {}

    static Map<String, String> plus(Map<String, String> headers, String name, String value) {
        Map<String, String> all = HashMap.newHashMap(headers.size() + 1);
        all.putAll(headers);
        all.put(name, value);
        return all;
    }
}
