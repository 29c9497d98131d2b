/**
 * How large things get on NATS, which refuses what is over its maximum payload. A test over the table holds these true.
 */

/**
 * Bytes that one event or one command needs at most, whatever it holds: 4,000 characters, each of them seven bytes where
 * it is escaped twice, and what is told beside them.
 */
export const mostPieceBytes = 31 * 1024

/** Bytes around the pieces of one message: brackets, names, numbers. */
export const envelopeBytes = 1024

/** The smallest maximum payload of a NATS with which any event can travel, and beside a message what has become of it. */
export const leastPayload = 2 * mostPieceBytes + envelopeBytes
