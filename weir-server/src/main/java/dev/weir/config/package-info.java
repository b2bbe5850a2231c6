/**
 * Reads {@code weir.yaml} into immutable records.
 *
 * <p>A record is the whole definition of its part of the file: components are the keys (camelCase here, snake_case
 * there), {@link dev.weir.config.Default} gives what an absent key means, {@link dev.weir.config.Doc} the sentence that
 * the reference shows, {@link dev.weir.config.Range} and {@link dev.weir.config.KeyOf} what a value must satisfy. From
 * the same records come the binding, the reference page ({@link dev.weir.config.ConfigReference}) and the JSON Schema
 * ({@link dev.weir.config.ConfigSchema}), so the three cannot disagree.
 *
 * <p>The way of a value: {@code YamlReader} turns text into nodes that know their line and column;
 * {@code EnvironmentOverlay} lays {@code WEIR_*} variables and {@link dev.weir.config.Setting}s of the command line over
 * them; {@code Binding} fills in {@code ${NAME}} and makes the records. Nothing stops at the first mistake: every
 * {@link dev.weir.config.Problem} is collected and shown together in one {@link dev.weir.config.ConfigException}.
 *
 * <p>Traps: what a {@code ${NAME}} was filled with is never repeated in a problem, because it may be a secret; a
 * {@code ${NAME}} inside a flow mapping is not YAML and is veiled before parsing; an alias is allowed but what it
 * expands to is counted.
 */
@NullMarked
package dev.weir.config;

import org.jspecify.annotations.NullMarked;
