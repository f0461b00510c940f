/** How the house is built: the arrows between the packages, and the sizes of what is in them. */
package io.recordsockets.arch;
