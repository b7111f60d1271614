package io.hedgerow.gateway.route.file;

/**
 * A word of the file and what may stand behind it.
 *
 * @param purpose one sentence without a full stop, which editors show
 */
record Word<T>(String name, Shape<T> shape, String purpose) {}
