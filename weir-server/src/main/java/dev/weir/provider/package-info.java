/**
 * Adapters to vendors, one class a protocol. {@link dev.weir.provider.Providers} holds the configured ones by name;
 * an OpenAI-compatible vendor is a base URL in the configuration, not a class here.
 */
@NullMarked
package dev.weir.provider;

import org.jspecify.annotations.NullMarked;
