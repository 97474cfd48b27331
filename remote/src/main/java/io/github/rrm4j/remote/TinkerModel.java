package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * An adapter that is trained at a service that speaks the Tinker protocol.
 *
 * <p>Each pass and each step has a number; the service takes a call that has the number of an
 * earlier one for that one. So a call whose answer was lost is made again, and no gradient is added
 * twice. What has no such number is made once, or under another name each time.
 */
public final class TinkerModel {

  /** Positions of a call; more rows are sent in several, whose gradients the service adds up. */
  private static final int POSITIONS_OF_A_CALL = 100_000;

  private final TinkerCalls calls;
  private final String id;
  private long number;

  TinkerModel(TinkerCalls calls, String id) {
    this.calls = calls;
    this.id = id;
  }

  /** Its id at the service. */
  public String id() {
    return id;
  }

  /**
   * A loss by its name.
   *
   * @param config its numbers, by name
   */
  public record Loss(String name, Map<String, Double> config) {

    /** Minus the log-prob of each token, times its weight, summed. */
    public static final Loss CROSS_ENTROPY = new Loss("cross_entropy", Map.of());

    /** Minus ratio times advantage, summed. */
    public static final Loss IMPORTANCE_SAMPLING = new Loss("importance_sampling", Map.of());

    /** The same with the ratio kept within bounds, where that makes it worse. */
    public static Loss ppo(double low, double high) {
      return new Loss("ppo", Map.of("clip_low_threshold", low, "clip_high_threshold", high));
    }
  }

  /**
   * Adds the gradient of a loss to what the next step takes.
   *
   * @return log-probs of the completion tokens of each row before that step, nats
   * @throws EngineFailure if the service does not do it, or its log-probs are not finite
   */
  public List<float[]> forwardBackward(List<TinkerRow> rows, Loss loss) {
    return pass("forward_backward", "forward_backward_input", rows, loss);
  }

  /** The log-probs of the completion tokens of each row, nats. */
  public List<float[]> forward(List<TinkerRow> rows) {
    return pass("forward", "forward_input", rows, Loss.CROSS_ENTROPY);
  }

  private List<float[]> pass(String call, String field, List<TinkerRow> rows, Loss loss) {
    List<float[]> logprobs = new ArrayList<>();
    for (int from = 0; from < rows.size(); ) {
      int to = from + 1;
      long positions = rows.get(from).positions();
      while (to < rows.size() && positions + rows.get(to).positions() <= POSITIONS_OF_A_CALL) {
        positions += rows.get(to++).positions();
      }
      List<TinkerRow> part = rows.subList(from, to);
      ObjectNode body = numbered();
      body.set(field, input(part, loss));
      JsonNode result = numbered(call, body);
      try {
        logprobs.addAll(read(result, part));
      } catch (BadAnswer e) {
        throw new EngineFailure(
            Text.format(
                "%s: %s: %s; go on from the last checkpoint (--resume)",
                calls.server().base(), call, e.getMessage()));
      }
      from = to;
    }
    return logprobs;
  }

  private static ObjectNode input(List<TinkerRow> rows, Loss loss) {
    ObjectNode input = Json.object();
    ArrayNode data = input.putArray("data");
    rows.forEach(row -> data.add(row.json()));
    input.put("loss_fn", loss.name());
    if (!loss.config().isEmpty()) {
      ObjectNode config = input.putObject("loss_fn_config");
      loss.config().entrySet().stream()
          .sorted(Map.Entry.comparingByKey())
          .forEach(one -> config.put(one.getKey(), one.getValue()));
    }
    return input;
  }

