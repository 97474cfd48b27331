package io.github.rrm4j.cli.serve;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.serve.ServeSettings.Address;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Where a server listens, and to whom. */
final class AddressOption {

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
      names = "--token-env",
      paramLabel = "VARIABLE",
      defaultValue = "RRM_TOKEN",
      description =
          "The environment variable with the token that requests must have; default: ${DEFAULT-VALUE}.")
  private String variable;

  @Option(
      names = "--no-token",
      description = "Ask for no token, where only this machine can reach the server.")
  private boolean noToken;

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

  /**
   * The token; empty where none is asked for.
   *
   * @throws InvalidInput if the variable is not set
   */
  Optional<String> token(Map<String, String> environment) {
    if (noToken) {
      return Optional.empty();
    }
    String token = environment.getOrDefault(variable, "").strip();
    if (token.isEmpty()) {
      throw new InvalidInput(
          "--token-env: the environment variable "
              + variable
              + " is not set, must hold the token that requests must have; export "
              + variable
              + "=$(openssl rand -hex 32), or give --no-token");
    }
    return Optional.of(token);
  }
}
