package dev.weir.tests;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** {@code weir up} in a process of its own, which can be killed. */
final class WeirProcess implements AutoCloseable {
    static final String ADMIN_KEY = "the-admin-key-of-a-child-process";
    private static final Pattern ADDRESS = Pattern.compile("OpenAI API (http://\\S+)/v1");

    private final Process process;
    private final List<String> lines = new ArrayList<>();
    private final CountDownLatch ready = new CountDownLatch(1);
    private final Thread reader;
    private volatile @Nullable URI url;

    private WeirProcess(Process process) {
        this.process = process;
        this.reader = Thread.ofPlatform().daemon().start(this::listen);
    }

    /**
     * Starts it; {@link #awaitReady} or {@link #awaitExit} next. It lives for seconds: the optimizing compiler would cost
     * more than it saves.
     */
    static WeirProcess up(Path config, String... options) throws IOException {
        return up(List.of(), config, options);
    }

    /**
     * As {@link #up(Path, String...)}.
     *
     * @param more options of the JVM
     */
    static WeirProcess up(List<String> more, Path config, String... options) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--add-modules",
                "jdk.incubator.vector",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(more);
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                "dev.weir.app.Main",
                "up",
                "--config",
                config.toString()));
        command.addAll(Arrays.asList(options));
        return start(command);
    }

    /** As {@link #up}, by the launcher, as users start it: with the start cache, which it makes first where it has to. */
    static WeirProcess launched(Path config) throws IOException {
        String launcher = Path.of(System.getProperty("weir.root"), "weir").toString();
        return start(List.of(launcher, "up", "--config", config.toString()));
    }

    private static WeirProcess start(List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("WEIR_"));
        builder.environment().put("WEIR_ADMIN_KEY", ADMIN_KEY);
        return new WeirProcess(builder.start());
    }

    private void listen() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                heard(line);
            }
        } catch (IOException e) {
            heard("(its output broke off: " + e.getMessage() + ")");
        }
    }

    private synchronized void heard(String line) {
        lines.add(line);
        Matcher address = ADDRESS.matcher(line);
        if (address.find()) {
            url = URI.create(address.group(1));
            ready.countDown();
        }
    }

    /** Where it listens. */
    URI awaitReady() throws InterruptedException {
        ready.await(60, TimeUnit.SECONDS);
        URI found = url;
        if (found == null) {
            askForThreadDump();
            throw new AssertionError("not ready within a minute; it said:\n" + output());
        }
        return found;
    }

    /** Its administrator, once it is ready. */
    Door admin() throws InterruptedException {
        return new Door(awaitReady(), ADMIN_KEY);
    }

    /** SIGQUIT: a JVM that hangs says where. */
    private void askForThreadDump() throws InterruptedException {
        try {
            new ProcessBuilder("kill", "-QUIT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
            Thread.sleep(2_000);
        } catch (IOException e) {
            heard("(no thread dump: " + e.getMessage() + ")");
        }
    }

    int awaitExit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
            throw new AssertionError("still running after a minute; it said:\n" + output());
        }
        reader.join();
        return process.exitValue();
    }

    /** Everything it has printed. */
    synchronized String output() {
        return String.join("\n", lines);
    }

    /** SIGKILL: nothing in it runs any more. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        awaitExit();
    }

    /** SIGTERM, which it may answer by finishing what it does. */
    void terminate() {
        process.destroy();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
