package io.github.rrm4j.serve;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.serve.ServeSettings.Address;
import io.github.rrm4j.serve.answer.Limits;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import java.net.BindException;
import java.time.Duration;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty as it is set up here: bounded threads, connections, headers and patience. */
final class HttpServer {

  /** Threads beside those of requests in hand: for what is refused, and health and metrics. */
  private static final int MORE_THREADS = 32;

  private static final int HEADER_BYTES = 16 << 10;

  /** Connections that the system keeps until they are accepted, rather than resetting them. */
  private static final int WAITING_CONNECTIONS = 1024;

  private HttpServer() {}

  /**
   * A server that does not listen yet.
   *
   * @param idle after which a connection on which nothing moves is closed
   */
  static Javalin of(Address address, Limits limits, Duration idle, Consumer<RoutesConfig> routes) {
    return Javalin.create(config -> configure(config, address, limits, idle, routes));
  }

  private static void configure(
      JavalinConfig config,
      Address address,
      Limits limits,
      Duration idle,
      Consumer<RoutesConfig> routes) {
    int queue = limits.queue();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.router.ignoreTrailingSlashes = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = limits.bytes();
    config.jetty.threadPool = new QueuedThreadPool(queue + MORE_THREADS, 8);
    config.jetty.modifyServer(
        server -> {
          server.setHandler(new GracefulHandler()); // answers on their way are written to their end
          server.setStopTimeout(2000);
          server.addBean(new NetworkConnectionLimit(4 * queue + MORE_THREADS, server));
        });
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendDateHeader(false);
          http.setRequestHeaderSize(HEADER_BYTES);
        });
    config.jetty.addConnector((server, http) -> connector(server, http, address, idle));
    routes.accept(config.routes);
  }

  private static Connector connector(
      Server server, HttpConfiguration http, Address address, Duration idle) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(address.host());
    connector.setPort(address.port());
    connector.setAcceptQueueSize(WAITING_CONNECTIONS);
    connector.setIdleTimeout(idle.toMillis());
    connector.setShutdownIdleTimeout(100); // of connections without a request
    return connector;
  }

  /** Why a server does not listen. */
  static RuntimeException explained(RuntimeException e, Address address) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return new InvalidInput(
            "--port: "
                + address.host()
                + ":"
                + address.port()
                + " cannot be listened on ("
                + OneLine.ofCause(e)
                + "); choose another one",
            e);
      }
    }
    return e;
  }
}
