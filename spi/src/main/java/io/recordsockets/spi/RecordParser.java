package io.recordsockets.spi;

import java.nio.ByteBuffer;

/**
 * Finds the records in one direction of one connection. The contract is that of the Linux stream parser ({@code
 * net/strparser}): given the head bytes, answer a length, "need at least n bytes", or "not a record".
 *
 * <p>The caller shows the <em>head</em>: the bytes that have come in so far from the first byte of a record on, or from
 * the byte behind a {@linkplain FramingAnswer#part(long, int) part} of it. As long as the parser asks for more, the next
 * call shows a head that begins at the same byte and is longer; a parser may remember how far it has looked. After a
 * {@linkplain FramingAnswer#record(long) record} the next head begins with the byte behind that record, after a part with
 * the byte behind that part. Bytes that an answer covers but the head does not hold yet are never shown: they stay in the
 * kernel until the application reads them itself. So where a record ends must follow from its bytes alone, not from how
 * they were shown. A caller may ask earlier than the parser said, with fewer bytes than it wants.
 *
 * <p>A record is the smallest unit that an application can act on and that a sender sends at once: a request, a chunk, a
 * row; not a whole download whose parts are of use before. Where the other side must speak before the rest can come, the
 * record ends before that. From {@link FramingAnswer#UNFRAMED} and {@link FramingAnswer#NOT_A_RECORD} on the parser is not
 * asked any more.
 *
 * <p><b>Memory:</b> between two calls the caller keeps a copy of those bytes of the head that have come in and that no part
 * covers, and there is a parser for each connection. A good parser passes what it has seen as parts and counts its limits
 * itself, so that a peer cannot make it ask for more than some hundred bytes of head; the built-in ones are of 64 bytes at
 * most and ask for 128.
 *
 * <p>An exception is taken as {@link FramingAnswer#NOT_A_RECORD}, counted by its own name; it never reaches the
 * application.
 *
 * <p><b>Threading:</b> one caller at a time, with happens-before between the calls.
 */
public interface RecordParser {
    /**
     * Looks at the head of a record.
     *
     * @param head the bytes from {@code position} to {@code limit}, big-endian, never empty; may be the application's own
     *     memory: not to be written, not to be kept. Its position need not be moved and is not looked at afterwards.
     * @return one of the answers of {@link FramingAnswer}
     */
    long parse(ByteBuffer head);

    /**
     * How many bytes it may take to see where a record ends. Where records are large, so that bodies are worth leaving in
     * the kernel, no more than this is read ahead of the application.
     *
     * @return bytes, above 0: the length of a fixed header, or a good guess at the length of a text header
     */
    int headLength();
}
