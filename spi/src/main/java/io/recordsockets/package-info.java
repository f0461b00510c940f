/**
 * What applications call. A record is the bytes that an application treats as one unit; on the wire exactly these bytes, on plain
 * TCP. A framing says where it ends.
 *
 * <pre>{@code
 * RecordSocket socket = RecordSocket.attach(channel, RecordFramings.lengthField(0, 4));
 * ByteBuffer hello = ByteBuffer.allocate(9).putInt(5).put("hello".getBytes(US_ASCII)).flip();
 * try (RecordHandle record = RecordHandle.copyOf(hello)) {
 *     SendResult result = socket.send(record, SendOptions.ofUrgency(SendOptions.MOST_URGENT));
 *     if (result.outcome().isLimit()) {
 *         socket.writable().thenRun(this::goOn);
 *     }
 * }
 * try (RecordHandle answer = socket.receive()) {
 *     handle(answer.bytes());
 * }
 * }</pre>
 *
 * <p>{@link io.recordsockets.RecordHandle} is a record, {@link io.recordsockets.RecordSocket} a connection, {@link
 * io.recordsockets.RecordGroup} a broadcast, {@link io.recordsockets.RecordFramings} has the framings, and {@link
 * io.recordsockets.RecordSockets} tells what is in force. Everything here works with and without the agent; without it only on
 * channels that the application attaches itself.
 *
 * <p>No method takes or returns null but where it says so. Times are {@link java.time.Duration} and {@link java.time.Instant},
 * sizes are bytes.
 */
package io.recordsockets;
