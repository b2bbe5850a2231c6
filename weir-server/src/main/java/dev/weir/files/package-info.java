/**
 * Files that callers upload and that batches leave behind: OpenAI's Files API. A row in the database says that a file
 * exists; its content lies beside, sealed with its project's key in pieces of 64 KB, so that neither reading nor
 * writing ever holds a whole file in memory.
 *
 * <p>Order keeps it whole: content is written and synced under another name, renamed, and only then gets its row; a
 * file loses its row first and its content afterwards. What a killed process leaves without a row is swept at the next
 * start.
 */
@NullMarked
package dev.weir.files;

import org.jspecify.annotations.NullMarked;
