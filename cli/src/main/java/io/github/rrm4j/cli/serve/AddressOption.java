package io.github.rrm4j.cli.serve;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.serve.ServeSettings.Address;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Where a server listens, and to whom. */
final class AddressOption {

  @Mixin private ListenOption listen;

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

  Address address() {
    return listen.address();
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
