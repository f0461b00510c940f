/**
 * Tests with real JVMs: each forks JVMs with the agent jar that is shipped, on JDK 17 and, where it is found, on 25.
 * Start at {@link io.recordsockets.it.ContractIT}; {@link io.recordsockets.it.ForkedJvm} starts and watches the JVMs,
 * {@link io.recordsockets.it.Suite} runs JUnit classes inside them.
 */
package io.recordsockets.it;
