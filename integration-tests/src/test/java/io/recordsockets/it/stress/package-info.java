/**
 * The adversary of the record selector: {@link io.recordsockets.it.stress.SelectorAttack} runs random interleavings against a
 * model, {@link io.recordsockets.it.stress.CornerCases} the interleavings that once were wrong or are most likely to be.
 * Both run on the plain JDK as the control.
 */
package io.recordsockets.it.stress;
