package dev.weir.billing;

import java.util.Locale;

/** Providers bill a version, or a name for people, where callers ask for an alias. */
final class ModelNames {
    private ModelNames() {}

    /** {@code gpt-4o} of {@code gpt-4o-2024-08-06}, {@code claude-haiku-4-5} of {@code Claude Haiku 4.5}. */
    static String plain(String model) {
        String name = model.strip().toLowerCase(Locale.ROOT);
        boolean shown = name.startsWith("claude ");
        name = shown ? name.replace(' ', '-').replace('.', '-') : name;
        return withoutDate(withoutDate(name, "-dddd-dd-dd"), "-dddddddd");
    }

    private static String withoutDate(String name, String shape) {
        int start = name.length() - shape.length();
        if (start <= 0) {
            return name;
        }
        for (int i = 0; i < shape.length(); i++) {
            char c = name.charAt(start + i);
            if (shape.charAt(i) == 'd' ? c < '0' || c > '9' : c != shape.charAt(i)) {
                return name;
            }
        }
        return name.substring(0, start);
    }
}
