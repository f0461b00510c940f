/** {@link io.recordsockets.framing.FramingContract} holds for every framing; the other tests say what each one knows. */
package io.recordsockets.framing;
