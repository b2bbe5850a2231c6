/**
 * Who may do what: organizations, their projects, and the virtual keys that act in them.
 *
 * <p>{@link dev.weir.tenancy.Tenancy} is the only door. It holds every key in memory by the hash of its text, so that a
 * request is identified without the database; what an administrator changes is durable in SQL before it holds in
 * memory. {@link dev.weir.tenancy.KeyAuthenticator} reads the key, or the console's cookie, from a request.
 *
 * <p>Trap: a key's text exists in this process only while it is made or checked. It is never stored, logged or
 * journalled; {@link dev.weir.tenancy.IssuedKey} prints without it.
 */
@NullMarked
package dev.weir.tenancy;

import org.jspecify.annotations.NullMarked;
