package io.github.rrm4j.serve;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.serve.answer.Asking;
import io.github.rrm4j.serve.answer.Limits;
import io.github.rrm4j.serve.dialect.RewardRule;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How a judge is served.
 *
 * @param judge that is opened, and opened again on a reload
 * @param asking how pairs are judged where a request does not say
 * @param limits of requests
 * @param address where it listens
 * @param token that every request must have; empty where none is asked for
 * @param store where answers are kept
 * @param cohort how samples are gathered that come one at a time
 * @param rule what the games of the samples of a prompt are worth
 * @param idle after which a connection on which nothing moves is closed
 */
public record ServeSettings(
    JudgeSpec judge,
    Asking asking,
    Limits limits,
    Address address,
    Optional<String> token,
    Store store,
    Cohort cohort,
    RewardRule rule,
    Duration idle) {

  /**
   * Where a server listens.
   *
   * @param host a name or an address
   * @param port 0 for any that is free
   * @param others names by which it may be called besides its own, behind a proxy for example
   */
  public record Address(String host, int port, List<String> others) {

    /**
     * Whether only this machine can reach it.
     *
     * @throws InvalidInput if there is no such host
     */
    public boolean loopback() {
      try {
        return InetAddress.getByName(host).isLoopbackAddress();
      } catch (UnknownHostException e) {
        throw new InvalidInput("--host is " + host + ", which is not known here; correct it", e);
      }
    }
  }

  /**
   * Where answers are kept.
   *
   * @param folder of the store
   * @param bytes of all answers together; 0 keeps none
   */
  public record Store(Path folder, long bytes) {}

  /**
   * Samples of a prompt that come one at a time.
   *
   * @param size how many there are of each prompt
   * @param patience how long the first one waits for the others
   */
  public record Cohort(int size, Duration patience) {}

  /**
   * @throws InvalidInput if others could reach it and no token is asked for
   */
  public ServeSettings {
    if (token.isEmpty() && !address.loopback()) {
      throw new InvalidInput(
          "--host is "
              + address.host()
              + ", which others can reach, and there is no token; set the environment variable of --token-env, or leave --host out");
    }
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "ServeSettings[" + address + (token.isPresent() ? ", with a token]" : "]");
  }
}
