package io.github.rrm4j.judging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.rewards.VerdictFormat;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * How a model is used as a judge; kept beside its weights, so that whoever opens the folder asks it
 * in the words that it was trained on.
 *
 * @param template the words of the task
 * @param thinking whether the judge thinks; where its verdict stands in a box, it counts only after
 *     {@code <think>...</think>}
 * @param sampling temperature and token limit of a judgement
 */
public record JudgeSettings(JudgeTemplate template, boolean thinking, Sampling sampling) {

  /** The file's name in a model folder. */
  public static final String FILE = "judge.json";

  /** How the verdict is written. */
  public VerdictFormat verdict() {
    return template.verdict();
  }

  /** The same, with a sentence more in every prompt, such as how long to think. */
  public JudgeSettings telling(String sentence) {
    return new JudgeSettings(template.followedBy(sentence), thinking, sampling);
  }

  public void write(Path folder) throws IOException {
    ObjectNode json = Json.object().put("template", template.text());
    if (verdict() != VerdictFormat.BOXED) {
      json.put("verdict", verdict().word());
    }
    Files.writeString(
        folder.resolve(FILE),
        Json.pretty(
            json.put("thinking", thinking)
                .put("temperature", sampling.temperature())
                .put("max_new_tokens", sampling.maxNewTokens())));
  }

  /**
   * Reads {@value #FILE} where a folder has one.
   *
   * @throws InvalidInput if the file is malformed
   */
  public static Optional<JudgeSettings> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(Files.readString(file));
      JudgeTemplate words =
          JudgeTemplate.parse(file.toString(), json.required("template").asText());
      return Optional.of(
          new JudgeSettings(
              json.has("verdict")
                  ? words.verdict(VerdictFormat.named(file + ": verdict", verdict(json)))
                  : words,
              of(json, "thinking", JsonNode::isBoolean, "true or false").booleanValue(),
              new Sampling(
                  of(json, "temperature", JsonNode::isNumber, "a number").doubleValue(),
                  of(json, "max_new_tokens", JsonNode::isInt, "a whole number").intValue())));
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new InvalidInput(file + ": is not a judge's settings: " + Json.reasonOf(e), e);
    } catch (IOException e) {
      throw DiskError.unreadable(file, e);
    }
  }

  private static String verdict(JsonNode json) {
    return of(json, "verdict", JsonNode::isTextual, "a text").textValue();
  }

  private static JsonNode of(JsonNode json, String name, Predicate<JsonNode> kind, String rule) {
    JsonNode value = json.required(name);
    if (!kind.test(value)) {
      throw new IllegalArgumentException(name + " is " + OneLine.of(value) + ", must be " + rule);
    }
    return value;
  }
}
