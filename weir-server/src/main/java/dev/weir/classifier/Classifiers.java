package dev.weir.classifier;

import dev.weir.classifier.Training.Example;
import dev.weir.http.Json;
import dev.weir.http.Refusal;
import dev.weir.kernel.Clock;
import dev.weir.spi.ErrorCode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Classifiers by name, each in versions that stay in the data directory; the newest one is used, or the one that an
 * administrator went back to. They belong to the installation. {@code prompts} is trained from the shipped examples when it is first wanted and was never trained
 * otherwise. Thread-safe.
 */
public final class Classifiers {
    /** The one that comes with Weir. */
    public static final String SHIPPED = "prompts";

    /** How long a call waits for an embedding that takes a millisecond on an idle machine. */
    private static final long PATIENCE_MS = 250;

    private static final int MOST_EXAMPLES = 20_000;
    private static final int LONGEST_NAME = 64;
    private static final String ENDING = ".model";

    /** The file with the number of the version that an administrator went back to. */
    private static final String CHOSEN = "in-use";

    private static final Logger log = LoggerFactory.getLogger(Classifiers.class);

    private final Path folder;
    private final PromptEmbedding embedding;
    private final Clock clock;
    private final ConcurrentMap<String, Classifier> loaded = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, Boolean> wanted = new ConcurrentHashMap<>();
    private final Object training = new Object();

    public Classifiers(Path folder, PromptEmbedding embedding, Clock clock) {
        this.folder = folder;
        this.embedding = embedding;
        this.clock = clock;
    }

