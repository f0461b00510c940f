package io.recordsockets.inbound;

/**
 * How long and how much a connection may hold, at most.
 *
 * @param mode whether it may hold at all
 * @param holdLimit bytes; a longer record is delivered in steps
 * @param stallNs nanoseconds without progress after which an unfinished record is delivered as far as it is there
 * @param holdTimeNs nanoseconds that one record is held at most, even while it makes progress
 */
public record InboundLimits(HoldMode mode, int holdLimit, long stallNs, long holdTimeNs) {}
