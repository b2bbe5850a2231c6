package dev.weir.cli;

import dev.weir.config.WeirConfig;
import dev.weir.store.ServerMark;
import dev.weir.tenancy.TenancyRoom;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options that say which running server is meant, and how its answers are shown. */
final class ClientOptions {
    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "The server; default: WEIR_URL, else the one that runs on the data directory.")
    private @Nullable String url;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "The key; default: WEIR_API_KEY, else the command line's own in the data directory.")
    private @Nullable String key;

    @Option(
            names = "--project",
            paramLabel = "NAME",
            description = "The project, for a key that may see several; default: the key's own.")
    private @Nullable String project;

    @Option(names = "--json", description = "Print the API's JSON as it came.")
    private boolean json;

    @Mixin
    private ServerOptions server = new ServerOptions();

    /** The project that the option names; null if it names none. */
    @Nullable
    String project() {
        return project;
    }

    boolean json() {
        return json;
    }

    /** The client of the server that these options name, which need not run. */
    WeirClient client(Machine machine) {
        return new WeirClient(address(machine), project);
    }

    /** As {@link #client(Machine)}, with another key. */
    WeirClient client(Machine machine, String otherKey) {
        ServerAddress found = address(machine);
        return new WeirClient(new ServerAddress(found.url(), otherKey, found.data()), project);
    }

    /** The key that the option names; null if it names none. */
    @Nullable
    String givenKey() {
        return key == null || key.isBlank() ? null : key.strip();
    }

    /** Where the server is, or would be if it ran. */
    URI url(Machine machine) {
        String where = given(url, machine, "WEIR_URL");
        if (where != null) {
            return checked(where);
        }
        WeirConfig config = config(machine);
        URI known = config.server().publicUrl();
        if (known != null) {
            return checked(known.toString());
        }
        return ServerMark.read(config.data())
                .filter(ServerMark::isAlive)
                .map(ServerMark::url)
                .orElseGet(
                        () -> URI.create("http://127.0.0.1:" + config.server().port()));
    }

    /** Whether the user, rather than the data directory, says where the server is. */
    boolean namesServer(Machine machine) {
        return given(url, machine, "WEIR_URL") != null;
    }

    /** The configuration of the server on this machine. */
    WeirConfig config(Machine machine) {
        return server.load(machine.environment(), List.of()).config();
    }

    Path data(Machine machine) {
        return config(machine).data();
    }

    /** Where the server is, and the key to it. */
    ServerAddress address(Machine machine) {
        String where = given(url, machine, "WEIR_URL");
        String secret = given(key, machine, "WEIR_API_KEY");
        if (where != null && secret != null) {
            return new ServerAddress(checked(where), secret, null);
        }
        Path data = data(machine);
        return new ServerAddress(
                where == null ? marked(data).url() : checked(where),
                secret == null ? token(data) : secret,
                where == null ? data : null);
    }

    private @Nullable String given(@Nullable String option, Machine machine, String variable) {
        if (option != null && !option.isBlank()) {
            return option.strip();
        }
        Map<String, String> environment = machine.environment();
        String value = environment.getOrDefault(variable, "").strip();
        return value.isEmpty() ? null : value;
    }

    private static URI checked(String text) {
        try {
            URI url = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme())) && url.getHost() != null) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // answered below, like an address of another kind
        }
        throw new CommandFailure("'" + text + "' is not the address of a server. Write it like http://127.0.0.1:8090.");
    }

    private static ServerMark marked(Path data) {
        return ServerMark.read(data)
                .orElseThrow(() -> new NoServer("No Weir runs on the data directory "
                        + data.toAbsolutePath().normalize()
                        + ". Start one with ./weir up, name its directory with --data, or its address with --url."));
    }

    private static String token(Path data) {
        return TenancyRoom.cliKey(data)
                .orElseThrow(() -> new CommandFailure("There is no key for the command line in "
                        + data.toAbsolutePath().normalize()
                        + " that this user may read. Give one with --key or WEIR_API_KEY, or run as the user that runs"
                        + " Weir."));
    }
}
