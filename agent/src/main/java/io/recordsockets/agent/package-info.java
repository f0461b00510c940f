/**
 * The agent: options, command line, start. {@link io.recordsockets.agent.AgentOptions} reads what the operator asked for,
 * {@link io.recordsockets.agent.Main} answers on the command line, and
 * {@link io.recordsockets.agent.EngineLoader} parts the engine from the application.
 */
package io.recordsockets.agent;
