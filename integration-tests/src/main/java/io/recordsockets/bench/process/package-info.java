/**
 * Child processes: the command lines of the servers under test ({@link io.recordsockets.bench.process.JavaCommand}),
 * their pipes, their CPU time and the cores they are pinned to.
 */
package io.recordsockets.bench.process;
