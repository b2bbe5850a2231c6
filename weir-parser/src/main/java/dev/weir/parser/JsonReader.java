package dev.weir.parser;

import java.io.IOException;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads JSON as the text it is; of notebooks the cells. */
final class JsonReader implements FormatReader {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MOST_OF_A_NOTEBOOK = 32 << 20;
    private static final int PROBE = 1 << 20;

    @Override
    public void read(Source source, Text text, Inner inner) throws Exception {
        if (!isNotebook(source) || !readNotebook(source, text)) {
            CodeReader.tell(source, text);
        }
    }

    /** Whether a file begins as JSON does: for as long as a bounded look goes, each token is in its place. */
    static boolean isJson(Source source) {
        byte[] start = Arrays.copyOf(source.bytes(), Math.min(PROBE, source.bytes().length));
        try (JsonParser parser = JSON.createParser(new String(start, Charsets.of(start)))) {
            JsonToken token = parser.nextToken();
            while (token != null) {
                token = parser.nextToken();
            }
            return true;
        } catch (JacksonException e) {
            return start.length == PROBE;
        }
    }

    private static boolean isNotebook(Source source) {
        return source.bytes().length < MOST_OF_A_NOTEBOOK
                && (source.extension().equals("ipynb") || source.head(PROBE).contains("\"nbformat\""));
    }

    private static boolean readNotebook(Source source, Text text) throws IOException {
        JsonNode notebook;
        try {
            notebook = JSON.readTree(source.bytes());
        } catch (JacksonException e) {
            return false;
        }
        if (!notebook.path("cells").isArray()) {
            return false;
        }
        text.title(notebook.path("metadata").path("title").asString(""));
        for (JsonNode cell : notebook.path("cells")) {
            cell(cell, text);
        }
        return true;
    }

    private static void cell(JsonNode cell, Text text) {
        String said = lines(cell.path("source"));
        switch (cell.path("cell_type").asString("")) {
            case "markdown" -> MarkdownReader.read(said, text);
            case "code" -> {
                text.code(said);
                cell.path("outputs").forEach(output -> output(output, text));
            }
            default -> text.paragraph(said);
        }
    }

    /** What a cell printed; pictures are left out. */
    private static void output(JsonNode output, Text text) {
        text.aside(lines(output.path("text")));
        text.aside(lines(output.path("data").path("text/plain")));
    }

    private static String lines(JsonNode lines) {
        if (!lines.isArray()) {
            return lines.asString("");
        }
        StringBuilder all = new StringBuilder();
        lines.forEach(line -> all.append(line.asString("")));
        return all.toString();
    }
}
