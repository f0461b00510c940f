/**
 * Unmodified programs that send the same bytes to many receivers, run in forked JVMs under rules with {@code share=}: each
 * receiver checks each byte. Started by {@link io.recordsockets.it.ShareIT}.
 */
package io.recordsockets.it.share;
