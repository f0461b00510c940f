/**
 * Small programs with a {@code main} for forked JVMs. They know nothing of record sockets; what they print is the same with
 * and without the agent.
 */
package io.recordsockets.it.program;
