package dev.weir.cli;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The clients that can be told where Weir is, each as its own documentation says (October 2026): the official SDKs of
 * OpenAI and Anthropic and Claude Code read the environment; Spring AI from 2.0 is built on OpenAI's SDK, so its base
 * URL ends with /v1.
 */
enum ConnectedClient {
    OPENAI {
        @Override
        String text(Connection to) {
            return """
                    # OpenAI's clients read these (Python, Node, Java, Go)
                    export OPENAI_BASE_URL=%s
                    export OPENAI_API_KEY=%s
                    # and the model is "%s"
                    """.formatted(to.openAi(), to.keyInShell(), to.model());
        }

        @Override
        SettingsFile file(Connection to, Path home) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("OPENAI_BASE_URL", to.openAi());
            values.put("OPENAI_API_KEY", to.keyInFile());
            return new LinesFile(Path.of(".env"), values);
        }
    },
    ANTHROPIC {
        @Override
        String text(Connection to) {
            return """
                    # Anthropic's clients read these (Python, Node, Java, Go); they add /v1 themselves
                    export ANTHROPIC_BASE_URL=%s
                    export ANTHROPIC_API_KEY=%s
                    # and the model is "%s"
                    """.formatted(to.url(), to.keyInShell(), to.model());
        }

        @Override
        SettingsFile file(Connection to, Path home) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("ANTHROPIC_BASE_URL", to.url().toString());
            values.put("ANTHROPIC_API_KEY", to.keyInFile());
            return new LinesFile(Path.of(".env"), values);
        }
    },
    SPRING_AI {
        @Override
        String text(Connection to) {
            return """
                    # application.properties, with spring-ai-starter-model-openai 2.0 or newer
                    %s
                    # Spring AI 1.x adds /v1 itself and calls the model otherwise:
                    # spring.ai.openai.base-url=%s
                    # spring.ai.openai.chat.options.model=%s
                    """.formatted(LinesFile.lines(values(to)), to.url(), to.model());
        }

        private static Map<String, String> values(Connection to) {
            Map<String, String> values = new LinkedHashMap<>();
            values.put("spring.ai.openai.base-url", to.openAi());
            values.put("spring.ai.openai.api-key", to.keyInFile());
            values.put("spring.ai.openai.chat.model", to.model());
            return values;
        }

        @Override
        SettingsFile file(Connection to, Path home) {
            return new LinesFile(SPRING_PROFILE, values(to));
        }
    },
    LANGCHAIN4J {
        @Override
        String text(Connection to) {
            String key = to.key() == null ? "System.getenv(\"" + to.variable() + "\")" : "\"" + to.key() + "\"";
            return """
                    // Java, with dev.langchain4j:langchain4j-open-ai
                    ChatModel model = OpenAiChatModel.builder()
                            .baseUrl("%s")
                            .apiKey(%s)
                            .modelName("%s")
                            .build();

                    # or application.properties, with langchain4j-open-ai-spring-boot-starter
                    %s
                    """.formatted(to.openAi(), key, to.model(), LinesFile.lines(values(to)));
        }

        private static Map<String, String> values(Connection to) {
            Map<String, String> values = new LinkedHashMap<>();
            for (String bean : List.of("chat-model", "streaming-chat-model")) {
                String prefix = "langchain4j.open-ai." + bean + ".";
                values.put(prefix + "base-url", to.openAi());
                values.put(prefix + "api-key", to.keyInFile());
                values.put(prefix + "model-name", to.model());
            }
            return values;
        }

        @Override
        SettingsFile file(Connection to, Path home) {
            return new LinesFile(SPRING_PROFILE, values(to));
        }
    },
    CLAUDE_CODE {
        @Override
        String text(Connection to) {
            return """
                    # for one terminal; unset ANTHROPIC_API_KEY there
                    export ANTHROPIC_BASE_URL=%s
                    export ANTHROPIC_AUTH_TOKEN=%s
                    export ANTHROPIC_MODEL='%s' ANTHROPIC_DEFAULT_HAIKU_MODEL='%s'

                    # or for good, in ~/.claude/settings.json
                    %s
                    """.formatted(to.url(), to.keyInShell(), to.model(), to.model(), ClaudeSettings.text(to));
        }

        @Override
        SettingsFile file(Connection to, Path home) {
            return new ClaudeSettings(home.resolve(".claude").resolve("settings.json"), to);
        }
    },
    LITELLM {
        @Override
        String text(Connection to) {
            String key = to.key() == null ? "os.environ/" + to.variable() : to.key();
            return """
                    # config.yaml of LiteLLM's proxy
                    model_list:
                      - model_name: "%s"
                        litellm_params:
                          model: "openai/%s"
                          api_base: %s
                          api_key: "%s"
                    """.formatted(to.model(), to.model(), to.openAi(), key);
        }

        @Override
        SettingsFile file(Connection to, Path home) {
            return new WholeFile(Path.of("litellm-weir.yaml"), text(to));
        }
    },
    CURL {
        @Override
        String text(Connection to) {
            String key = to.key() == null ? "$" + to.variable() : to.key();
            return """
                    curl %s/chat/completions \\
                      -H "Authorization: Bearer %s" -H "Content-Type: application/json" \\
                      -d '{"model": "%s", "messages": [{"role": "user", "content": "Hello"}]}'
                    """.formatted(to.openAi(), key, to.model());
        }

        @Override
        @Nullable
        SettingsFile file(Connection to, Path home) {
            return null;
        }
    };

    private static final Path SPRING_PROFILE = Path.of("application-weir.properties");

    /** What to do, for a reader to copy. */
    abstract String text(Connection to);

    /** Where {@code --write} puts it; null where there is nothing to write. */
    abstract @Nullable SettingsFile file(Connection to, Path home);

    String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<ConnectedClient> named(String name) {
        return Arrays.stream(values())
                .filter(client -> client.wireName().equals(name))
                .findFirst();
    }

    static List<String> names() {
        return Arrays.stream(values()).map(ConnectedClient::wireName).toList();
    }
}
