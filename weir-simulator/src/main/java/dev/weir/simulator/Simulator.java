package dev.weir.simulator;

import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A running provider simulator. Safe for use by several threads.
 *
 * <pre>{@code
 * try (Simulator simulator = Simulator.start(SimulatorOptions.defaults())) {
 *     simulator.script(Script.saying(new Answer.Fixed("Hello.")));
 *     // point any OpenAI client at simulator.baseUri()
 *     List<Served> seen = simulator.served();
 * }
 * }</pre>
 */
public final class Simulator implements AutoCloseable {
    private final Vertx vertx;
    private final Backstage backstage;
    private final int port;

    private Simulator(Vertx vertx, Backstage backstage, int port) {
        this.vertx = vertx;
        this.backstage = backstage;
        this.port = port;
    }

    /**
     * Starts a simulator and returns once it accepts connections.
     *
     * @throws UncheckedIOException when it cannot listen there; the message says why and what to do
     */
    public static Simulator start(SimulatorOptions options) {
        Vertx vertx = Vertx.vertx(new VertxOptions()
                .setEventLoopPoolSize(options.eventLoops())
                .setWorkerPoolSize(2)
                .setInternalBlockingPoolSize(2)
                .setUseDaemonThread(true)
                .setFileSystemOptions(
                        new FileSystemOptions().setFileCachingEnabled(false).setClassPathResolvingEnabled(false)));
        try {
            Backstage backstage = new Backstage(options);
            return new Simulator(vertx, backstage, listen(vertx, backstage));
        } catch (CompletionException e) {
            wait(vertx.close());
            throw cannotListen(options, e.getCause());
        }
    }

    /** As many servers as event loops on one address; the transport shares out the connections. */
    private static int listen(Vertx vertx, Backstage backstage) {
        Queue<FrontDoor> doors = new ConcurrentLinkedQueue<>();
        Supplier<FrontDoor> another = () -> {
            FrontDoor door = new FrontDoor(backstage);
            doors.add(door);
            return door;
        };
        wait(vertx.deployVerticle(
                another,
                new DeploymentOptions().setInstances(backstage.options().eventLoops())));
        return doors.element().port();
    }

    private static UncheckedIOException cannotListen(SimulatorOptions options, @Nullable Throwable cause) {
        String address = options.host() + ":" + options.port();
        String message = cause instanceof BindException
                ? "cannot listen on " + address + " (" + cause.getMessage()
                        + "): choose another port, or 0 for any free one"
                : "cannot listen on " + address + ": " + cause;
        return new UncheckedIOException(message, new IOException(message, cause));
    }

    private static void wait(Future<?> future) {
        future.toCompletionStage().toCompletableFuture().join();
    }

    /** The port in use, also when any free one was asked for. */
    public int port() {
        return port;
    }

    /** What an OpenAI client calls its base URL: {@code http://host:port/v1}. */
    public URI baseUri() {
        return root().resolve("/v1");
    }

    /** The simulator's own root, under which {@code /_served} and {@code /_script} lie. */
    public URI root() {
        String host = backstage.options().host();
        String reachable = host.equals("0.0.0.0") ? "127.0.0.1" : host.contains(":") ? "[" + host + "]" : host;
        return URI.create("http://" + reachable + ":" + port + "/");
    }

    /** What the log holds, oldest first: a copy. Entries of requests in flight are open. */
    public List<Served> served() {
        return backstage.round().log().served().toList();
    }

    /** Plays another script from the next request on; its rules count from one. The log stays. */
    public void script(Script script) {
        backstage.script(script);
    }

    /** Forgets what was served, files and batches, and starts over: ordinals and the script's rules count from one again. */
    public void clear() {
        backstage.clear();
    }

    /** Batches are over when they are looked at for this time; usually the second. */
    public void batchesEndAtLook(int number) {
        backstage.batches().endAtLook(number);
    }

    /** The next so many batches are made, and whoever makes them gets no answer. */
    public void loseBatchAnswers(int count) {
        backstage.batches().loseAnswers(count);
    }

    /** The next so many cancels of batches are answered with 503. */
    public void failBatchCancels(int count) {
        backstage.batches().failCancels(count);
    }

    /** How many batches were made and not deleted. */
    public int batchCount() {
        return backstage.batches().all().size();
    }

    /** How many files are there, results included. */
    public int fileCount() {
        return backstage.batches().fileCount();
    }

    /** Closes every connection and stops; open requests end as cut. */
    @Override
    public void close() {
        backstage.close();
        wait(vertx.close());
    }
}
