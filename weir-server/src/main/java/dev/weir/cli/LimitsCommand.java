package dev.weir.cli;

import java.io.IOException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code weir limits}. */
@Command(name = "limits", description = "Says what calls may have, by organization, project, key, user, model or tag.")
final class LimitsCommand {
    private LimitsCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new LimitsCommand())
                .addSubcommand(new ListAll(machine))
                .addSubcommand(new Set(machine))
                .addSubcommand(new Remove(machine))
                .addSubcommand(new LimitsTry(machine))
                .addSubcommand(new LimitsForgive(machine));
    }

    @Command(name = "list", description = "Lists the limits that hold for the project's calls.")
    static final class ListAll extends ApiCommand {
        ListAll(Machine machine) {
            super(machine);
        }

        @Override
        int run(WeirClient client) throws IOException, InterruptedException {
            JsonNode limits = Pages.all(client, "/api/limits");
            if (!printedJson(limits)) {
                Table table = new Table().text("SCOPE").text("NAME").text("LIMITS");
                limits.path("data")
                        .forEach(limit -> table.row(
                                Shown.text(limit, "scope"), named(limit), LimitsText.brief(limit.path("limits"))));
                table.print(out());
            }
            return 0;
        }
    }

    private static String named(JsonNode limit) {
        return limit.path("title").isString() ? Shown.text(limit, "title") : Shown.text(limit, "name");
    }

    /** A command about one subject. */
    abstract static class OfOne extends ApiCommand {
        @Parameters(index = "0", paramLabel = "SCOPE", description = "organization, project, key, user, model or tag.")
        private String scope = "";

        @Parameters(
                index = "1",
                paramLabel = "NAME",
                description = "Whose limits: a name or an id; a tag as name=value; the user * is each user for itself.")
        private String name = "";

        OfOne(Machine machine) {
            super(machine);
        }

        final String path(WeirClient client) throws IOException, InterruptedException {
            String id = scope.equals("key") ? new MeantKey(name).id(client) : name;
            return "/api/limits/" + WeirClient.encoded(scope) + "/" + WeirClient.encoded(id);
        }

        final String whose(JsonNode limit) {
            return "the " + scope + " '" + named(limit) + "'";
        }
    }

    @Command(
            name = "set",
            description = "Says what the calls of a subject may have, all together; what is not given is no limit.")
    static final class Set extends OfOne {
        @Mixin
        private LimitOptions limits = new LimitOptions();

        Set(Machine machine) {
            super(machine);
        }

        @Override
        int run(WeirClient client) throws IOException, InterruptedException {
            JsonNode limit = client.put(path(client), limits.body());
            if (!printedJson(limit)) {
                out().println("Calls of " + whose(limit) + " may have " + LimitsText.of(limit.path("limits")) + ".");
            }
            return 0;
        }
    }

    @Command(name = "remove", description = "Takes the limits of a subject away.")
    static final class Remove extends OfOne {
        Remove(Machine machine) {
            super(machine);
        }

        @Override
        int run(WeirClient client) throws IOException, InterruptedException {
            JsonNode limit = client.delete(path(client));
            if (!printedJson(limit)) {
                out().println("Calls of " + whose(limit) + " have no limits of their own any more.");
            }
            return 0;
        }
    }
}
