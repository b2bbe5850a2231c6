package dev.weir.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Runs wrk, which loads a server with less of the machine than any Java client would. */
final class Wrk {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern PERCENTILE = Pattern.compile("\\s(50|99)%\\s+([0-9.]+)(us|ms|s)");
    private final Path script;

    Wrk(Path folder, String body, Map<String, String> headers) throws IOException {
        String more = headers.entrySet().stream()
                .map(header -> "wrk.headers[\"%s\"] = \"%s\"\n".formatted(header.getKey(), header.getValue()))
                .collect(Collectors.joining());
        script = Files.writeString(folder.resolve("chat.lua"), """
                wrk.method = "POST"
                wrk.body = '%s'
                wrk.headers["Content-Type"] = "application/json"
                wrk.headers["Authorization"] = "Bearer %s"
                """.formatted(body, Peers.KEY) + more);
    }

    /** Full speed on this many connections. */
    Load.Figures run(URI uri, int connections, int seconds) throws IOException, InterruptedException {
        Process wrk = new ProcessBuilder(List.of(
                        "wrk",
                        "-t1",
                        "-c" + connections,
                        "-d" + seconds + "s",
                        "--latency",
                        "-s",
                        script.toString(),
                        uri.toString()))
                .redirectErrorStream(true)
                .start();
        String output = new String(wrk.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (wrk.waitFor() != 0) {
            throw new IOException("wrk failed: " + output);
        }
        return new Load.Figures(rate(output), percentile(output, "50"), percentile(output, "99"), failures(output));
    }

    private static double rate(String output) throws IOException {
        Matcher matcher = RATE.matcher(output);
        if (!matcher.find()) {
            throw new IOException("wrk said: " + output);
        }
        return Double.parseDouble(matcher.group(1));
    }

    private static long percentile(String output, String wanted) {
        Matcher matcher = PERCENTILE.matcher(output);
        while (matcher.find()) {
            if (matcher.group(1).equals(wanted)) {
                double unit =
                        matcher.group(3).equals("s") ? 1e6 : matcher.group(3).equals("ms") ? 1e3 : 1;
                return (long) (Double.parseDouble(matcher.group(2)) * unit);
            }
        }
        return -1;
    }

    private static int failures(String output) {
        Matcher matcher = Pattern.compile("Non-2xx or 3xx responses: ([0-9]+)").matcher(output);
        return matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    }
}
