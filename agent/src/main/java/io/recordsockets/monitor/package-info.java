/**
 * What is told about the record sockets: {@link io.recordsockets.monitor.RuleCounters} count per rule, {@link
 * io.recordsockets.monitor.RecordSocketsMXBean} shows them over JMX, {@link io.recordsockets.monitor.Log} says what went
 * wrong.
 */
package io.recordsockets.monitor;
