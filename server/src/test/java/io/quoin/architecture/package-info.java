/** Holds the house to its plan: which room may know which, what pure code may not use, and how sources look. */
package io.quoin.architecture;
