/**
 * Every exchange is a trace. {@link dev.weir.trace.TraceStage} opens and closes its recording and hands the finished
 * exchange to the journal; projections turn journal records into the rows that lists and pages read.
 *
 * <p>The stage is outermost among those of a call, yet what it stores is the guarded form: stages inside it change
 * the operation's payload before it is recorded.
 */
@NullMarked
package dev.weir.trace;

import org.jspecify.annotations.NullMarked;