  private static List<float[]> read(JsonNode result, List<TinkerRow> rows) throws BadAnswer {
    JsonNode outputs = Answers.array(result, "/loss_fn_outputs");
    if (outputs.size() != rows.size()) {
      throw new BadAnswer(
          Text.format("there are %d outputs of %d rows", outputs.size(), rows.size()));
    }
    List<float[]> logprobs = new ArrayList<>();
    for (int r = 0; r < rows.size(); r++) {
      JsonNode data = Answers.array(outputs.get(r), "/logprobs/data");
      int positions = rows.get(r).positions();
      if (data.size() != positions) {
        throw new BadAnswer(
            Text.format(
                "row %d has %d log-probs, must have %d, one for each target",
                r, data.size(), positions));
      }
      float[] completion = new float[rows.get(r).sequence().completion().length];
      for (int i = 0; i < completion.length; i++) {
        int at = positions - completion.length + i;
        completion[i] = Answers.logprob(data.get(at), at);
      }
      logprobs.add(completion);
    }
    return logprobs;
  }

  /**
   * A step of Adam. Which of its numbers but the learning rate a service takes is its affair.
   *
   * @param rate the learning rate
   */
  public record Adam(double rate, double beta1, double beta2, double epsilon, double decay) {}

  /**
   * Moves the weights by the gradients since the last step.
   *
   * @return the norm of the gradient, where the service says it
   */
  public OptionalDouble step(Adam adam) {
    ObjectNode body = numbered();
    body.putObject("adam_params")
        .put("learning_rate", adam.rate())
        .put("beta1", adam.beta1())
        .put("beta2", adam.beta2())
        .put("eps", adam.epsilon())
        .put("weight_decay", adam.decay());
    JsonNode metrics = numbered("optim_step", body).path("metrics");
    for (Map.Entry<String, JsonNode> metric : metrics.properties()) {
      if (metric.getKey().endsWith("/grad_norm") && metric.getValue().isNumber()) {
        return OptionalDouble.of(metric.getValue().doubleValue());
      }
    }
    return OptionalDouble.empty();
  }

  private ObjectNode named() {
    return Json.object().put("model_id", id);
  }

  private ObjectNode numbered() {
    return named().put("seq_id", ++number);
  }

  private JsonNode numbered(String call, ObjectNode body) {
    return calls.result(call, calls.again(call, attempt -> body));
  }

  /**
   * Saves weights and optimizer at the service, and waits until that is done.
   *
   * @param name letters, digits, dashes; not that of an earlier one
   * @return the path under which they can be loaded
   * @throws EngineFailure if they were not saved
   */
  public String save(String name) {
    JsonNode saved =
        calls.result(
            "save_weights",
            calls.again("save_weights", attempt -> named().put("path", attemptOf(name, attempt))));
    String path = saved.path("path").asText("");
    if (!path.startsWith("tinker://")) {
      throw new EngineFailure(
          Text.format(
              "%s: save_weights: the path is %s, must begin with tinker://; what was saved cannot be loaded",
              calls.server().base(), OneLine.of(saved.path("path"))));
    }
    return path;
  }

  /** An attempt whose answer was lost may have taken the name. */
  private static String attemptOf(String name, int attempt) {
    return attempt == 1 ? name : name + "-" + attempt;
  }

  /**
   * Loads what was saved; only of a model that has done nothing yet.
   *
   * @param path that {@link #save} gave
   * @param optimizer whether with the moments of the optimizer
   */
  public void load(String path, boolean optimizer) {
    ObjectNode body = named().put("path", path).put("optimizer", optimizer);
    calls.result("load_weights", calls.once("load_weights", body));
  }

  /**
   * Takes the weights as they are to where the service samples.
   *
   * @return the sampling session that stands for them
   */
  public String sampler() {
    JsonNode answer =
        calls.again(
            "save_weights_for_sampler",
            attempt -> numbered().put("sampling_session_seq_id", number));
    String session =
        calls.result("save_weights_for_sampler", answer).path("sampling_session_id").asText("");
    if (session.isEmpty()) {
      throw new EngineFailure(
          calls.server().base()
              + ": save_weights_for_sampler: the result has no sampling_session_id; the service speaks another protocol");
    }
    return session;
  }

  /** Frees what the service holds for it; what was saved stays. */
  public void unload() {
    calls.result("unload_model", calls.once("unload_model", named()));
  }
}
