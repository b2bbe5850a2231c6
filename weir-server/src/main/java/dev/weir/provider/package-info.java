/**
 * Adapters to vendors, one class a protocol. {@link dev.weir.provider.Providers} holds the configured ones by name;
 * an OpenAI-compatible vendor is a row in {@code vendors.json} and a name in the configuration, not a class here.
 */
@NullMarked
package dev.weir.provider;

import org.jspecify.annotations.NullMarked;
