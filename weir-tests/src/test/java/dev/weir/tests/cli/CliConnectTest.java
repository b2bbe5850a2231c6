package dev.weir.tests.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.weir.simulator.Answer;
import dev.weir.simulator.Script;
import dev.weir.testkit.TestingWeir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code connect} prints works, and what it writes leaves others' settings alone. */
class CliConnectTest {
    private static TestingWeir weir;
    private static Shell shell;

    @TempDir
    Path folder;

    @BeforeAll
    static void start() {
        weir = TestingWeir.start("models: {small: {deployments: [{provider: sim, model: x}]}}\n");
        weir.upstream(Script.saying(new Answer.Fixed("Hello from afar.")));
        shell = Shell.beside(weir);
    }

    @AfterAll
    static void stop() {
        weir.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            openai      | OPENAI_BASE_URL=@/v1                      | OPENAI_API_KEY="$WEIR_API_KEY"
            anthropic   | ANTHROPIC_BASE_URL=@                      | ANTHROPIC_API_KEY="$WEIR_API_KEY"
            spring-ai   | spring.ai.openai.base-url=@/v1            | spring.ai.openai.api-key=${WEIR_API_KEY}
            langchain4j | .baseUrl("@/v1")                          | .apiKey(System.getenv("WEIR_API_KEY"))
            claude-code | "ANTHROPIC_BASE_URL" : "@"                | "apiKeyHelper" : "printf %s \\"$WEIR_API_KEY\\""
            litellm     | api_base: @/v1                            | api_key: "os.environ/WEIR_API_KEY"
            curl        | curl @/v1/chat/completions                | Bearer $WEIR_API_KEY
            """)
    void everyClientIsToldTheAddressTheVariableAndTheModel(String client, String address, String key) {
        Shell.Done done = shell.run("connect", client);

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out())
                .contains(address.replace("@", weir.url().toString()), key, "small")
                .doesNotContain(weir.adminKey());
    }

    @Test
    void whatIsWrittenForOpenAiIsReadByItsClient() throws IOException {
        Path env = folder.resolve(".env");
        Shell.Done done = shell.run("connect", "openai", "--new-key", "app", "--write", "--file", env.toString());
        assertThat(done.exit()).as(done.err()).isZero();
        Properties written = new Properties();
        written.load(Files.newBufferedReader(env));

        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(written.getProperty("OPENAI_BASE_URL"))
                .apiKey(written.getProperty("OPENAI_API_KEY"))
                .build();

        assertThat(client.chat()
                        .completions()
                        .create(ChatCompletionCreateParams.builder()
                                .model("small")
                                .addUserMessage("x")
                                .build())
                        .choices()
                        .getFirst()
                        .message()
                        .content())
                .contains("Hello from afar.");
        assertThat(Files.getPosixFilePermissions(env)).hasSize(2);
    }

    @Test
    void foreignSettingsStayAndACopyIsKept() throws IOException {
        Path env = Files.writeString(folder.resolve(".env"), "# mine\nexport DEBUG=1\nOPENAI_API_KEY=sk-mine\n");

        Shell.Done refused = shell.run("connect", "openai", "--write", "--file", env.toString());
        assertThat(refused.exit()).isEqualTo(1);
        assertThat(refused.err()).contains("OPENAI_API_KEY", "--force").doesNotContain("sk-mine");
        assertThat(Files.readString(env)).contains("sk-mine").doesNotContain("BASE_URL");

        assertThat(shell.run("connect", "openai", "--write", "--force", "--file", env.toString())
                        .out())
                .contains(".env.before-weir");
        assertThat(Files.readString(env))
                .startsWith("# mine\nexport DEBUG=1\nOPENAI_API_KEY=${WEIR_API_KEY}\n")
                .contains("OPENAI_BASE_URL=" + weir.url() + "/v1\n");
        assertThat(Files.readString(folder.resolve(".env.before-weir"))).contains("sk-mine");
        assertThat(shell.run("connect", "openai", "--write", "--file", env.toString())
                        .out())
                .contains("says all that already");
    }

    @Test
    void claudeCodesSettingsAreMergedInTheHomeDirectory() throws IOException {
        Path settings = Files.createDirectories(folder.resolve(".claude")).resolve("settings.json");
        Files.writeString(settings, "{\"model\": \"opus\", \"env\": {\"MINE\": \"1\"}}");
        Shell home = shell.with("HOME", folder.toString());

        Shell.Done done = home.run("connect", "claude-code", "--key", weir.adminKey(), "--model", "small", "--write");

        assertThat(done.exit()).as(done.err()).isZero();
        JsonNode written = JsonMapper.shared().readTree(Files.readString(settings));
        assertThat(written.path("model").asString()).isEqualTo("opus");
        assertThat(written.path("env").path("MINE").asString()).isEqualTo("1");
        assertThat(written.path("env").path("ANTHROPIC_AUTH_TOKEN").asString()).isEqualTo(weir.adminKey());
        assertThat(written.path("env").path("ANTHROPIC_BASE_URL").asString())
                .isEqualTo(weir.url().toString());
        assertThat(written.has("apiKeyHelper")).isFalse();
        Files.writeString(settings, "[1, 2]");
        assertThat(home.run("connect", "claude-code", "--write").err()).contains("nothing was written");
        assertThat(Files.readString(settings)).isEqualTo("[1, 2]");
    }

    @Test
    void weirNeedNotRun() {
        Shell.Done done = Shell.on(folder.resolve("none")).run("connect", "curl");

        assertThat(done.exit()).as(done.err()).isZero();
        assertThat(done.out()).contains("http://127.0.0.1:8080/v1", "weir/extractive");
    }

    @Test
    void wrongArgumentsSayWhatWouldBeRight() {
        assertThat(shell.run("connect", "emacs").err()).contains("emacs", "claude-code");
        assertThat(shell.run("connect", "curl", "--write").err()).contains("nothing to write");
        assertThat(shell.run("connect", "openai", "--key-env", "A B").err()).contains("'A B'");
        assertThat(JsonMapper.shared()
                        .readTree(shell.run("connect", "anthropic", "--json").out())
                        .path("base_url")
                        .asString())
                .isEqualTo(weir.url().toString());
    }
}
