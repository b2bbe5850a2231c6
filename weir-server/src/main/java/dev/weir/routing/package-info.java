/**
 * From a public model name to a deployment. {@link dev.weir.routing.Models} is the list that callers see; the stage
 * picks from it. In this version a model has one deployment that is used: its first.
 */
@NullMarked
package dev.weir.routing;

import org.jspecify.annotations.NullMarked;
