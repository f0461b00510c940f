/**
 * The rule file: which sockets are record sockets, with which framing and which limits. {@link
 * io.recordsockets.rules.RuleSet} parses it and finds the rule of a connection.
 */
package io.recordsockets.rules;
