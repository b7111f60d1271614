package io.hedgerow.gateway.upstream;

import io.hedgerow.gateway.loop.Loop;
import io.hedgerow.gateway.loop.Timer;
import io.hedgerow.gateway.settings.HealthSettings;
import io.hedgerow.gateway.upstream.wire.Dialer;
import io.hedgerow.gateway.upstream.wire.Loss;
import io.hedgerow.gateway.upstream.wire.RequestHead;
import io.hedgerow.gateway.upstream.wire.RequestHead.Accept;
import io.hedgerow.gateway.upstream.wire.Wire;
import io.netty.buffer.ByteBuf;
import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Checks periodically whether one replica is healthy, with a GET on a separate connection. A status
 * of 200 to 299 means healthy; anything else, or no answer until the next check is due, means
 * unhealthy.
 *
 * <p>Belongs to one event loop.
 */
final class HealthCheck {
  private static final int OK = 200;
  private static final int REDIRECT = 300;

  private final Loop loop;
  private final HealthSettings settings;
  private final Dialer dialer;
  private final RequestHead.Template template;
  private final Consumer<Boolean> result;
  private long nextNanos;
  private @Nullable Check running;

  /**
   * Makes the first check at the first {@link #sweep}.
   *
   * @param result is told whether the replica is healthy, after each check
   */
  HealthCheck(
      Loop loop,
      HealthSettings settings,
      Dialer dialer,
      RequestHead.Template template,
      Consumer<Boolean> result) {
    this.loop = loop;
    this.settings = settings;
    this.dialer = dialer;
    this.template = template;
    this.result = result;
    this.nextNanos = loop.nowNanos();
  }

  /** Starts a check if one is due. Call it about once a second. */
  void sweep() {
    if (running == null && loop.nowNanos() - nextNanos >= 0) {
      nextNanos = loop.nowNanos() + settings.every().nanos();
      running = new Check();
      running.start();
    }
  }

  /** Stops a running check. */
  void close() {
    if (running != null) {
      running.stop();
    }
  }

  /** One check: a connection and a request. Has one result. */
  private final class Check implements Wire.Listener, Wire.AnswerListener {
    private final Timer timeout = loop.scheduleAt(nextNanos, () -> end(false));
    private @Nullable Wire wire;

    void start() {
      Future<Wire> opened = dialer.dial();
      opened.onComplete(this::onOpened, _ -> end(false));
    }

    private void onOpened(Wire wire) {
      this.wire = wire;
      wire.listen(this);
      if (running == this) {
        wire.send(new RequestHead(template, settings.path(), Accept.ANYTHING), this);
      } else {
        wire.close();
      }
    }

    @Override
    public void onHead(
        int status,
        boolean isReusable,
        long lengthBytes,
        Iterable<? extends Map.Entry<? extends CharSequence, ? extends CharSequence>> fields) {
      end(status >= OK && status < REDIRECT);
    }

    @Override
    public void onLost(Loss loss) {
      end(false);
    }

    @Override
    public void onClosed() {
      end(false);
    }

    @Override
    public void onSurplus() {
      end(false);
    }

    @Override
    public void onData(ByteBuf data) {}

    @Override
    public void onEnd() {}

    @Override
    public void onGoAway(long errorCode, int lastStreamId) {}

    @Override
    public void onSettings() {}

    private void end(boolean isHealthy) {
      if (running == this) {
        stop();
        result.accept(isHealthy);
      }
    }

    void stop() {
      running = null;
      timeout.cancel();
      if (wire != null) {
        wire.close();
      }
    }
  }
}
