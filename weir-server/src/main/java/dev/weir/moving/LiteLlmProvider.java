package dev.weir.moving;

import dev.weir.provider.Vendor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads of {@code litellm_params} where a deployment is and how to get in. */
final class LiteLlmProvider {
    private static final String REFERENCE = "os.environ/";
    private static final List<String> VERSIONED = List.of("ollama", "vllm", "lm_studio", "llama_cpp", "anthropic");

    private final Part params;
    private final Part credential;
    private final Draft draft;

    /**
     * @param credential what {@code litellm_credential_name} stands for
     */
    LiteLlmProvider(Part params, Part credential, Draft draft) {
        this.params = params;
        this.credential = credential;
        this.draft = draft;
    }

    /** A value as Weir's file says it. */
    static String value(String text) {
        return text.startsWith(REFERENCE) ? "${" + text.substring(REFERENCE.length()) + "}" : text.replace("${", "$${");
    }

    /** The provider's name in the draft. */
    String name(Vendor vendor) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("kind", vendor.kind());
        address(vendor).ifPresent(address -> {
            settings.put("base_url", address.text());
            if (address.isPrivate()) {
                settings.put("allow_private", true);
            }
        });
        settings.put("api_key", key(vendor));
        cloud(vendor, settings);
        Map<String, Object> headers = headers(vendor);
        if (!headers.isEmpty()) {
            settings.put("headers", headers);
        }
        if (vendor.kind().equals("vertex") || vendor.kind().equals("bedrock")) {
            settings.remove("api_key", "none");
        }
        return draft.provider(vendor.name(), settings);
    }

    private Optional<String> text(String key) {
        return params.text(key).or(() -> credential.text(key));
    }

    private Optional<Address> address(Vendor vendor) {
        Optional<Address> written = text("api_base")
                .or(() -> text("base_url"))
                .map(LiteLlmProvider::value)
                .map(Address::new);
        if (written.isEmpty()) {
            return Optional.ofNullable(vendor.baseUrl()).map(url -> new Address(url.toString()));
        }
        if (!written.get().isUsable()) {
            params.note("api_base", "this is not an address that starts with http:// or https://");
            return Optional.empty();
        }
        if (written.get().isReference()) {
            params.note(
                    "api_base",
                    "the variable must hold the address with its version, such as https://host/v1; if that is in your"
                            + " network, add allow_private: true to the provider");
        }
        return written.map(address -> VERSIONED.contains(vendor.name()) ? address.versioned() : address);
    }

    private String key(Vendor vendor) {
        Optional<String> written = text("api_key");
        if (written.isEmpty()) {
            return vendor.variables().isEmpty()
                    ? "none"
                    : "${" + vendor.variables().getFirst() + "}";
        }
        return written.map(text -> secret(vendor, "api_key", text)).orElseThrow();
    }

    private String secret(Vendor vendor, String key, String text) {
        if (text.startsWith(REFERENCE)) {
            return value(text);
        }
        if (isNoSecret(text)) {
            return "none";
        }
        String reference = draft.secret(vendor.name(), text);
        params.note(key, "the key stands in the file; put it into the variable that " + reference + " reads");
        return reference;
    }

    /** What people write where a server asks for no key. */
    private static boolean isNoSecret(String text) {
        return text.isBlank()
                || List.of("none", "no-key", "dummy", "empty", "fake-key", "anything")
                        .contains(text.toLowerCase(Locale.ROOT));
    }

    /** What the clouds' own providers need besides. */
    private void cloud(Vendor vendor, Map<String, Object> settings) {
        Map<String, Object> options = new LinkedHashMap<>();
        switch (vendor.kind()) {
            case "azure" -> option(options, "api_version", "api_version");
            case "bedrock" -> {
                option(options, "aws_region_name", "region");
                secretOption(vendor, options, "aws_access_key_id", "access_key_id");
                secretOption(vendor, options, "aws_secret_access_key", "secret_access_key");
                secretOption(vendor, options, "aws_session_token", "session_token");
            }
            case "vertex" -> {
                option(options, "vertex_project", "project");
                option(options, "vertex_location", "location");
                option(options, "vertex_credentials", "credentials");
            }
            default -> {}
        }
        if (!options.isEmpty()) {
            settings.put("options", options);
        }
    }

    private void option(Map<String, Object> options, String theirs, String ours) {
        text(theirs).ifPresent(text -> options.put(ours, value(text)));
    }

    private void secretOption(Vendor vendor, Map<String, Object> options, String theirs, String ours) {
        text(theirs).ifPresent(text -> options.put(ours, secret(vendor, theirs, text)));
    }

    private Map<String, Object> headers(Vendor vendor) {
        Map<String, Object> headers = new LinkedHashMap<>();
        text("organization").ifPresent(text -> headers.put("openai-organization", value(text)));
        for (String key : List.of("extra_headers", "headers", "default_headers")) {
            Part written = params.part(key);
            for (String header : written.keys()) {
                written.text(header).ifPresent(text -> headers.put(header, headerValue(vendor, written, header, text)));
            }
        }
        return headers;
    }

    private String headerValue(Vendor vendor, Part written, String header, String text) {
        boolean secret = header.toLowerCase(Locale.ROOT).matches(".*(auth|key|token|secret).*");
        if (!secret || text.startsWith(REFERENCE)) {
            return value(text);
        }
        String reference = draft.secret(vendor.name(), text);
        written.note(header, "the secret stands in the file; put it into the variable that " + reference + " reads");
        return reference;
    }
}
