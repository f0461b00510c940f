/**
 * Calls of the JDK that are rewritten in place, one class for each rewritten type. {@link
 * io.recordsockets.rewrite.ProviderLookup} serves attachment at run time; {@code -javaagent} rewrites nothing.
 */
package io.recordsockets.rewrite;
