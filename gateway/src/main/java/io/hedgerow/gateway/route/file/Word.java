package io.hedgerow.gateway.route.file;

/**
 * A word of the file, and the syntax of its value.
 *
 * @param purpose one sentence without a full stop, which editors show
 */
record Word<T>(String name, Shape<T> shape, String purpose) {}
