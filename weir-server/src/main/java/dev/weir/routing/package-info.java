/**
 * From a public model name to a deployment that answers. {@link dev.weir.routing.Models} is the list that callers see.
 *
 * <p>The {@code Planner} makes a {@code Plan} of each call: every {@code Filter} may drop deployments (regions, tags,
 * capabilities, context, cost, limits), and the model's {@link dev.weir.spi.Strategy} orders the rest. {@link
 * dev.weir.routing.Explainer} shows the same plan and calls nobody.
 *
 * <p>{@code Attempts} asks them in that order for one call: {@code Rounds} holds who was asked and who may be asked
 * again, {@code Remedy} what may help after a failure, {@code Backoff} how long to wait. What outlives a call is each
 * deployment's {@code DeploymentHealth}: its {@code Breaker}, its {@code RetryBudget}, the time that it asked for
 * itself and its {@code LastHour}, which the console and the API show; and its {@link dev.weir.routing.Load}, what it
 * is doing now. Each attempt runs inside a {@link dev.weir.routing.Load.Hold}, taken in one step with everything that limits count: planning only looks at limits, so a
 * plan's deployment may be passed over because others were quicker.
 *
 * <p>Hint: a stream counts as begun with its first content. Until then it is held back ({@code Opening}), and its
 * failure is one like any other.
 */
@NullMarked
package dev.weir.routing;

import org.jspecify.annotations.NullMarked;
