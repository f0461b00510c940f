/** The built-in framings, one class each, and {@link io.recordsockets.framing.Framings}, which finds them by name. */
package io.recordsockets.framing;
