package dev.weir.bench.groundedness;

import dev.weir.knowledge.document.Sentences;
import dev.weir.knowledge.document.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
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
 * Claims made by rule from sentences of abstracts. Supported: the sentence as it is, shortened, or with the beginning
 * left out. Not supported: the same with a number, a name, a direction or a denial changed, two halves of sentences put
 * together, words of another place of the abstract put in, or a sentence of another abstract. The changes are made to
 * shortened sentences too, so that being shortened says nothing. The same seed gives the same claims.
 */
final class Synthetic {
    private static final int LEAST_WORDS = 7;
    private static final int MOST_WORDS = 45;

    private static final Map<String, String> TURNED = Map.ofEntries(
            Map.entry("increased", "decreased"),
            Map.entry("decreased", "increased"),
            Map.entry("increase", "decrease"),
            Map.entry("decrease", "increase"),
            Map.entry("increases", "decreases"),
            Map.entry("decreases", "increases"),
            Map.entry("higher", "lower"),
            Map.entry("lower", "higher"),
            Map.entry("high", "low"),
            Map.entry("low", "high"),
            Map.entry("more", "less"),
            Map.entry("less", "more"),
            Map.entry("reduced", "raised"),
            Map.entry("reduces", "raises"),
            Map.entry("reduce", "raise"),
            Map.entry("improved", "worsened"),
            Map.entry("positive", "negative"),
            Map.entry("negative", "positive"),
            Map.entry("inhibits", "activates"),
            Map.entry("activates", "inhibits"),
            Map.entry("promotes", "prevents"),
            Map.entry("greater", "smaller"),
            Map.entry("before", "after"),
            Map.entry("after", "before"));

    private static final Set<String> AUXILIARIES =
            Set.of("is", "are", "was", "were", "can", "could", "may", "will", "should", "has", "have", "had");

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
        String[] sentence = pick(own);
        String[] shortened = shortened(pick(own));
        positive(id, "as it is", sentence, text, examples);
        positive(id, "shortened", shortened, text, examples);
        positive(id, "beginning left out", withoutBeginning(pick(own)), text, examples);
        String[] base = random.nextBoolean() ? sentence : shortened;
        List<Optional<Made>> wrong = List.of(
                number(base, own).map(made -> new Made("number", made)),
                name(base, own).map(made -> new Made("name", made)),
                denied(base).map(made -> new Made("denial", made)),
                turned(base).map(made -> new Made("direction", made)),
                Optional.of(new Made("halves", halves(own))),
                swapped(base, own).map(made -> new Made("words", made)),
                foreign.isEmpty() ? Optional.empty() : Optional.of(new Made("foreign", pick(foreign))));
        List<Made> possible = new ArrayList<>(wrong.stream().flatMap(Optional::stream).toList());
        Collections.shuffle(possible, random);
        possible.stream().limit(3).forEach(made -> negative(id, made, text, examples));
    }

    /** A claim that a rule has made. */
    private record Made(String rule, String[] words) {}

    private void positive(String id, String rule, String[] words, String text, List<Example> examples) {
        examples.add(new Example(rule, groups.apply(id), joined(words), List.of(text), true));
    }

    private void negative(String id, Made made, String text, List<Example> examples) {
        String claim = joined(made.words());
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

    private static String joined(String[] words) {
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
        return words;
    }

    private Optional<String[]> number(String[] words, List<String[]> own) {
        return changed(words, Synthetic::isNumber, word -> random.nextBoolean()
                ? other(word, own, Synthetic::isNumber).orElseGet(() -> another(word))
                : another(word));
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.chars().anyMatch(Character::isDigit)
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
        return changed(words, Synthetic::isName, word -> other(word, own, Synthetic::isName)
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

    private static Optional<String[]> denied(String[] words) {
        for (int i = 1; i < words.length - 1; i++) {
            String word = words[i].toLowerCase(Locale.ROOT);
            if (word.equals("not")) {
                return Optional.of(Stream.concat(Arrays.stream(words, 0, i), Arrays.stream(words, i + 1, words.length))
                        .toArray(String[]::new));
            }
            if (AUXILIARIES.contains(word)) {
                return Optional.of(Stream.of(
                                Arrays.stream(words, 0, i + 1),
                                Stream.of("not"),
                                Arrays.stream(words, i + 1, words.length))
                        .flatMap(part -> part)
                        .toArray(String[]::new));
            }
        }
        return Optional.empty();
    }

    private Optional<String[]> turned(String[] words) {
        return changed(words, TURNED::containsKey, word -> TURNED.getOrDefault(word, word));
    }

    /** The first half of a sentence with the second half of another one. */
    private String[] halves(List<String[]> own) {
        String[] one = pick(own);
        String[] other = pick(own);
        return Stream.concat(
                        Arrays.stream(one, 0, one.length / 2),
                        Arrays.stream(other, other.length / 2, other.length))
                .toArray(String[]::new);
    }

    /** With two longer words of other sentences in place of its own. */
    private Optional<String[]> swapped(String[] words, List<String[]> own) {
        return changed(words, Synthetic::isLong, word -> other(word, own, Synthetic::isLong).orElse(word))
                .flatMap(once ->
                        changed(once, Synthetic::isLong, word -> other(word, own, Synthetic::isLong).orElse(word)));
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
    private Optional<String[]> changed(
            String[] words, Predicate<String> fitting, Function<String, String> change) {
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
