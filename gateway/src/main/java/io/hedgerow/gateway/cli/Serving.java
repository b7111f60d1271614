package io.hedgerow.gateway.cli;

import io.hedgerow.gateway.Gateway;
import io.hedgerow.gateway.StartFailure;
import io.hedgerow.gateway.route.file.InvalidRoutes;
import io.hedgerow.gateway.settings.EffectiveSettings;
import io.hedgerow.gateway.settings.InvalidSettings;
import io.hedgerow.gateway.settings.LogSettings;
import java.io.PrintWriter;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the gateway, announces it and installs {@link GracefulShutdown}. With {@code
 * log.format=json} nothing is printed on standard output; the announcement is a log line.
 */
final class Serving {
  private static final Logger LOG = LoggerFactory.getLogger(Serving.class);
  private static final Duration PRINT_LIMIT = Duration.ofSeconds(1);
  private static final int CANNOT_SERVE = 1;
  private static final int USAGE_ERROR = 2;

  private Serving() {}

  /**
   * Starts the gateway, or prints why it cannot start.
   *
   * @param program prefix of error messages
   * @return the exit status; 0 if the gateway is running
   */
  static int run(String program, ServeOptions options, PrintWriter out, PrintWriter err) {
    EffectiveSettings effective;
    Gateway gateway;
    try {
      effective = options.effective();
      Logging.apply(effective.settings().log());
      gateway = Gateway.start(effective);
    } catch (InvalidSettings | InvalidRoutes e) {
      err.println(e.getMessage());
      return USAGE_ERROR;
    } catch (StartFailure e) {
      LOG.debug("cannot start", e);
      err.println(program + ": " + e.getMessage());
      return CANNOT_SERVE;
    }
    boolean isLogOnly = effective.settings().log().format() == LogSettings.Format.JSON;
    GracefulShutdown.install(
        () -> {
          announce(
              isLogOnly,
              out,
              "Stopping: requests in flight end within their timeouts, new ones are not accepted."
                  + " Press Ctrl-C again to stop now.");
          gateway.close();
          announce(isLogOnly, out, "Stopped.");
          Logging.stop();
        });
    Banner banner = new Banner(effective, gateway);
    if (isLogOnly) {
      banner.log(LOG);
    } else {
      banner.print(out);
    }
    return 0;
  }

  /** Prints a line on standard output, or logs it. */
  private static void announce(boolean isLogOnly, PrintWriter out, String line) {
    if (isLogOnly) {
      LOG.info(line);
    } else {
      printWithoutHanging(out, line);
    }
  }

  /** Waits at most a second, because writing to a pipe that nobody reads blocks. */
  private static void printWithoutHanging(PrintWriter out, String line) {
    Thread printer = Thread.ofPlatform().daemon().start(() -> out.println(line));
    try {
      printer.join(PRINT_LIMIT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
