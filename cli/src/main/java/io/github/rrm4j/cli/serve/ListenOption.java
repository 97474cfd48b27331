package io.github.rrm4j.cli.serve;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.serve.ServeSettings.Address;
import java.util.List;
import picocli.CommandLine.Option;

/** Where a server listens. */
final class ListenOption {

  private static final int LAST_PORT = 65_535;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on; anything but this machine needs a token; default: ${DEFAULT-VALUE}.")
  private String host;

  @Option(
      names = "--port",
      paramLabel = "N",
      defaultValue = "8080",
      description = "Port to listen on, 0 for any that is free; default: ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--allowed-host",
      paramLabel = "NAME",
      description =
          "A name by which a server of this machine alone may be called too, as by a proxy; may be repeated.")
  private List<String> names = List.of();

  Address address() {
    InvalidInput.checkLeast("--port", port, 0);
    if (port > LAST_PORT) {
      throw new InvalidInput("--port is " + port + ", must be at most " + LAST_PORT);
    }
    return new Address(host, port, names);
  }
}
