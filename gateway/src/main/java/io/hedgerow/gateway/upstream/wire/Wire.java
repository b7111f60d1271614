package io.hedgerow.gateway.upstream.wire;

import io.netty.buffer.ByteBuf;
import java.util.Map;

/**
 * One open connection to the upstream, HTTP/1.1 or HTTP/2. Nothing is reported from inside {@link
 * #send}.
 *
 * <p>Belongs to the event loop of its channel.
 */
public interface Wire {
  /** Gets the events of the connection as a whole. */
  interface Listener {
    /** The connection is closed. The last call; answers have been reported as lost before it. */
    void onClosed();

    /** HTTP/1.1: the upstream sent bytes that belong to no request. Called once. */
    void onSurplus();

    /**
     * HTTP/2: the upstream takes no more streams, and processes none above {@code lastStreamId}.
     */
    void onGoAway(long errorCode, int lastStreamId);

    /** HTTP/2: the upstream has changed its settings. */
    void onSettings();
  }

  /** Gets the parts of one answer, and its end once. */
  interface AnswerListener {
    /**
     * The head of the answer.
     *
     * @param status 200 or more, or 101; interim answers are not reported
     * @param isReusable whether the connection can carry another request after this answer
     * @param lengthBytes length of the body; -1 if unknown
     * @param fields header fields in the order of the answer; valid only during the call
     */
    void onHead(
        int status,
        boolean isReusable,
        long lengthBytes,
        Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields);

    /**
     * A part of the body.
     *
     * @param data valid only during the call
     */
    void onData(ByteBuf data);

    /** The answer is complete. The last call. */
    void onEnd();

    /** The answer broke off, or never began. The last call. */
    void onLost(Loss loss);
  }

  /** A request that has been sent. */
  interface Sent {
    /** The number of its HTTP/2 stream; 0 over HTTP/1.1. */
    int streamId();

    /**
     * Cancels the request: resets the HTTP/2 stream, or closes the HTTP/1.1 connection. Nothing
     * more is reported about the answer.
     */
    void cancel();
  }

  /** Whether it is HTTP/2 and carries several requests at once. */
  boolean isMultiplexed();

  /** How many requests the upstream accepts at once. */
  int streamsMax();

  /** Sets the listener. Call it as soon as the connection is open. */
  void listen(Listener listener);

  /** Sends a request. An HTTP/1.1 connection must have no other request on it. */
  Sent send(RequestHead request, AnswerListener listener);

  /** HTTP/2: sends a PING and runs the task when it is answered. */
  void ping(Runnable onAnswered);

  /** Closes the connection at once, with a TCP reset. */
  void close();
}
