/**
 * What only holds can show: JUnit classes that run inside a JVM with the agent, on connections that a rule matches. {@link
 * io.recordsockets.it.HoldIT} names the rules for each of them.
 */
package io.recordsockets.it.hold;
