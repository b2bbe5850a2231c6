/**
 * The composition root: {@link dev.weir.app.Weir} builds every room by hand, in the order in which they need each
 * other, and {@link dev.weir.app.Main} starts the command line. Nothing imports this package.
 *
 * <p>{@link dev.weir.app.Weir} says only what is opened when. What a room is built of stands beside it: {@link
 * dev.weir.app.StoredRooms} gives most that keep something their part of the {@link dev.weir.app.Storage}, {@link
 * dev.weir.app.Upstream} has the providers and the routes to them, {@link dev.weir.app.ConsoleRooms} what the console
 * asks, {@link dev.weir.app.FrontDoor} everything that can be asked for. Classes whose name ends in {@code Of} put the
 * configuration into the rooms' words; {@link dev.weir.app.LiveRooms} does so again when it changes.
 */
@NullMarked
package dev.weir.app;

import org.jspecify.annotations.NullMarked;
