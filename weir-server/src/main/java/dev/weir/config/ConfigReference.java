package dev.weir.config;

import java.util.List;

/** The configuration reference, a Markdown page made from the records. */
public final class ConfigReference {
    private static final String INTRODUCTION = """
            # Configuration

            <!-- Made from the configuration records by a test; change the records, then run: mvn test -pl weir-server -am -Dtest=ConfigReferenceTest -Dsurefire.failIfNoSpecifiedTests=false -Dweir.docs.write=true -->

            Weir reads one YAML file: the one that `--config FILE` or `WEIR_CONFIG` names, else `weir.yaml` in the working directory if there is one.

            - **Environment.** `${NAME}` anywhere in a value reads a variable and `${NAME:value}` gives a default for when it is not set; `$${` stands for `${` itself. A value that comes out empty counts as absent.
            - **Overrides.** A variable `WEIR_` followed by a key in upper case, with `_` for every other sign, takes the place of that key: `WEIR_SERVER_PORT=9000` is `server.port`, `WEIR_MODELS_SMALL_TIMEOUTS_TOTAL=30s` is `models.small.timeouts.total`, `WEIR_MODELS_SMALL_DEPLOYMENTS_0_MODEL` is in the first deployment. Lists and groups of keys are written as YAML: `WEIR_PROVIDERS='{local: {kind: openai, base_url: "http://127.0.0.1:11434/v1", allow_private: true}}'`. Options of the command line go before variables.
            - **Mistakes.** An unknown key, a wrong type or a name that leads nowhere stops the start; every mistake is shown at once with file, line, column and what would be right.
            - **Durations** are written `250ms`, `2s`, `15m`, `1h`, `7d`; **sizes** `512`, `64KB`, `32MB`, `2GB`, in powers of 1024.
            - **Limits.** One document of at most 1MB; no tags; aliases may expand to 100,000 values.

            A key that shows no default is required where its group is written, unless it is marked optional. `<name>` is a name of your choice, `[]` an item of a list. `weir.example.yaml` shows most keys in use.
            """;

    private ConfigReference() {}

    public static String markdown() {
        Shape.Fields root = ShapeReader.of(WeirConfig.class);
        StringBuilder page = new StringBuilder(INTRODUCTION);
        section(page, "Top level", root.doc(), rows(root, ""));
        groups(page, root, "");
        return page.toString();
    }

    private static void groups(StringBuilder page, Shape.Fields shape, String prefix) {
        for (Shape.Field field : shape.fields()) {
            ConfigKeys.fields(field.shape()).ifPresent(nested -> {
                String path = prefix + field.key() + ConfigKeys.steps(field.shape());
                section(
                        page,
                        "`" + path + "`",
                        prefix.isEmpty() ? field.doc() : nested.doc(),
                        rows(nested, path + "."));
                groups(page, nested, path + ".");
            });
        }
    }

    private static void section(StringBuilder page, String title, String doc, List<String> rows) {
        page.append("\n## ").append(title).append("\n\n");
        page.append(doc).append("\n\n");
        page.append("| key | what it is | type | default |\n|---|---|---|---|\n");
        rows.forEach(page::append);
    }

    private static List<String> rows(Shape.Fields shape, String prefix) {
        return shape.fields().stream()
                .map(field -> "| `%s` | %s | %s | %s |\n"
                        .formatted(prefix + field.key(), field.doc(), type(field), standard(field)))
                .toList();
    }

    private static String type(Shape.Field field) {
        String type = type(field.shape());
        Range range = field.range();
        return range == null ? type : type + ", " + Bounds.of(range);
    }

    private static String type(Shape shape) {
        return switch (shape) {
            case Shape.Single single -> single.type().name();
            case Shape.ListOf list -> "a list";
            case Shape.MapOf map -> "names";
            case Shape.Fields fields -> "keys";
        };
    }

    private static String standard(Shape.Field field) {
        if (field.standard() != null) {
            return "`" + field.standard() + "`";
        }
        if (field.optional()) {
            return "optional";
        }
        return switch (field.shape()) {
            case Shape.Single single -> "required";
            case Shape.ListOf list -> field.range() == null ? "empty" : "required";
            case Shape.MapOf map -> "empty";
            case Shape.Fields fields -> "see below";
        };
    }
}
