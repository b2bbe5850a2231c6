package dev.weir.bench.groundedness;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The evidence of SciFact (D. Wadden et al., "Fact or Fiction", 2020; claims and evidence CC BY 4.0, abstracts ODC-By
 * 1.0): each pair of a claim and an abstract that supports or contradicts it. Pairs that share a claim or an abstract are
 * of one group.
 */
final class SciFact {
    static final String KIND = "scifact";

    private final Map<String, String> abstracts = new LinkedHashMap<>();
    private final Map<String, String> claims = new HashMap<>();
    private final Map<String, String> parents = new HashMap<>();
    private final Map<String, Boolean> labels = new LinkedHashMap<>();

    SciFact(Path folder) throws IOException {
        read(folder.resolve("corpus.jsonl"), abstracts);
        read(folder.resolve("queries.jsonl"), claims);
        read(folder.resolve("queries.train.jsonl"), claims);
        List<String> rows = Files.readAllLines(folder.resolve("evidence.tsv"));
        for (String row : rows.subList(1, rows.size())) {
            String[] cells = row.split("\t");
            labels.put(cells[1] + "\t" + cells[2], cells[3].equals("SUPPORT"));
            parents.put(root("claim " + cells[1]), root(abstractKey(cells[2])));
        }
    }

    private static void read(Path file, Map<String, String> texts) throws IOException {
        for (String line : Files.readAllLines(file)) {
            JsonNode record = JsonMapper.shared().readTree(line);
            texts.put(record.path("_id").asString(), record.path("text").asString());
        }
    }

    private static String abstractKey(String id) {
        return "abstract " + id;
    }

    private String root(String key) {
        String at = key;
        for (String up = parents.get(at); up != null && !up.equals(at); up = parents.get(at)) {
            at = up;
        }
        return at;
    }

    List<Example> examples() {
        List<Example> examples = new ArrayList<>();
        labels.forEach((pair, supported) -> {
            String[] ids = pair.split("\t");
            String claim = claims.getOrDefault(ids[0], "");
            String text = abstracts.getOrDefault(ids[1], "");
            examples.add(new Example(KIND, group(ids[1]), claim, List.of(text), supported));
        });
        return examples;
    }

    /** Each claim with an abstract drawn at random, in the group of the claim. */
    List<Example> unrelated(Random random) {
        List<String> others = List.copyOf(abstracts.keySet());
        List<Example> examples = new ArrayList<>();
        labels.forEach((pair, _) -> {
            String[] ids = pair.split("\t");
            String other = others.get(random.nextInt(others.size()));
            if (!labels.containsKey(ids[0] + "\t" + other)) {
                examples.add(new Example(
                        "unrelated",
                        group(ids[1]),
                        claims.getOrDefault(ids[0], ""),
                        List.of(abstracts.getOrDefault(other, "")),
                        false));
            }
        });
        return examples;
    }

    /** The group of an abstract's examples. */
    String group(String id) {
        return root(abstractKey(id));
    }

    /** By their ids, in the order of the file. */
    Map<String, String> abstracts() {
        return abstracts;
    }
}
