package dev.weir.knowledge;

import dev.weir.knowledge.index.KnowledgeIndex;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the indexes are: a directory for each way of cutting a base, named by both. An index that is made beside the one
 * that serves becomes the one that serves by a note in its own last commit, so that a crash leaves one or the other.
 */
final class IndexPlaces {
    private static final Logger log = LoggerFactory.getLogger(IndexPlaces.class);

    /** Noted in an index that holds all documents with all vectors, or that was the first of its base. */
    static final String SERVES = "serves";

    /** Notes how an index is cut, so that documents can be added to it after its base was set otherwise. */
    static final String SETTINGS = "settings";

    /** How the indexes of the first version, which noted nothing, are cut. */
    private static final KbSettings FIRST = KbSettings.stored("""
            {"chunker": {"kind": "recursive", "tokens": 200, "overlap": 40}, "embedding": "minilm"}""");

    private final Path directory;

    IndexPlaces(Path directory) {
        this.directory = directory;
    }

    /** Where a base's index is that is cut as the base is set. */
    Path wanted(Kb kb) {
        return directory.resolve(name(kb.id(), kb.settings()));
    }

    private static String name(String id, KbSettings settings) {
        return id + "." + Submission.digest(List.of(settings.cut())).substring(0, 12);
    }

    /** Where the index is that serves: the one that is wanted, if it may serve or there is no other. */
    Path serving(Kb kb) {
        Path wanted = wanted(kb);
        List<Path> others =
                of(kb.id()).stream().filter(each -> !each.equals(wanted)).toList();
        return others.isEmpty() || serves(wanted)
                ? wanted
                : others.stream().filter(IndexPlaces::serves).findFirst().orElse(others.getFirst());
    }

    static boolean serves(Path place) {
        return notes(place).containsKey(SERVES);
    }

    /** How the index in a place is cut; as {@code wanted} where there is none yet. */
    static KbSettings settings(Path place, KbSettings wanted) {
        String noted = notes(place).get(SETTINGS);
        if (noted != null) {
            return KbSettings.stored(noted);
        }
        return place.getFileName().toString().endsWith(name("", FIRST)) ? FIRST : wanted;
    }

    private static Map<String, String> notes(Path place) {
        try {
            return Files.isDirectory(place) ? KnowledgeIndex.notes(place) : Map.of();
        } catch (IOException e) {
            throw KnowledgeException.of(place, e);
        }
    }

    /** All indexes of a base, the newest first. */
    private List<Path> of(String id) {
        return list().stream()
                .filter(each -> id(each).equals(id))
                .sorted(Comparator.comparing(IndexPlaces::changed).reversed())
                .toList();
    }

    private static FileTime changed(Path place) {
        try {
            return Files.getLastModifiedTime(place);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static String id(Path place) {
        String name = place.getFileName().toString();
        int dot = name.indexOf('.');
        return dot < 0 ? name : name.substring(0, dot);
    }

    /** Removes all indexes of a base but these. */
    void keep(String id, Set<Path> kept) {
        of(id).stream().filter(each -> !kept.contains(each)).forEach(IndexPlaces::remove);
    }

    /** Removes the indexes that no base has any more, and names those of the first version as the others. */
    void sweep(Set<String> ids) {
        for (Path each : list()) {
            String id = id(each);
            if (!ids.contains(id)) {
                remove(each);
            } else if (each.getFileName().toString().equals(id)) {
                rename(each, directory.resolve(name(id, FIRST)));
            }
        }
    }

    private static void rename(Path from, Path to) {
        try {
            Files.move(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot rename " + from, e);
        }
    }

    private List<Path> list() {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list " + directory, e);
        }
    }

    static void remove(Path folder) {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> tree = Files.walk(folder)) {
            for (Path each : tree.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        } catch (IOException | UncheckedIOException e) {
            log.warn("An index directory could not be removed; the next start tries again: {}", folder, e);
        }
    }
}
