package dev.weir.cli;

import dev.weir.config.Loaded;
import dev.weir.config.Setting;
import dev.weir.config.WeirConfig;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the server and stays until it is told to stop. */
@Command(name = "up", description = "Starts the server: gateway, console and API on one port.")
final class UpCommand implements Callable<Integer> {
    private final Machine machine;
    private final Starter starter;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServerOptions options = new ServerOptions();

    @Option(names = "--port", paramLabel = "N", description = "The port to listen on; 0 takes any that is free.")
    private @Nullable Integer port;

    @Option(
            names = "--providers",
            paramLabel = "WHERE",
            split = ",",
            description = {
                "Which providers to use that the configuration does not name, by a comma: env, those whose keys stand",
                "in the environment (OPENAI_API_KEY, ANTHROPIC_API_KEY, GROQ_API_KEY, …); local, model servers on this",
                "machine (Ollama, llama.cpp, vLLM, LM Studio); none, without a question at the terminal."
            })
    private @Nullable List<ProvidersFrom> providers;

    private volatile Starter.@Nullable Running running;
    private Found used = new Found(List.of());

    UpCommand(Machine machine) {
        this.machine = machine;
        this.starter = machine.starter();
        this.environment = machine.environment();
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        long start = System.nanoTime();
        Optional<ConfigWatch> watch = options.file(environment).map(file -> new ConfigWatch(file, this::reload));
        Loaded loaded = options.load(environment, settings());
        Found found = Found.in(environment, loaded.config());
        used = new Consent(machine, providers).to(found, spec.commandLine().getOut());
        WeirConfig config = used.added(loaded.config());
        Starter.Running server = starter.start(added(loaded), environment);
        running = server;
        watch.ifPresent(ConfigWatch::start);
        greet(server, config, found, (System.nanoTime() - start) / 1e9);
        loaded.notes().forEach(note -> spec.commandLine().getErr().println("note: " + note));
        waitForTheEnd(server);
        return 0;
    }

    private void reload() {
        Starter.Running server = running;
        if (server != null) {
            server.change(() -> added(options.load(environment, settings())));
        }
    }

    private Loaded added(Loaded loaded) {
        return loaded.with(used.added(loaded.config()));
    }

    private List<Setting> settings() {
        List<Setting> settings = new ArrayList<>();
        if (port != null) {
            settings.add(Setting.of("server.port", port.toString(), "--port"));
        }
        return settings;
    }

    private static void waitForTheEnd(Starter.Running server) throws InterruptedException {
        CountDownLatch stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            server.close();
                            stopped.countDown();
                        },
                        "weir-shutdown"));
        stopped.await();
    }

    private void greet(Starter.Running server, WeirConfig config, Found found, double seconds) {
        PrintWriter out = spec.commandLine().getOut();
        URI url = server.url();
        out.println(String.format(Locale.ROOT, "Weir %s is ready after %.1f s.", Version.text(), seconds));
        out.println();
        out.println("  console    " + url + "/console");
        out.println("  OpenAI API " + url + "/v1");
        out.println("  data       " + config.data().toAbsolutePath().normalize());
        if (config.store().url() != null) {
            out.println("  store      " + config.store().address()
                    + " (files, batches and knowledge bases are this node's own)");
            out.println("  rates      "
                    + (config.cache().redis() == null
                            ? "counted by this node for itself; name a Redis under cache.redis"
                            : "counted with other nodes in Redis"));
        }
        out.println("  providers  " + providerLine(config, found));
        if (server.newAdminKey() != null) {
            out.println("  admin key  " + server.newAdminKey() + "   (shown only now)");
        }
        out.println();
        out.println("Ask Weir about itself:  ./weir ask \"How do I back up Weir?\"");
        out.println("See what it does:       ./weir tour");
        out.flush();
    }

    private String providerLine(WeirConfig config, Found found) {
        List<String> names = new ArrayList<>(List.of("weir"));
        names.addAll(new TreeSet<>(config.providers().keySet()));
        String configured = names.size() == 1 ? "weir (in this process, no key needed)" : String.join(", ", names);
        Found unused = found.without(used);
        return unused.isEmpty()
                ? configured
                : configured + "; found but not used: " + unused.listed() + " (" + unused.option() + " uses them)";
    }
}
