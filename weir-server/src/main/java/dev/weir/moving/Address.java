package dev.weir.moving;

import java.net.URI;
import java.util.Optional;

/** An address in a foreign configuration. */
record Address(String text) {
    private static final String V1 = "/v1";

    /** Without slashes at the end, and without the path of a call that some configurations carry. */
    Address {
        text = text.strip().replaceAll("/+$", "").replaceAll("/(chat/completions|messages)$", "");
    }

    private Optional<URI> url() {
        try {
            return Optional.of(URI.create(text)).filter(url -> url.getHost() != null);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Whether nothing but a variable says where it is. */
    boolean isReference() {
        return text.startsWith("${");
    }

    boolean isUsable() {
        return isReference()
                || url().map(URI::getScheme)
                        .filter(scheme -> scheme.equals("http") || scheme.equals("https"))
                        .isPresent();
    }

    /** Whether it surely is on this machine or in this network. */
    boolean isPrivate() {
        String host = url().map(URI::getHost).orElse("");
        return !host.isEmpty() && !host.contains(".") && !host.contains(":")
                || host.startsWith("127.")
                || host.startsWith("10.")
                || host.startsWith("192.168.")
                || host.matches("172\\.(1[6-9]|2[0-9]|3[01])\\..*")
                || host.equals("0.0.0.0")
                || host.equals("[::1]")
                || host.endsWith(".local")
                || host.endsWith(".internal");
    }

    /** With the version at its end, where it names none. */
    Address versioned() {
        boolean bare = url().map(url -> url.getPath() == null || url.getPath().isEmpty())
                .orElse(false);
        return bare ? new Address(text + V1) : this;
    }
}
