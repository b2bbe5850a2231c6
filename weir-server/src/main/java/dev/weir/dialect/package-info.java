/**
 * The wire formats that clients and vendors speak, read and written by hand over Jackson's streaming parser. A body is
 * read once, for what the pipeline needs to know; its bytes travel on as they came, so that fields which Weir does not
 * know survive. Whatever must change is changed in the bytes by {@link dev.weir.dialect.JsonEdit}, never by writing a
 * parsed tree back.
 *
 * <p>A request for a deployment of another dialect goes by way of a {@link dev.weir.spi.Conversation}; an answer from
 * one is written from its deltas. See docs/decisions/0008.
 *
 * <p>A client's mistakes come back as data, {@link dev.weir.dialect.Parsed.Rejected} with the field at fault. A
 * vendor's oddities are read leniently: what is not understood is left alone, and an answer that cannot be read at all
 * is a refusal, not an exception.
 */
@NullMarked
package dev.weir.dialect;

import org.jspecify.annotations.NullMarked;
