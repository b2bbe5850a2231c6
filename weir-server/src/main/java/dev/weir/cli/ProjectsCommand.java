package dev.weir.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/** {@code weir projects}. */
@Command(name = "projects", description = "Lists, creates and limits projects, which see nothing of each other.")
final class ProjectsCommand {
    private ProjectsCommand() {}

    static CommandLine line(Machine machine) {
        return new CommandLine(new ProjectsCommand())
                .addSubcommand(new ListAll(machine))
                .addSubcommand(new Create(machine))
                .addSubcommand(new Limit(machine));
    }

    @Command(name = "list", description = "Lists the projects that the key may see, oldest first.")
    static final class ListAll extends ApiCommand {
        ListAll(Machine machine) {
            super(machine);
        }

        @Override
        int run(WeirClient client) throws IOException, InterruptedException {
            JsonNode projects = Pages.all(client, "/api/projects");
            if (!printedJson(projects)) {
                Table table = new Table().text("NAME").text("CREATED").text("ID");
                projects.path("data")
                        .forEach(project -> table.row(
                                Shown.text(project, "name"),
                                Shown.time(project, "created_at"),
                                Shown.text(project, "id")));
                table.print(out());
            }
            return 0;
        }
    }

    @Command(name = "create", description = "Creates a project.")
    static final class Create extends ApiCommand {
        @Parameters(paramLabel = "NAME", description = "What it is called.")
        private String name = "";

        Create(Machine machine) {
            super(machine);
        }

        @Override
        int run(WeirClient client) throws IOException, InterruptedException {
            JsonNode project = client.post("/api/projects", Map.of("name", name));
            if (!printedJson(project)) {
                out().println("Created the project '" + Shown.text(project, "name") + "' ("
                        + Shown.text(project, "id") + "). A key for it: ./weir keys create NAME --project "
                        + Shown.text(project, "name"));
            }
            return 0;
        }
    }

    @Command(
            name = "limit",
            description =
                    "Says what a project's calls may have, and how urgent they may be; what is not given is no limit.")
    static final class Limit extends ApiCommand {
        @Parameters(paramLabel = "NAME", description = "The project's name or id.")
        private String name = "";

        @Mixin
        private LimitOptions limits = new LimitOptions();

        Limit(Machine machine) {
            super(machine);
        }

        @Override
        int run(WeirClient client) throws IOException, InterruptedException {
            JsonNode project = client.put("/api/projects/" + WeirClient.encoded(name) + "/limits", limits.body());
            if (!printedJson(project)) {
                out().println("The project '" + Shown.text(project, "name") + "' may have "
                        + LimitsText.of(project.path("limits")) + ".");
            }
            return 0;
        }
    }
}
