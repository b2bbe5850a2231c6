package dev.weir.dialect;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.ValidationLimitExceededException;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A schema that is ready to be compared with. Drafts 4 to 2020-12, the newest where it does not say; {@code format}
 * only describes, as the newest draft has it. Thread-safe.
 */
public final class AnswerSchema {
    private static final String META = "json-schema.org/";
    private static final long MOST_STEPS = 200_000;
    private static final int DEEPEST = 400;
    private static final int LISTED = 3;

    /** A longer answer may have so many faults that only the first one is looked for. */
    private static final int SHORT = 1 << 16;

    private static final Map<SpecificationVersion, Schema> META_SCHEMAS = new ConcurrentHashMap<>();
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final SchemaRegistryConfig CONFIG = SchemaRegistryConfig.builder()
            .regularExpressionFactory(new LinearPatterns())
            .pathType(PathType.JSON_PATH)
            .locale(java.util.Locale.ENGLISH)
            .build();

    private final Schema schema;

    private AnswerSchema(Schema schema) {
        this.schema = schema;
    }

    /** A schema that is none; {@code path} is where in it, in dots and brackets, empty for all of it. */
    public static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;
        private final String path;

        Malformed(String path, String message) {
            super(message);
            this.path = path;
        }

        public String path() {
            return path;
        }
    }

    public static AnswerSchema of(JsonNode text) throws Malformed {
        if (!text.isObject() && !text.isBoolean()) {
            throw new Malformed("", "it is no object");
        }
        try {
            SpecificationVersion version =
                    SpecificationVersion.fromSchemaNode(text).orElse(SpecificationVersion.DRAFT_2020_12);
            requireSchema(META_SCHEMAS.computeIfAbsent(version, AnswerSchema::meta), text);
            Schema schema = registry(version).getSchema(text);
            schema.initializeValidators();
            return new AnswerSchema(schema);
        } catch (SchemaException | ValidationLimitExceededException e) {
            throw new Malformed("", String.valueOf(e.getMessage()));
        } catch (RuntimeException | StackOverflowError e) {
            throw new Malformed("", "it cannot be read (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static Schema meta(SpecificationVersion version) {
        return registry(version).getSchema(SchemaLocation.of(version.getDialectId()));
    }

    /** One for each schema: what a schema calls itself must mean nothing to another one. */
    private static SchemaRegistry registry(SpecificationVersion version) {
        return SchemaRegistry.withDefaultDialect(
                version,
                registry -> registry.schemaRegistryConfig(CONFIG)
                        .schemaLoader(loader -> loader.allow(iri -> isMeta(iri.toString()))));
    }

    private static boolean isMeta(String iri) {
        return iri.startsWith("http://" + META) || iri.startsWith("https://" + META);
    }

    private static void requireSchema(Schema meta, JsonNode text) throws Malformed {
        List<Error> errors = checked(meta, text, true);
        if (!errors.isEmpty()) {
            Error first = errors.getFirst();
            throw new Malformed(first.getInstanceLocation().toString().substring(1), words(first));
        }
    }

    private static List<Error> checked(Schema schema, JsonNode node, boolean onlyFirst) {
        return schema.validate(
                node,
                context -> context.executionConfig(config -> config.failFast(onlyFirst)
                        .maxEvaluationSteps(MOST_STEPS)
                        .maxEvaluationDepth(DEEPEST)));
    }

    /** What is wrong with a JSON text; empty if it keeps to the schema. */
    public Optional<String> fault(String json) {
        try {
            List<Error> errors = checked(schema, JSON.readTree(json), json.length() > SHORT);
            return errors.isEmpty() ? Optional.empty() : Optional.of(words(errors));
        } catch (JacksonException e) {
            return Optional.of("it is not JSON: " + e.getOriginalMessage());
        } catch (ValidationLimitExceededException e) {
            return Optional.of("comparing it with its schema takes more than " + MOST_STEPS + " steps");
        } catch (SchemaException e) {
            return Optional.of("the schema cannot be applied: " + e.getMessage());
        } catch (RuntimeException | StackOverflowError e) {
            return Optional.of("the schema cannot be applied (" + e.getClass().getSimpleName() + ")");
        }
    }

    private static String words(List<Error> errors) {
        String listed = errors.stream()
                .limit(LISTED)
                .map(error -> error.getInstanceLocation() + ": " + words(error))
                .collect(Collectors.joining("; "));
        return errors.size() <= LISTED ? listed : listed + "; and " + (errors.size() - LISTED) + " more";
    }

    private static String words(Error error) {
        return String.valueOf(error.getMessage());
    }
}
