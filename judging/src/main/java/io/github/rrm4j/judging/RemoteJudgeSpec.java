package io.github.rrm4j.judging;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.rewards.SplitVotes;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Which server judges, and how it is asked. What is left empty is what the server was started with.
 *
 * @param url of the server, without a path
 * @param token that the server asks for; it is sent and nowhere written
 * @param timeout of a call
 * @param votes judgements of a pair, of each order where both are shown
 * @param orders in which orders a pair is shown
 * @param splits how as many votes for the one response as for the other are decided
 * @param seed of everything that is drawn
 * @param temperature of the judgements; empty for the server's
 * @param thinkingBudget tokens after which thinking is ended by force; empty for the server's
 */
public record RemoteJudgeSpec(
    URI url,
    Optional<String> token,
    Duration timeout,
    int votes,
    Orders orders,
    SplitVotes splits,
    long seed,
    OptionalDouble temperature,
    OptionalInt thinkingBudget) {

  /** One vote in the given order with seed 1, without a token. */
  public static RemoteJudgeSpec of(URI url) {
    return new RemoteJudgeSpec(
        URI.create(url.toString().replaceFirst("/+$", "")),
        Optional.empty(),
        Duration.ofMinutes(20),
        1,
        Orders.GIVEN,
        SplitVotes.COIN,
        JudgeSpec.defaults().seed(),
        OptionalDouble.empty(),
        OptionalInt.empty());
  }

  /** The same with the token that an environment variable holds. */
  public RemoteJudgeSpec tokenOf(String variable) {
    String value = System.getenv(variable);
    if (value == null || value.isBlank()) {
      throw new InvalidInput(
          "environment variable "
              + variable
              + ": is not set, must hold the server's token; set it");
    }
    return token(value.strip());
  }

  /** The same with a token. */
  public RemoteJudgeSpec token(String secret) {
    return new RemoteJudgeSpec(
        url,
        Optional.of(secret),
        timeout,
        votes,
        orders,
        splits,
        seed,
        temperature,
        thinkingBudget);
  }

  /** The same with so many judgements of a pair. */
  public RemoteJudgeSpec votes(int k) {
    return new RemoteJudgeSpec(
        url, token, timeout, k, orders, splits, seed, temperature, thinkingBudget);
  }

  /** The same with pairs shown in other orders. */
  public RemoteJudgeSpec orders(Orders other) {
    return new RemoteJudgeSpec(
        url, token, timeout, votes, other, splits, seed, temperature, thinkingBudget);
  }

  /** The same with another rule for split votes. */
  public RemoteJudgeSpec splits(SplitVotes rule) {
    return new RemoteJudgeSpec(
        url, token, timeout, votes, orders, rule, seed, temperature, thinkingBudget);
  }

  /** The same with other draws. */
  public RemoteJudgeSpec seed(long other) {
    return new RemoteJudgeSpec(
        url, token, timeout, votes, orders, splits, other, temperature, thinkingBudget);
  }

  /** The same with another longest call. */
  public RemoteJudgeSpec timeout(Duration longest) {
    return new RemoteJudgeSpec(
        url, token, longest, votes, orders, splits, seed, temperature, thinkingBudget);
  }

  /** The fields by which a request says how it is judged. */
  ObjectNode request() {
    ObjectNode json = Json.object();
    json.put("votes", votes)
        .put("orders", orders.word())
        .put("split_votes", splits.word())
        .put("seed", seed)
        .put("timeout_seconds", Math.max(1, timeout.toSeconds()));
    temperature.ifPresent(value -> json.put("temperature", value));
    thinkingBudget.ifPresent(tokens -> json.put("thinking_budget", tokens));
    return json;
  }

  /** Without the token. */
  @Override
  public String toString() {
    return "RemoteJudgeSpec[" + url + ", votes " + votes + ", " + orders + ", seed " + seed + "]";
  }
}
