/**
 * Attacks on the sending side, with nothing known of it but its public API. {@link io.recordsockets.it.send.SendIT} runs the
 * classes of this package in JVMs of their own: with the agent jar on the class path alone, and under the agent.
 */
package io.recordsockets.it.send;
