/**
 * What an application can observe of channels and selectors, as JUnit classes that run inside the JVM under test. The plain
 * JDK is the control: each of them passes there. {@link io.recordsockets.it.contract.Payload} makes bytes that suit the
 * rules in force.
 */
package io.recordsockets.it.contract;