    /**
     * The newest version's opinion, or empty while it is being loaded or the embedding is busy. Waits a moment at most.
     */
    public Optional<Classification> classify(String name, String text) {
        Classifier classifier = loaded.get(name);
        if (classifier == null) {
            prepare(name);
            return Optional.empty();
        }
        String bounded = Features.bounded(text);
        try {
            return Optional.of(
                    classifier.classify(embedding.embed(bounded).get(PATIENCE_MS, TimeUnit.MILLISECONDS), bounded));
        } catch (TimeoutException | ExecutionException | RejectedExecutionException busy) {
            log.debug("The embedding is busy; a prompt was not classified", busy);
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** As {@link #classify}, but waits until the classifier is there. */
    Classification classifyNow(String name, String text) {
        Classifier classifier = require(name);
        String bounded = Features.bounded(text);
        return classifier.classify(embedding.embed(bounded).join(), bounded);
    }

    /** Loads or trains a classifier in the background, so that the first call need not do without. */
    public void prepare(String name) {
        if (wanted.putIfAbsent(name, true) == null) {
            Thread.ofVirtual().name("weir-classifier").start(() -> {
                try {
                    require(name);
                } catch (RuntimeException e) {
                    log.error("The classifier '{}' cannot be used: {}", name, e.getMessage());
                }
            });
        }
    }

    private Classifier require(String name) {
        Classifier ready = loaded.get(name);
        if (ready != null) {
            return ready;
        }
        synchronized (training) {
            Classifier found = loaded.get(name);
            if (found == null) {
                found = stored(name).or(() -> shipped(name)).orElseThrow(() -> unknown(name));
                loaded.put(name, found);
            }
            return found;
        }
    }

    private Refusal unknown(String name) {
        return new Refusal(
                ErrorCode.NOT_FOUND,
                "There is no classifier '" + name + "'.",
                "name",
                "There is " + String.join(", ", names()) + "; ./weir models train makes others.");
    }

    private Optional<Classifier> shipped(String name) {
        return name.equals(SHIPPED) ? Optional.of(shipped()) : Optional.empty();
    }

    /** Trained once for each version of the examples; what was trained before is in a file of theirs. */
    private Classifier shipped() {
        List<LabelledPrompt> examples = examples();
        Path file = folder.resolve("shipped-" + Integer.toHexString(examples.hashCode()));
        try {
            if (Files.exists(file)) {
                return ClassifierFile.read(file);
            }
            Classifier fresh = trained(SHIPPED, 1, examples);
            Files.createDirectories(folder);
            ClassifierFile.write(file, fresh);
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The examples that come with Weir. */
    public static List<LabelledPrompt> examples() {
        try (InputStream in = Objects.requireNonNull(Classifiers.class.getResourceAsStream("prompts.jsonl"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(line -> Json.MAPPER.readValue(line, LabelledPrompt.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Trains the next version and uses it from then on.
     *
     * @throws Refusal if the examples do not do
     */
    ClassifierVersion train(String name, List<LabelledPrompt> examples) {
        check(name, examples);
        synchronized (training) {
            int next = versions(name).stream().max(Comparator.naturalOrder()).orElse(name.equals(SHIPPED) ? 1 : 0) + 1;
            Classifier fresh;
            try {
                fresh = trained(name, next, examples);
            } catch (IllegalArgumentException e) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST, "It cannot be trained: " + e.getMessage() + ".", "examples", null);
            }
            try {
                Files.createDirectories(folder.resolve(name));
                ClassifierFile.write(file(name, next), fresh);
                Files.deleteIfExists(chosen(name));
            } catch (IOException e) {
                throw new Refusal(
                        ErrorCode.STORAGE_UNAVAILABLE, "It could not be stored: " + e.getMessage(), null, null);
            }
            loaded.put(name, fresh);
            return fresh.version();
        }
    }

    private static void check(String name, List<LabelledPrompt> examples) {
        boolean plain = !name.isEmpty()
                && name.length() <= LONGEST_NAME
                && name.chars().allMatch(c -> c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_');
        if (!plain) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "'" + name + "' is no name for a classifier.",
                    "name",
                    "Use small letters, digits, '-' and '_', 64 at most.");
        }
        if (examples.size() > MOST_EXAMPLES) {
            throw new Refusal(
                    ErrorCode.INVALID_REQUEST,
                    "There are " + examples.size() + " examples; " + MOST_EXAMPLES + " are the most.",
                    "examples",
                    "Leave some out.");
        }
        for (int i = 0; i < examples.size(); i++) {
            LabelledPrompt each = examples.get(i);
            if (each == null || each.text() == null || each.text().isBlank()) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "'examples[" + i + "].text' is empty.",
                        "examples[" + i + "].text",
                        "Each example is {\"text\": …, \"kind\": …, \"complexity\": …}.");
            }
        }
    }

    private Classifier trained(String name, int version, List<LabelledPrompt> examples) {
        List<String> texts =
                examples.stream().map(each -> Features.bounded(each.text())).toList();
        List<float[]> vectors = vectors(texts);
        int width = (vectors.isEmpty() ? 0 : vectors.getFirst().length) + Features.TABLE;
        Training.@Nullable Trained kind = head(examples, texts, vectors, LabelledPrompt::kind, width);
        Training.@Nullable Trained complexity = head(examples, texts, vectors, LabelledPrompt::complexity, width);
        if (kind == null && complexity == null) {
            throw new IllegalArgumentException("no example has a kind or a complexity");
        }
        ClassifierVersion about = new ClassifierVersion(
                name,
                version,
                clock.instant(),
                examples.size(),
                kind == null ? null : kind.quality(),
                complexity == null ? null : complexity.quality());
        return new Classifier(about, kind == null ? null : kind.head(), complexity == null ? null : complexity.head());
    }

    /** A few at a time: the embedding's queue is everybody's. */
    private List<float[]> vectors(List<String> texts) {
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (int from = 0; from < texts.size(); from += 16) {
            List<CompletableFuture<float[]>> some = texts.subList(from, Math.min(texts.size(), from + 16)).stream()
                    .map(embedding::embed)
                    .toList();
            some.forEach(each -> vectors.add(each.join()));
        }
        return vectors;
    }

    private static Training.@Nullable Trained head(
            List<LabelledPrompt> examples,
            List<String> texts,
            List<float[]> vectors,
            Function<LabelledPrompt, @Nullable String> label,
            int width) {
        List<Example> labelled = new ArrayList<>();
        for (int i = 0; i < examples.size(); i++) {
            String name = label.apply(examples.get(i));
            if (name != null && !name.isBlank()) {
                labelled.add(new Example(Features.of(vectors.get(i), texts.get(i)), name));
            }
        }
        return labelled.isEmpty() ? null : Training.train(labelled, width);
    }

    /** The names of all, sorted. */
    List<String> names() {
        try (Stream<Path> folders = Files.isDirectory(folder) ? Files.list(folder) : Stream.empty()) {
            return Stream.concat(
                            Stream.of(SHIPPED),
                            folders.filter(Files::isDirectory)
                                    .map(each -> each.getFileName().toString()))
                    .distinct()
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is known of the version in use of each. */
    List<ClassifierVersion> list() {
        return names().stream().map(name -> require(name).version()).toList();
    }

    /** Forgets the newest version, so that the one before is used again. */
    ClassifierVersion rollBack(String name) {
        synchronized (training) {
            List<Integer> stored = versions(name);
            int newest = stored.stream().max(Comparator.naturalOrder()).orElseThrow(() -> unknown(name));
            if (stored.size() < 2 && !name.equals(SHIPPED)) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "Version " + newest + " of '" + name + "' is its only one.",
                        null,
                        "Train another one first.");
            }
            try {
                if (inUse(name) == newest) {
                    Files.deleteIfExists(chosen(name));
                }
                Files.delete(file(name, newest));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            loaded.remove(name);
            return require(name).version();
        }
    }

    /** What is known of each version that can be used, oldest first. */
    List<ClassifierVersion> kept(String name) {
        synchronized (training) {
            require(name);
            return keptNumbers(name).stream()
                    .map(version -> read(name, version).version())
                    .toList();
        }
    }

    /** The number of the version that judges calls now. */
    int inUse(String name) {
        synchronized (training) {
            List<Integer> kept = keptNumbers(name);
            return wentBackTo(name)
                    .filter(kept::contains)
                    .or(() -> kept.stream().max(Comparator.naturalOrder()))
                    .orElseThrow(() -> unknown(name));
        }
    }

    /** Empty, too, where the file was damaged: the newest version is better than none. */
    private Optional<Integer> wentBackTo(String name) {
        Path file = chosen(name);
        try {
            return Files.exists(file)
                    ? Optional.of(Integer.valueOf(Files.readString(file).strip()))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            log.warn("{} holds no number of a version; the newest one is used", file);
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Uses a version from the next call on, also after a restart, until another one is chosen or trained.
     *
     * @throws Refusal if it is not kept
     */
    ClassifierVersion use(String name, int version) {
        synchronized (training) {
            List<Integer> kept = names().contains(name) ? keptNumbers(name) : List.of();
            if (kept.isEmpty()) {
                throw unknown(name);
            }
            if (!kept.contains(version)) {
                throw new Refusal(
                        ErrorCode.INVALID_REQUEST,
                        "There is no version " + version + " of '" + name + "'.",
                        "version",
                        "There is " + kept.stream().map(String::valueOf).collect(Collectors.joining(", ")) + ".");
            }
            Classifier chosen = read(name, version);
            try {
                Files.createDirectories(folder.resolve(name));
                Path fresh = folder.resolve(name).resolve(CHOSEN + ".new");
                Files.writeString(fresh, Integer.toString(version));
                Files.move(fresh, chosen(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                throw new Refusal(ErrorCode.STORAGE_UNAVAILABLE, "It could not be kept: " + e.getMessage(), null, null);
            }
            loaded.put(name, chosen);
            return chosen.version();
        }
    }

    /** The shipped one is the first version of its name. */
    private List<Integer> keptNumbers(String name) {
        return Stream.concat(name.equals(SHIPPED) ? Stream.of(1) : Stream.empty(), versions(name).stream())
                .sorted()
                .toList();
    }

    private Classifier read(String name, int version) {
        if (name.equals(SHIPPED) && version == 1) {
            return shipped();
        }
        try {
            return ClassifierFile.read(file(name, version));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path chosen(String name) {
        return folder.resolve(name).resolve(CHOSEN);
    }

    private Optional<Classifier> stored(String name) {
        return versions(name).isEmpty() ? Optional.empty() : Optional.of(read(name, inUse(name)));
    }

    private List<Integer> versions(String name) {
        Path own = folder.resolve(name);
        try (Stream<Path> files = Files.isDirectory(own) ? Files.list(own) : Stream.empty()) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ENDING))
                    .map(file -> Integer.valueOf(file.substring(0, file.length() - ENDING.length())))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String name, int version) {
        return folder.resolve(name).resolve(version + ENDING);
    }

    /** {@code /api/classifiers}. */
    public dev.weir.http.Routes routes(Audit audit) {
        return new ClassifierRoutes(this, audit).routes();
    }

    /** Notes what an administrator did. */
    @FunctionalInterface
    public interface Audit {
        void note(dev.weir.spi.Principal actor, String action, String subject, Map<String, String> details);
    }
}
