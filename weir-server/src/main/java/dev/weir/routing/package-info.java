/**
 * From a public model name to a deployment that answers. {@link dev.weir.routing.Models} is the list that callers see;
 * the stage picks from it and hands the model's deployments, best first, to {@code Attempts}.
 *
 * <p>{@code Attempts} asks them for one call: {@code Rounds} holds who was asked and who may be asked again, {@code
 * Remedy} what may help after a failure, {@code Backoff} how long to wait. What outlives a call is each deployment's
 * {@code DeploymentHealth}: its {@code Breaker}, its {@code RetryBudget} and the time that it asked for itself.
 *
 * <p>Hint: a stream counts as begun with its first content. Until then it is held back ({@code Opening}), and its
 * failure is one like any other.
 */
@NullMarked
package dev.weir.routing;

import org.jspecify.annotations.NullMarked;
