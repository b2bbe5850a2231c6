package dev.weir.tests;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.config.ConfigBinder;
import dev.weir.config.ConfigSource;
import dev.weir.config.WeirConfig;
import dev.weir.testkit.TestingWeir;
import dev.weir.tests.cli.Shell;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documentation's examples work. A block that says {@code runnable} after its language is executed: {@code sh}
 * line by line against a running Weir ({@code ./weir} in this process, anything else by the system's shell), {@code
 * yaml} is read as a configuration, {@code java} is compiled.
 */
class DocumentationTest {
    private static final Path ROOT = Path.of(System.getProperty("weir.root"));
    private static final Pattern BLOCK =
            Pattern.compile("^```(\\w+) runnable\\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(?:#[^)]*)?\\)");
    private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|'([^']*)'|(\\S+)");

    @TempDir
    private static Path scratch;

    /** One example in a page. */
    private record Example(Path page, int number, String language, String text) {
        String title() {
            return ROOT.relativize(page) + " #" + number + " (" + language + ")";
        }
    }

    @TestFactory
    Stream<DynamicTest> everyRunnableExampleWorks() throws IOException {
        List<Example> examples = examples();
        assertThat(examples).as("runnable examples").hasSizeGreaterThan(5);
        return examples.stream().map(example -> DynamicTest.dynamicTest(example.title(), () -> run(example)));
    }

    @Test
    void everyLinkBetweenPagesLeadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher matcher = LINK.matcher(Files.readString(page));
            while (matcher.find()) {
                Path target = page.resolveSibling(matcher.group(1));
                if (!Files.exists(target)) {
                    broken.add(ROOT.relativize(page) + " → " + matcher.group(1));
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"));
                Stream<Path> top = Files.list(ROOT)) {
            return Stream.concat(docs, top)
                    .filter(file -> file.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Example> examples() throws IOException {
        List<Example> examples = new ArrayList<>();
        for (Path page : pages()) {
            Matcher matcher = BLOCK.matcher(Files.readString(page));
            int number = 0;
            while (matcher.find()) {
                examples.add(new Example(page, ++number, matcher.group(1), matcher.group(2)));
            }
        }
        return examples;
    }

    private static void run(Example example) throws IOException, InterruptedException {
        switch (example.language()) {
            case "sh" -> runShell(example.text());
            case "yaml" -> runYaml(example.text());
            case "java" -> compile(example.text());
            default -> throw new IllegalArgumentException("nothing runs " + example.language());
        }
    }

    private static void runShell(String text) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory(scratch, "docs");
        Files.writeString(
                Files.createDirectory(folder.resolve("contracts")).resolve("lease.md"),
                "# Lease\n\nThe notice period is three months to the end of a quarter.\n");
        boolean asksTheDocs = text.contains("weir-docs") || text.contains("./weir ask");
        try (TestingWeir weir = TestingWeir.start("knowledge: {docs: " + asksTheDocs + "}\n")) {
            Shell shell = Shell.beside(weir);
            for (String line : commands(text)) {
                String command = line.replaceAll("\\s+#.*$", "").strip();
                if (command.startsWith("./weir ")) {
                    Shell.Done done = shell.run(words(command.substring(7), folder));
                    assertThat(done.exit()).as(command + "\n" + done.err()).isZero();
                } else if (!command.isEmpty()) {
                    system(command, weir, folder);
                }
            }
        }
    }

    /** A command goes on after a backslash, and until its quotes are closed. */
    private static List<String> commands(String text) {
        List<String> commands = new ArrayList<>();
        StringBuilder open = new StringBuilder();
        for (String line : text.replace("\\\n", " ").split("\n")) {
            open.append(line);
            if (open.chars().filter(letter -> letter == '\'').count() % 2 == 0) {
                commands.add(open.toString());
                open.setLength(0);
            }
        }
        return commands;
    }

    private static String[] words(String command, Path folder) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(command);
        while (matcher.find()) {
            String word = matcher.group(1) != null
                    ? matcher.group(1)
                    : matcher.group(2) != null ? matcher.group(2) : matcher.group(3);
            boolean isPath = word.startsWith("./") || word.endsWith(".zip");
            words.add(isPath ? folder.resolve(word).normalize().toString() : word);
        }
        return words.toArray(String[]::new);
    }

    private static void system(String command, TestingWeir weir, Path folder) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-ec",
                        command.replace("http://127.0.0.1:8080", weir.url().toString())
                                .replace("curl ", "curl -sS --fail-with-body --max-time 30 "))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("WEIR_API_KEY", weir.adminKey());
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(command + "\n" + output).isZero();
    }

    private static void runYaml(String text) {
        ConfigSource source = new ConfigSource("docs", text, Map.of("OPENAI_API_KEY", "sk-example"), List.of());
        assertThat(ConfigBinder.bind(WeirConfig.class, source)).isNotNull();
    }

    private static void compile(String text) throws IOException {
        Path folder = Files.createTempDirectory(scratch, "java");
        Matcher name = Pattern.compile("class (\\w+)").matcher(text);
        assertThat(name.find()).as("a class").isTrue();
        Path source = Files.writeString(folder.resolve(name.group(1) + ".java"), text);
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        int result = compiler.run(
                null,
                null,
                System.err,
                "-proc:none",
                "-d",
                folder.toString(),
                "-cp",
                System.getProperty("java.class.path")
                        + File.pathSeparator
                        + System.getProperty("surefire.test.class.path", ""),
                source.toString());
        assertThat(result).isZero();
    }
}
