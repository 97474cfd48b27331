package io.github.rrm4j.remote;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.remote.Dialect.Asked;
import io.github.rrm4j.remote.Dialect.Drawn;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.remote.Server.Failure;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Calls of several servers: each goes to the one with the fewest in flight, and to another one if
 * it failed, after a wait.
 */
final class Calls {

  private final Dialect dialect;
  private final Retries retries;
  private final int vocabulary;
  private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

  /**
   * @param vocabulary ids that there are
   */
  Calls(Dialect dialect, Retries retries, int vocabulary) {
    this.dialect = dialect;
    this.retries = retries;
    this.vocabulary = vocabulary;
  }

  /** How often what happened: {@code calls}, and {@code failed: ...} by reason. */
  SortedMap<String, Long> counts() {
    SortedMap<String, Long> all = new TreeMap<>();
    counts.forEach((name, count) -> all.put(name, count.sum()));
    return all;
  }

  private void count(String name) {
    counts.computeIfAbsent(name, n -> new LongAdder()).increment();
  }

  /**
   * A completion.
   *
   * @param servers that may give it
   * @throws EngineFailure if no attempt gave one
   */
  Drawn call(Asked asked, List<Server> servers) throws InterruptedException {
    Server failed = null;
    String why = "";
    for (int attempt = 1; attempt <= retries.attempts(); attempt++) {
      Server server = leastBusy(servers, failed);
      server.busy.incrementAndGet();
      Duration after = Duration.ZERO;
      try {
        count("calls");
        Drawn drawn = checked(dialect.read(dialect.ask(server, asked), asked), asked);
        countMissing(drawn);
        return drawn;
      } catch (Failure e) {
        count("failed: " + e.kind);
        why = e.getMessage();
        after = e.after;
      } catch (BadAnswer e) {
        count("failed: unusable answer");
        why = e.getMessage();
      } finally {
        server.busy.decrementAndGet();
      }
      failed = server;
      if (attempt < retries.attempts()) {
        Thread.sleep(retries.wait(attempt, after).toMillis());
      }
    }
    throw new EngineFailure(
        Text.format(
            "%s: no usable answer in %d attempts, the last one: %s; see whether the server is well, and run again",
            failed.base(), retries.attempts(), why));
  }

  private void countMissing(Drawn drawn) {
    for (float logprob : drawn.logprobs()) {
      if (Float.isNaN(logprob)) {
        count("tokens without a log-prob");
      }
    }
  }

  private static Server leastBusy(List<Server> servers, Server not) {
    return servers.stream()
        .filter(server -> server != not || servers.size() == 1)
        .min(Comparator.comparingInt(server -> server.busy.get()))
        .orElseThrow();
  }

  private Drawn checked(Drawn drawn, Asked asked) throws BadAnswer {
    int length = drawn.tokens().length;
    if (length == 0) {
      throw new BadAnswer("the completion is empty");
    }
    if (length > asked.maxTokens()) {
      throw new BadAnswer(
          Text.format("there are %d tokens, must be at most %d", length, asked.maxTokens()));
    }
    for (int i = 0; i < length; i++) {
      int token = drawn.tokens()[i];
      if (token < 0 || token >= vocabulary) {
        throw new BadAnswer(
            Text.format(
                "token %d is %d, the model has %d; the server has another model",
                i, token, vocabulary));
      }
      if (asked.stops().contains(token) && i + 1 < length) {
        throw new BadAnswer(
            Text.format(
                "token %d is an end of sequence here, but %d follow; the server has another tokenizer",
                i, length - i - 1));
      }
    }
    if (length < asked.maxTokens() && !asked.stops().contains(drawn.tokens()[length - 1])) {
      throw new BadAnswer(
          Text.format(
              "it ended after %d of %d tokens with %d, which is no end of sequence; the server has another tokenizer",
              length, asked.maxTokens(), drawn.tokens()[length - 1]));
    }
    return drawn;
  }
}
