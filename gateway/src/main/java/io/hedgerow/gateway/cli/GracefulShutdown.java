package io.hedgerow.gateway.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Turns SIGTERM, SIGINT (Ctrl-C) and SIGHUP into a graceful shutdown, which ends the process with
 * status 0. A second signal ends the process at once with status 128 + signal number: 130 for
 * SIGINT, 143 for SIGTERM, 129 for SIGHUP.
 *
 * <p>Implementer's note. A shutdown hook stops everything, so it works however the JVM is ended.
 * While hooks run, the JVM's own signal handler ignores further signals, so {@code sun.misc.Signal}
 * replaces it. javac warns about that class, so it is used by reflection. Where it is not available
 * (JVM option {@code -Xrs}), only the hook works.
 */
final class GracefulShutdown {
  private GracefulShutdown() {}

  /** Runs {@code stop} when the process is told to end, and ends the process when it returns. */
  static void install(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("graceful-shutdown")
                .unstarted(
                    () -> {
                      stop.run();
                      // The status (128 + signal) is set before hooks run. Only halt changes it.
                      Runtime.getRuntime().halt(0);
                    }));
    AtomicBoolean isStopping = new AtomicBoolean();
    List.of("HUP", "INT", "TERM").forEach(signal -> handle(signal, isStopping));
  }

  private static void handle(String name, AtomicBoolean isStopping) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = type.getConstructor(String.class).newInstance(name);
      int status = 128 + (int) type.getMethod("getNumber").invoke(signal);
      Object handler =
          Proxy.newProxyInstance(
              GracefulShutdown.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, _, _) -> {
                // Each signal has its own thread, and that of the first one may block in exit.
                if (isStopping.getAndSet(true)) {
                  Runtime.getRuntime().halt(status);
                }
                System.exit(status);
                return null;
              });
      type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      // The first signal still runs the hook.
    }
  }
}
