/**
 * Traffic as it is in the wild: what fits a framing, and what does not. {@link io.recordsockets.bench.wild.WildServer} is the
 * program under test, which only reads and notes when it was given what; {@link io.recordsockets.bench.wild.Player} plays
 * {@link io.recordsockets.bench.wild.Traffic} to it; {@link io.recordsockets.bench.wild.Delays} joins the two.
 */
package io.recordsockets.bench.wild;
