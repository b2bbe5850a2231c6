package dev.weir.bench.groundedness;

import dev.weir.knowledge.document.Sentences;
import dev.weir.knowledge.grounding.Reversal;
import dev.weir.spi.document.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Claims made by rule from sentences of abstracts. Supported: the sentence shortened, turned round, in part in other
 * words, or two of them joined. Not supported: such a sentence with a number, a name, a direction or a denial changed,
 * two halves put together, words of another place of the abstract put in, or a sentence of another abstract. The changes
 * are made to what could be a supported claim, so that how a sentence was shortened says nothing. The same seed gives the
 * same claims.
 */
final class Synthetic {
    private static final int LEAST_WORDS = 7;
    private static final int MOST_WORDS = 45;

    /** Claims of an abstract that are supported, and as many that are not. */
    private static final int EACH = 3;

    /** Words that may stand for each other. */
    private static final Map<String, String> REWORDED = Map.ofEntries(
            Map.entry("showed", "demonstrated"),
            Map.entry("shows", "demonstrates"),
            Map.entry("found", "observed"),
            Map.entry("use", "application"),
            Map.entry("patients", "people"),
            Map.entry("individuals", "people"),
            Map.entry("show", "demonstrate"),
            Map.entry("associated", "linked"),
            Map.entry("association", "link"),
            Map.entry("treatment", "therapy"),
            Map.entry("therapy", "treatment"),
            Map.entry("important", "essential"),
            Map.entry("identified", "discovered"),
            Map.entry("significantly", "clearly"),
            Map.entry("study", "investigation"),
            Map.entry("results", "findings"),
            Map.entry("suggest", "indicate"),
            Map.entry("suggests", "indicates"),
            Map.entry("required", "needed"),
            Map.entry("including", "such as"),
            Map.entry("mice", "animals"),
            Map.entry("many", "numerous"),
            Map.entry("caused", "provoked"));

    private static final int TRIES = 8;

    private final Random random;
    private final Map<String, String> abstracts;
    private final Function<String, String> groups;

    Synthetic(Map<String, String> abstracts, Function<String, String> groups, long seed) {
        this.abstracts = abstracts;
        this.groups = groups;
        this.random = new Random(seed);
    }

    /** Some claims of each of so many abstracts. */
    List<Example> examples(int documents) {
        List<String> ids = new ArrayList<>(abstracts.keySet());
        Collections.shuffle(ids, random);
        List<Example> examples = new ArrayList<>();
        for (int i = 0; i < Math.min(documents, ids.size() - 1); i++) {
            add(ids.get(i), sentences(ids.get(ids.size() - 1 - i)), examples);
        }
        return examples;
    }

    private void add(String id, List<String[]> foreign, List<Example> examples) {
        List<String[]> own = sentences(id);
        if (own.size() < 3) {
            return;
        }
        String text = abstracts.getOrDefault(id, "");
        for (int i = 0; i < EACH; i++) {
            positive(id, variant(own), text, examples);
        }
        List<Optional<Made>> wrong = List.of(
                changed("number", own, words -> number(words, own)),
                changed("name", own, words -> name(words, own)),
                changed("denial or direction", own, Synthetic::reversed),
                Optional.of(new Made("halves", halves(own))),
                changed("words", own, words -> swapped(words, own)),
                foreign.isEmpty() ? Optional.empty() : Optional.of(new Made("foreign", pick(foreign))));
        List<Made> possible =
                new ArrayList<>(wrong.stream().flatMap(Optional::stream).toList());
        Collections.shuffle(possible, random);
        possible.stream().limit(EACH).forEach(made -> negative(id, made, text, examples));
    }

    /** A way to say what a sentence says, or a part of it. */
    private Made variant(List<String[]> own) {
        return switch (random.nextInt(5)) {
            case 0 -> new Made("shortened", shortened(pick(own)));
            case 1 -> new Made("beginning left out", shortened(withoutBeginning(pick(own))));
            case 2 -> new Made("reworded", reworded(shortened(pick(own))));
            case 3 -> new Made("two joined", joined(shortened(pick(own)), shortened(pick(own))));
            default -> new Made("turned round", shortened(turnedRound(pick(own))));
        };
    }

    private Optional<Made> changed(String rule, List<String[]> own, Function<String[], Optional<String[]>> change) {
        for (int i = 0; i < TRIES; i++) {
            Optional<String[]> made = change.apply(variant(own).words());
            if (made.isPresent()) {
                return made.map(words -> new Made(rule, words));
            }
        }
        return Optional.empty();
    }

    private static Optional<String[]> reversed(String[] words) {
        String claim = String.join(" ", words);
        String reversed = Reversal.of(claim);
        return reversed.equals(claim) ? Optional.empty() : Optional.of(reversed.split(" "));
    }

    private static String[] reworded(String[] words) {
        return Arrays.stream(words)
                .map(word -> REWORDED.getOrDefault(word, word))
                .toArray(String[]::new);
    }

    private static String[] joined(String[] one, String[] other) {
        String first = String.join(" ", one);
        return (first.substring(0, first.length() - (first.endsWith(".") ? 1 : 0)) + ", and " + String.join(" ", other))
                .split(" ");
    }

    /** What stands before the first comma goes to the end. */
    private static String[] turnedRound(String[] words) {
        String[] rest = withoutBeginning(words);
        String last = rest[rest.length - 1];
        rest[rest.length - 1] = last.endsWith(".") ? last.substring(0, last.length() - 1) : last;
        return Stream.concat(Arrays.stream(rest), Arrays.stream(words, 0, words.length - rest.length))
                .toArray(String[]::new);
    }

