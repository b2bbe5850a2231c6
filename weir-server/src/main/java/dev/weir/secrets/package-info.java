/**
 * The keys that keep stored text readable only for whom it belongs to. A master key, which never enters a backup,
 * wraps one data key per project; destroying a data key erases every text it sealed, wherever copies of it are.
 */
@NullMarked
package dev.weir.secrets;

import org.jspecify.annotations.NullMarked;
