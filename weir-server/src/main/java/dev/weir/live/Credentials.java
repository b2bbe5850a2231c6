package dev.weir.live;

import dev.weir.config.ChangesConfig;
import dev.weir.config.Secret;
import dev.weir.http.Refusal;
import dev.weir.provider.ProviderKinds;
import dev.weir.spi.ErrorCode;
import dev.weir.spi.Provider;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an entry that comes over the API may say of secrets and of this machine. A credential names a variable that the
 * operator has released; everything else is plain text, in which nothing of the environment is read.
 */
final class Credentials {
    private static final String REFERENCE = "${";

    private final ChangesConfig rules;

    Credentials(ChangesConfig rules) {
        this.rules = rules;
    }

    /**
     * @throws Refusal that names the field at fault
     */
    void check(Kind kind, JsonNode entry) {
        if (kind != Kind.PROVIDERS || !entry.isObject()) {
            plain(entry, "");
            return;
        }
        Set<String> secrets = secretOptions(entry.path("kind").asString(""));
        entry.forEachEntry((key, value) -> {
            switch (key) {
                case "api_key" -> apiKey(value);
                case "headers" -> value.forEachEntry((header, text) -> reference(text, "headers." + header));
                case "options" -> value.forEachEntry((option, text) -> option(option, text, secrets));
                case "allow_private" -> allowPrivate(value);
                default -> plain(value, key);
            }
        });
    }

    private static Set<String> secretOptions(String kind) {
        Set<String> secrets = new HashSet<>();
        new ProviderKinds()
                .options(kind).stream()
                        .filter(Provider.Option::secret)
                        .map(Provider.Option::name)
                        .forEach(secrets::add);
        return secrets;
    }

    private void apiKey(JsonNode value) {
        if (!value.isNull() && !value.asString("").equals("none")) {
            reference(value, "api_key");
        }
    }

    private void option(String name, JsonNode value, Set<String> secrets) {
        if (secrets.contains(name)) {
            reference(value, "options." + name);
        } else {
            plain(value, "options." + name);
        }
    }

    private void reference(JsonNode value, String field) {
        String text = value.asString("");
        if (!Secret.isReference(text)) {
            throw refused(
                    field,
                    "'" + field + "' would keep a secret in the data directory.",
                    "Put it into an environment variable of the server and send ${NAME}, or set it in weir.yaml.");
        }
        String variable = text.substring(text.indexOf(REFERENCE) + REFERENCE.length(), text.length() - 1);
        if (!rules.mayRead(variable)) {
            throw refused(
                    field,
                    "'" + field + "' reads the variable " + variable + ", which is not released for that.",
                    rules.variables().isEmpty()
                            ? "Released are those that end in _API_KEY; changes.variables in weir.yaml names others."
                            : "changes.variables in weir.yaml names those that are: "
                                    + String.join(", ", rules.variables()) + ".");
        }
    }

    private void allowPrivate(JsonNode value) {
        plain(value, "allow_private");
        if (value.asBoolean(false) && !rules.allowPrivate()) {
            throw refused(
                    "allow_private",
                    "'allow_private' cannot be set over the API.",
                    "Set the provider in weir.yaml, or allow it there: changes: {allow_private: true}.");
        }
    }

    private static void plain(JsonNode value, String field) {
        if (value.isString() && value.asString().contains(REFERENCE)) {
            throw refused(
                    field.isEmpty() ? null : field,
                    "'" + field + "' reads a variable, which only credentials can.",
                    "Write the value itself, or set the entry in weir.yaml.");
        }
        if (value.isObject()) {
            value.forEachEntry((key, child) -> plain(child, field.isEmpty() ? key : field + "." + key));
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            plain(value.get(i), field + "[" + i + "]");
        }
    }

    private static Refusal refused(@Nullable String field, String message, String hint) {
        return new Refusal(ErrorCode.INVALID_REQUEST, message, field, hint);
    }
}
