package io.github.rrm4j.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The README.md of an exported folder: what it is, what it was made from, how, and how good it is.
 *
 * @param name of the model
 * @param base what its training started from, where that is known
 * @param config the resolved config of the run, where there was one
 * @param evaluations lines of the run's evaluations.jsonl, of its last evaluated step
 */
public record ModelCard(
    String name, Optional<String> base, Optional<String> config, List<JsonNode> evaluations) {

  private static final String JUDGE_USE =
      """
      ## Use

      ```
      ./rrm judge --model DIR --query "..." --first "..." --second "..."
      ```

      `judge.json`, where it is there, has the task in the words of the training, and the sampling.
      """;

  private static final String SCALAR_USE =
      """
      ## Use

      ```
      ./rrm evaluate --judge-type scalar --model DIR --benchmark NAME --input PATH
      ```

      The sequence is the chat of the query and the response, as the chat template writes it; the value is that of its
      last token. `AutoModelForSequenceClassification` of transformers reads the folder.
      """;

  private static final String QWEN2_TOKENIZER =
      """

      In transformers, load the tokenizer with `PreTrainedTokenizerFast.from_pretrained(DIR)`: from version 5 on,
      `AutoTokenizer` gives a folder of this architecture Qwen2's way of splitting words, whatever `tokenizer.json` says.
      """;

  /** A card without a run. */
  public static ModelCard of(String name) {
    return new ModelCard(name, Optional.empty(), Optional.empty(), List.of());
  }

  /**
   * A card with what a run says of itself.
   *
   * @param run holds config.yaml and perhaps evaluations.jsonl
   * @param step of the checkpoint; later evaluations are not those of its weights
   */
  public static ModelCard of(String name, String base, Path run, long step) {
    try {
      String config = Files.readString(run.resolve("config.yaml"));
      return new ModelCard(
          name, Optional.of(base), Optional.of(config), lastEvaluations(run, step));
    } catch (IOException e) {
      throw new InvalidInput(
          run + ": config.yaml or evaluations.jsonl cannot be read: " + OneLine.of(e), e);
    }
  }

  private static List<JsonNode> lastEvaluations(Path run, long step) throws IOException {
    Path file = run.resolve("evaluations.jsonl");
    List<JsonNode> last = new ArrayList<>();
    if (!Files.isRegularFile(file)) {
      return last;
    }
    for (String line : Files.readAllLines(file)) {
      JsonNode evaluation;
      try {
        evaluation = Json.parse(line);
      } catch (JsonProcessingException e) {
        throw new InvalidInput(file + ": has a line that is not JSON: " + Json.reason(e));
      }
      long at = evaluation.path("step").asLong();
      if (at <= step) {
        if (!last.isEmpty() && last.get(0).path("step").asLong() != at) {
          last.clear();
        }
        last.add(evaluation);
      }
    }
    return last;
  }

  /**
   * @param adapter where the source was one
   * @param stays whether it is one still
   */
  String text(ModelConfig model, DType dtype, Optional<LoraAdapter> adapter, boolean stays) {
    StringBuilder text = new StringBuilder("---\n");
    base.ifPresent(b -> text.append("base_model: ").append(quoted(b)).append('\n'));
    text.append("library_name: ").append(stays ? "peft" : "transformers").append('\n');
    text.append("tags: [reward-model, judge, rrm4j]\n---\n\n# ").append(name).append("\n\n");
    boolean scalar = model.head() == Head.VALUE;
    text.append(
        scalar
            ? "A scalar reward model: it reads a query and a response and gives one number, higher for better. Written by RRM4J.\n\n"
            : "A judge: it reads a query and two responses, thinks, and names the better response. Written by RRM4J.\n\n");
    text.append(Text.format("- Architecture: %s\n", model.architecture().className(model.head())));
    text.append(Text.format("- Parameters: %,d%n", model.parameters()));
    text.append("- Element type: " + dtype + "\n");
    base.ifPresent(b -> text.append("- Trained from: `").append(b).append("`\n"));
    adapter.ifPresent(
        lora ->
            text.append(
                "- LoRA: "
                    + lora.settings().described()
                    + (stays ? "; an adapter beside its base\n" : "; merged into the weights\n")));
    text.append("\nThe licence of the base model and the terms of the training data apply.\n\n");
    text.append(scalar ? SCALAR_USE : JUDGE_USE);
    text.append(model.architecture() == Architecture.QWEN2 ? QWEN2_TOKENIZER : "");
    results(text);
    config.ifPresent(
        yaml ->
            text.append("\n## Training\n\nThe resolved config, data included:\n\n```yaml\n")
                .append(yaml.strip())
                .append("\n```\n"));
    return text.toString();
  }

  private void results(StringBuilder text) {
    if (evaluations.isEmpty()) {
      return;
    }
    text.append(
        "\n## Results\n\n| set | step | mode | accuracy | 95 % interval | n | swap consistency | thinking tokens |\n|---|---|---|---|---|---|---|---|\n");
    for (JsonNode e : evaluations) {
      text.append(
          Text.format(
              "| %s | %d | %s | %.1f %% | [%.1f, %.1f] | %d | %.1f %% | %.1f |%n",
              e.path("name").asText(),
              e.path("step").asLong(),
              e.path("mode").asText(),
              100 * e.path("accuracy").asDouble(),
              100 * e.path("accuracy_low").asDouble(),
              100 * e.path("accuracy_high").asDouble(),
              e.path("n").asInt(),
              100 * e.path("swap_consistency").asDouble(),
              e.path("thinking_mean").asDouble()));
    }
  }

  /** A JSON string is a YAML string. */
  private static String quoted(String text) {
    return TextNode.valueOf(text).toString();
  }
}
