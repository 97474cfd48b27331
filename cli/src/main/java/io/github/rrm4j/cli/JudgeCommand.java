package io.github.rrm4j.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.Judgement;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm judge --model DIR --query Q --first A --second B}. */
@Command(
    name = "judge",
    description = {
      "Judges one pair: streams the thinking, prints the verdict.",
      "Without --query the pair is read from standard input as one JSON object with prompt, response_1 and response_2."
    },
    mixinStandardHelpOptions = true)
final class JudgeCommand implements Callable<Integer> {

  @Mixin private JudgeOption model;

  @Option(names = "--query", paramLabel = "TEXT", description = "What was asked.")
  private Optional<String> query = Optional.empty();

  @Option(names = "--first", paramLabel = "TEXT", description = "The first response.")
  private Optional<String> first = Optional.empty();

  @Option(names = "--second", paramLabel = "TEXT", description = "The second response.")
  private Optional<String> second = Optional.empty();

  @Override
  public Integer call() throws IOException {
    Pair pair = pair();
    try (JudgeOption.Opened judge = model.open()) {
      Request request = new Request(judge.judge().prompt(pair), Key.of(model.seed(), "judge"));
      Stream stream = new Stream(judge);
      Rollout rollout =
          judge
              .engine()
              .generate(
                  List.of(request),
                  1,
                  judge.sampling(),
                  (prompt, sample, token) -> stream.token(token))
              .get(0)
              .get(0);
      Judgement judgement = judge.judge().read(rollout);
      System.out.println();
      System.out.printf(
          Locale.ROOT,
          "verdict: %s (%d thinking tokens)%n",
          judgement.verdict().name().toLowerCase(Locale.ROOT),
          judgement.thinkingTokens());
      return judgement.verdict().side().isPresent() ? Main.OK : Main.FAILURE;
    }
  }

  private Pair pair() throws IOException {
    if (query.isPresent() && first.isPresent() && second.isPresent()) {
      return new Pair("pair", "judge", query.get(), first.get(), second.get(), Side.FIRST);
    }
    if (query.isPresent() || first.isPresent() || second.isPresent()) {
      throw new InvalidInput("judge: give --query, --first and --second together, or none of them");
    }
    JsonNode json;
    try {
      json = new ObjectMapper().readTree(System.in);
    } catch (JsonProcessingException e) {
      throw new InvalidInput("standard input: is not a JSON object: " + e.getOriginalMessage(), e);
    }
    for (String key : new String[] {"prompt", "response_1", "response_2"}) {
      if (!json.path(key).isTextual()) {
        throw new InvalidInput("standard input: has no text '" + key + "'; add it");
      }
    }
    return new Pair(
        "pair",
        "judge",
        json.get("prompt").asText(),
        json.get("response_1").asText(),
        json.get("response_2").asText(),
        Side.FIRST);
  }

  /** Prints what each token adds to the text decoded so far. */
  private static final class Stream {

    private final JudgeOption.Opened judge;
    private final List<Integer> tokens = new ArrayList<>();
    private int printed;

    Stream(JudgeOption.Opened judge) {
      this.judge = judge;
    }

    void token(int token) {
      if (judge.folder().tokenizer().isEnd(token)) {
        return;
      }
      tokens.add(token);
      String text =
          judge.folder().tokenizer().decode(tokens.stream().mapToInt(Integer::intValue).toArray());
      if (!text.endsWith("\uFFFD")) { // half a character waits for its other half
        byte[] added = text.substring(printed).getBytes(StandardCharsets.UTF_8);
        System.out.write(added, 0, added.length);
        System.out.flush();
        printed = text.length();
      }
    }
  }
}
