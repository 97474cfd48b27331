package io.github.rrm4j.serve;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.serve.ServeSettings.Address;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.config.JavalinConfig;
import io.javalin.config.RoutesConfig;
import java.net.BindException;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty as it is set up here: bounded threads, connections, headers and patience. */
final class HttpServer {

  /** Threads beside those of requests in hand: for what is refused, and health and metrics. */
  private static final int MORE_THREADS = 32;

  private static final int HEADER_BYTES = 16 << 10;

  private HttpServer() {}

  static Javalin of(ServeSettings settings, Consumer<RoutesConfig> routes) {
    return Javalin.create(config -> configure(config, settings, routes));
  }

  private static void configure(
      JavalinConfig config, ServeSettings settings, Consumer<RoutesConfig> routes) {
    int queue = settings.limits().queue();
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.router.ignoreTrailingSlashes = false;
    config.http.compressionStrategy = CompressionStrategy.NONE;
    config.http.maxRequestSize = settings.limits().bytes();
    config.jetty.threadPool = new QueuedThreadPool(queue + MORE_THREADS, 8);
    config.jetty.modifyServer(
        server -> {
          server.setStopTimeout(2000);
          server.addBean(new NetworkConnectionLimit(4 * queue + MORE_THREADS, server));
        });
    config.jetty.modifyHttpConfiguration(
        http -> {
          http.setSendServerVersion(false);
          http.setSendDateHeader(false);
          http.setRequestHeaderSize(HEADER_BYTES);
        });
    config.jetty.addConnector((server, http) -> connector(server, http, settings));
    routes.accept(config.routes);
  }

  private static Connector connector(
      Server server, HttpConfiguration http, ServeSettings settings) {
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(settings.address().host());
    connector.setPort(settings.address().port());
    connector.setIdleTimeout(settings.idle().toMillis());
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
