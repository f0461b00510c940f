/**
 * What others implement. A protocol that is not built in becomes known by a {@link
 * io.recordsockets.spi.RecordFramingProvider}, found by {@link java.util.ServiceLoader}; its heart is a {@link
 * io.recordsockets.spi.RecordParser}, which says where a record ends.
 */
package io.recordsockets.spi;
