/**
 * From a public model name to a deployment. {@link dev.weir.routing.Models} is the list that callers see; the stage
 * picks from it. A model's deployments are tried in their order until one answers.
 */
@NullMarked
package dev.weir.routing;

import org.jspecify.annotations.NullMarked;
