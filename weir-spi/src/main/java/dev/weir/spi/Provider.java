package dev.weir.spi;

import java.net.URI;
import java.util.List;
import java.util.Optional;

/**
 * An adapter to one vendor's protocol, or a model that runs in this process. Thread-safe; called on a virtual thread,
 * so that blocking is fine, but native code that runs long belongs on a pool of its own.
 */
public interface Provider {
    /**
     * Does what the call asks with {@link Call#chosenTarget()}. Renders {@link Call#passages()} if there are any.
     * Failures are {@link Answer.Refused}; a stream that fails later ends with {@link Event.Failed}. For a stream,
     * returns when its first event is there. An exception is a bug.
     */
    Answer call(Call call);

    /** The vendor's own batches; empty if it has none that this provider knows. */
    default Optional<VendorBatches> batches() {
        return Optional.empty();
    }

    /** The vendor's model names, as far as the provider can list them; empty if it cannot. */
    List<String> models();

    /**
     * Makes providers of one kind; found by {@link java.util.ServiceLoader}, so that a jar on the class path with one
     * class and one service entry adds a kind.
     */
    interface Factory {
        /** The {@code kind} in the configuration. */
        String kind();

        /** Where the vendor's API is when the configuration does not say; prices are looked up by it. */
        default Optional<URI> address() {
            return Optional.empty();
        }

        /** Where the API is that these settings lead to; by default their own address, else the vendor's. */
        default Optional<URI> address(ProviderSettings settings) {
            return settings.baseUrl() == null ? address() : Optional.of(settings.baseUrl());
        }

        /** Whether an answer whose beginning is the last message of a request is known to be continued. */
        default boolean continuesAnswers(ProviderSettings settings) {
            return false;
        }

        /** Whether its providers have {@link Provider#batches}; else no deployment can ask for them. */
        default boolean hasBatches() {
            return false;
        }

        /** What an entry of this kind may say under {@code options}; an option that is not among them is a fault. */
        default List<Option> options() {
            return List.of();
        }

        /**
         * What this kind cannot work with, such as a missing project. Options that {@link #options} does not name, or
         * with a value that it does not list, are found without it.
         */
        default List<Fault> faults(ProviderSettings settings) {
            return List.of();
        }

        /**
         * @throws IllegalArgumentException if the settings have {@link #faults}
         */
        Provider create(ProviderSettings settings, ExtensionContext context);
    }

    /**
     * A setting that only one kind has, under {@code options} in its entry.
     *
     * @param doc a sentence that says what it is and what its absence means
     * @param secret whether its value is a credential, which is never shown and is not taken over the API
     * @param choices the values it may have; empty if there is no end of them
     */
    record Option(String name, String doc, boolean secret, List<String> choices) {
        public Option {
            choices = List.copyOf(choices);
        }

        /** One that anybody may see, of any text. */
        public static Option of(String name, String doc) {
            return new Option(name, doc, false, List.of());
        }

        public static Option secret(String name, String doc) {
            return new Option(name, doc, true, List.of());
        }

        public static Option oneOf(String name, String doc, String... choices) {
            return new Option(name, doc, false, List.of(choices));
        }
    }

    /**
     * What is wrong with a provider's settings.
     *
     * @param key the key in its entry, such as {@code base_url} or {@code options.project}
     * @param what what is wrong, after the key's name: "is missing"
     * @param hint what would be right
     */
    record Fault(String key, String what, String hint) {}
}
