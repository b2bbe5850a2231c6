/**
 * What somebody who runs or pays for Weir should know: a budget that is nearly used up, a key whose use is unusual, a key
 * that is being slowed down.
 *
 * <p>Other rooms find such things out, beside the calls and never on their way: {@link dev.weir.notice.NoticeRoom#watch}
 * has them look once a second. What they find they tell to {@link dev.weir.notice.Notices}, which keeps it, logs it, and
 * has it sent to the operator's webhook. A {@link dev.weir.notice.Notice}'s id is made of what happened, so that whoever
 * finds the same twice, also in another life of the process, tells it once.
 *
 * <p>Trap: a webhook gets each notice at least once. Between its answer and the row that remembers it a kill may come;
 * the id, which is the same then, makes the second one harmless.
 */
@NullMarked
package dev.weir.notice;

import org.jspecify.annotations.NullMarked;
