package dev.weir.bench;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * What a new user waits for, through the launcher as the user calls it: until {@code up} is ready, until the first
 * cited answer, until the first answer from a folder without a server; and what an idle server holds in memory. A
 * build that is due is done first and not counted.
 */
@Command(name = "start", description = "Seconds until ready and until the first answers; idle memory.")
final class StartBenchmark implements Callable<Integer> {
    private static final int PAGES = 200;

    @Option(names = "--idle", description = "Seconds of idleness before memory is read.")
    private int idle = 90;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("weir-start");
        weir(folder, "build.log", "--version").waitFor();
        long began = System.nanoTime();
        int port = freePort();
        Process up =
                weir(folder, "up.log", "up", "--data", folder.resolve("data").toString(), "--port", port + "");
        try {
            awaitReady(port);
            System.out.printf("up answers /readyz after %.2f s%n", seconds(began));
            ask(folder, "--data", folder.resolve("data").toString(), "How do I back up Weir?");
            System.out.printf("first cited answer %.2f s after up was called%n", seconds(began));
            Thread.sleep(idle * 1000L);
            System.out.println("idle resident memory after " + idle + " s: "
                    + Peers.residentMegabytes(up).map(mb -> mb + " MB").orElse("unknown"));
        } finally {
            up.destroy();
            up.waitFor(20, TimeUnit.SECONDS);
        }
        fromFolder(folder);
        return 0;
    }

    /** A folder of 200 pages, each some 3,000 characters, one of which holds the answer. */
    private void fromFolder(Path folder) throws IOException, InterruptedException {
        Path pages = Files.createDirectory(folder.resolve("pages"));
        RandomGenerator random = RandomGenerator.of("L64X128MixRandom");
        List<String> words = List.of(
                "tenant landlord rent quarter deposit repair garden cellar heating invoice month payment contract clause"
                        .split(" "));
        for (int page = 0; page < PAGES; page++) {
            StringBuilder text = new StringBuilder("# Page " + page + "\n\n");
            for (int sentence = 0; sentence < 40; sentence++) {
                for (int word = 0; word < 10; word++) {
                    text.append(words.get(random.nextInt(words.size()))).append(' ');
                }
                text.append(sentence).append(".\n");
            }
            if (page == 137) {
                text.append("\nThe notice period is six weeks to the end of a month.\n");
            }
            Files.writeString(pages.resolve("page-" + page + ".md"), text);
        }
        long began = System.nanoTime();
        ask(folder, "--docs", pages.toString(), "How long is the notice period?");
        System.out.printf(
                "first answer from a folder of %d pages, no server, cold cache: %.2f s%n", PAGES, seconds(began));
    }

    private void ask(Path folder, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("ask"));
        command.addAll(List.of(arguments));
        Process ask = weir(folder, "ask.log", command.toArray(String[]::new));
        if (ask.waitFor() != 0) {
            throw new IOException("ask failed: " + Files.readString(folder.resolve("ask.log"), StandardCharsets.UTF_8));
        }
    }

    private Process weir(Path folder, String log, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(Peers.LAUNCHER));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve(log).toFile());
        builder.environment()
                .putAll(Map.of(
                        "WEIR_ADMIN_KEY",
                        Peers.KEY,
                        "XDG_CACHE_HOME",
                        folder.resolve("cache").toString()));
        return builder.start();
    }

    private static void awaitReady(int port) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (System.nanoTime() < end) {
            try {
                if (Peers.get(URI.create("http://127.0.0.1:" + port + "/readyz"))
                                .statusCode()
                        == 200) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(20);
            }
        }
        throw new IOException("the server did not become ready within a minute");
    }

    private static double seconds(long since) {
        return (System.nanoTime() - since) / 1e9;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
