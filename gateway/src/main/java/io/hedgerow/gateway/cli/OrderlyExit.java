package io.hedgerow.gateway.cli;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Makes SIGTERM and Ctrl-C an orderly end: what was started is stopped, and the exit status is 0
 * and not that of a killed process. A second signal ends the process at once, with the status that
 * the first would have had: 130 for Ctrl-C, 143 for SIGTERM.
 *
 * <p>Implementer's note: stopping is a shutdown hook, so that it happens however the JVM is told to
 * end. Once hooks run, the JVM's own handler drops signals; {@code sun.misc.Signal} replaces it.
 * That class is in no API that javac knows, so using it by name would be a warning. Where it does
 * not do (the JVM's option {@code -Xrs}) the hook is all there is.
 */
final class OrderlyExit {
  private OrderlyExit() {}

  /** Runs {@code stop} when the process is told to end; the process is gone when it returns. */
  static void install(Runnable stop) {
    Runtime.getRuntime()
        .addShutdownHook(
            Thread.ofPlatform()
                .name("orderly-exit")
                .unstarted(
                    () -> {
                      stop.run();
                      // The status is decided before hooks run (128 + the signal); only halt
                      // can still change it.
                      Runtime.getRuntime().halt(0);
                    }));
    AtomicBoolean isTold = new AtomicBoolean();
    List.of("HUP", "INT", "TERM").forEach(signal -> handle(signal, isTold));
  }

  private static void handle(String name, AtomicBoolean isTold) {
    try {
      Class<?> type = Class.forName("sun.misc.Signal");
      Class<?> handlerType = Class.forName("sun.misc.SignalHandler");
      Object signal = type.getConstructor(String.class).newInstance(name);
      int status = 128 + (int) type.getMethod("getNumber").invoke(signal);
      Object handler =
          Proxy.newProxyInstance(
              OrderlyExit.class.getClassLoader(),
              new Class<?>[] {handlerType},
              (_, _, _) -> {
                // Each signal is handled by a thread of its own, while the one before may wait
                // here.
                if (isTold.getAndSet(true)) {
                  Runtime.getRuntime().halt(status);
                }
                System.exit(status);
                return null;
              });
      type.getMethod("handle", type, handlerType).invoke(null, signal, handler);
    } catch (ReflectiveOperationException e) {
      // As it would be without this method: the first signal runs the hook.
    }
  }
}
