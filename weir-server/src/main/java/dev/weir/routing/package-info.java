/**
 * From a public model name to a deployment. {@link dev.weir.routing.Models} is the list that callers see.
 *
 * <p>The {@code Planner} makes a {@code Plan} of each call: every {@code Filter} may drop deployments (regions, tags,
 * capabilities, context, cost, limits), and the model's {@link dev.weir.spi.Strategy} orders the rest. The stage calls
 * them in that order until one answers; {@link dev.weir.routing.Explainer} shows the same plan and calls nobody.
 *
 * <p>{@link dev.weir.routing.Load} is what a deployment is doing now. Each attempt runs inside a
 * {@link dev.weir.routing.Load.Hold}, taken in one step with everything that limits count: planning only looks at
 * limits, so a plan's deployment may be passed over because others were quicker.
 */
@NullMarked
package dev.weir.routing;

import org.jspecify.annotations.NullMarked;