    /** A claim that a rule has made. */
    private record Made(String rule, String[] words) {}

    private void positive(String id, Made made, String text, List<Example> examples) {
        examples.add(new Example(made.rule(), groups.apply(id), sentence(made.words()), List.of(text), true));
    }

    private void negative(String id, Made made, String text, List<Example> examples) {
        String claim = sentence(made.words());
        if (!text.contains(claim)) {
            examples.add(new Example(made.rule(), groups.apply(id), claim, List.of(text), false));
        }
    }

    private List<String[]> sentences(String id) {
        String text = abstracts.getOrDefault(id, "");
        return Sentences.of(text).stream()
                .map((Span span) -> span.of(text).split("\\s+"))
                .filter(words -> words.length >= LEAST_WORDS && words.length <= MOST_WORDS)
                .toList();
    }

    private String[] pick(List<String[]> sentences) {
        return sentences.get(random.nextInt(sentences.size()));
    }

    private static String sentence(String[] words) {
        String text = String.join(" ", words).strip();
        return text.endsWith(".") ? text : text + ".";
    }

    /** Without what stands in brackets and without about a tenth of the short words. */
    private String[] shortened(String[] words) {
        List<String> kept = new ArrayList<>();
        int depth = 0;
        for (String word : words) {
            depth += word.startsWith("(") ? 1 : 0;
            boolean small = word.length() <= 4 && word.chars().allMatch(Character::isLowerCase);
            boolean denies = Set.of("no", "not", "nor").contains(word);
            if (depth == 0 && (denies || !small || random.nextInt(10) > 0)) {
                kept.add(word);
            }
            depth -= depth > 0 && word.contains(")") ? 1 : 0;
        }
        return kept.size() < LEAST_WORDS ? words : kept.toArray(String[]::new);
    }

    /** From after the first comma on, where enough is left. */
    private static String[] withoutBeginning(String[] words) {
        for (int i = 0; i < words.length - LEAST_WORDS; i++) {
            if (words[i].endsWith(",")) {
                return Arrays.copyOfRange(words, i + 1, words.length);
            }
        }
        return words.clone();
    }

    private Optional<String[]> number(String[] words, List<String[]> own) {
        return changed(
                words,
                Synthetic::isNumber,
                word -> random.nextBoolean()
                        ? other(word, own, Synthetic::isNumber).orElseGet(() -> another(word))
                        : another(word));
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty()
                && word.chars().anyMatch(Character::isDigit)
                && word.chars().noneMatch(Character::isLetter);
    }

    /** With one digit changed. */
    private String another(String word) {
        List<Integer> digits = new ArrayList<>();
        for (int i = 0; i < word.length(); i++) {
            if (Character.isDigit(word.charAt(i))) {
                digits.add(i);
            }
        }
        int at = digits.get(random.nextInt(digits.size()));
        char digit = (char) ('0' + (word.charAt(at) - '0' + 1 + random.nextInt(9)) % 10);
        return word.substring(0, at) + digit + word.substring(at + 1);
    }

    private Optional<String[]> name(String[] words, List<String[]> own) {
        return changed(
                words,
                Synthetic::isName,
                word -> other(word, own, Synthetic::isName)
                        .or(() -> other(word, sentences(anyId()), Synthetic::isName))
                        .orElse(word));
    }

    private static boolean isName(String word) {
        String inner = word.length() < 2 ? "" : word.substring(1);
        return inner.chars().anyMatch(Character::isUpperCase)
                || (inner.chars().anyMatch(Character::isDigit) && word.chars().anyMatch(Character::isLetter));
    }

    private String anyId() {
        List<String> ids = new ArrayList<>(abstracts.keySet());
        return ids.get(random.nextInt(ids.size()));
    }

    /** The first half of a sentence with the second half of another one. */
    private String[] halves(List<String[]> own) {
        String[] one = variant(own).words();
        String[] other = variant(own).words();
        return Stream.concat(
                        Arrays.stream(one, 0, one.length / 2), Arrays.stream(other, other.length / 2, other.length))
                .toArray(String[]::new);
    }

    /** With two longer words of other sentences in place of its own. */
    private Optional<String[]> swapped(String[] words, List<String[]> own) {
        return changed(
                        words,
                        Synthetic::isLong,
                        word -> other(word, own, Synthetic::isLong).orElse(word))
                .flatMap(once -> changed(
                        once,
                        Synthetic::isLong,
                        word -> other(word, own, Synthetic::isLong).orElse(word)));
    }

    private static boolean isLong(String word) {
        return word.length() >= 6 && word.chars().allMatch(Character::isLowerCase);
    }

    private Optional<String> other(String word, List<String[]> own, Predicate<String> fitting) {
        Set<String> others = own.stream()
                .flatMap(Arrays::stream)
                .filter(fitting)
                .filter(each -> !each.equals(word))
                .collect(Collectors.toCollection(TreeSet::new));
        List<String> list = new ArrayList<>(others);
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(random.nextInt(list.size())));
    }

    /** With one of the fitting words changed; empty if there is none, or nothing changes. */
    private Optional<String[]> changed(String[] words, Predicate<String> fitting, Function<String, String> change) {
        List<Integer> places = new ArrayList<>();
        for (int i = 1; i < words.length; i++) {
            if (fitting.test(words[i])) {
                places.add(i);
            }
        }
        if (places.isEmpty()) {
            return Optional.empty();
        }
        int at = places.get(random.nextInt(places.size()));
        String[] made = words.clone();
        made[at] = change.apply(words[at]);
        return made[at].equals(words[at]) ? Optional.empty() : Optional.of(made);
    }
}
