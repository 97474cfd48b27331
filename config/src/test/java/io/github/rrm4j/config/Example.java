package io.github.rrm4j.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** A small config of two files with every kind of value, and the record it is read into. */
record Example(
    String path,
    Optional<String> adapter,
    int groupSize,
    int miniBatch,
    double clipRange,
    double learningRate,
    OptionalDouble klLimit,
    OptionalLong maxTokens,
    boolean shuffle,
    Loss loss,
    List<Loss> losses,
    List<String> files,
    List<Long> budgets,
    String engine) {

  enum Loss {
    GRPO,
    DR_GRPO
  }

  static final String MODEL =
      """
      # About the policy.
      # It has two keys.
      model:
        # Folder of the model.
        path: null

        # Unrelated comment, because a blank line follows.

        adapter: null
      """;

  static final String GRPO =
      """
      grpo:
        # Completions of one prompt (G).
        group_size: 8
        mini_batch: 4
        # Clipping of the ratio (epsilon).
        clip_range: 0.2
        optimizer:
          learning_rate: 6e-5
          kl_limit: null
        max_tokens: null
        shuffle: true
        loss: grpo
        losses: [grpo, dr_grpo]
        files: []
        budgets: [64, 1_000]
        engine: local
      """;

  static BaseConfig base() {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("configs/base/model.yaml", MODEL);
    texts.put("configs/base/grpo.yaml", GRPO);
    return BaseConfig.of(texts);
  }

  static Example read(ConfigReader reader) {
    ConfigReader model = reader.section("model");
    ConfigReader grpo = reader.section("grpo");
    ConfigReader optimizer = grpo.section("optimizer");
    Example example =
        new Example(
            model.text("path"),
            model.optionalText("adapter"),
            grpo.count("group_size", Rule.atLeast(2)),
            grpo.count("mini_batch", Rule.atLeast(1)),
            grpo.number("clip_range", Rule.inside(0, 1)),
            optimizer.number("learning_rate", Rule.above(0), Rule.below(1)),
            optimizer.optionalNumber("kl_limit", Rule.above(0)),
            grpo.optionalInteger("max_tokens", Rule.between(1, 4096)),
            grpo.flag("shuffle"),
            grpo.choice("loss", Loss.class),
            grpo.choices("losses", Loss.class),
            grpo.texts("files"),
            grpo.integers("budgets", Rule.atLeast(1)),
            grpo.text("engine", Rule.oneOf("local", "vllm")));
    if (example.groupSize % example.miniBatch != 0) {
      grpo.problem(
          "group_size",
          "is "
              + example.groupSize
              + ", must be a multiple of grpo.mini_batch ("
              + example.miniBatch
              + ")");
    }
    return example;
  }

  /** Loads the file, reads it and finishes. */
  static Example load(Path file, String... settings) {
    return finished(ConfigTree.load(base(), file, List.of(settings)));
  }

  static Example finished(ConfigTree tree) {
    ConfigReader reader = tree.reader();
    Example example = read(reader);
    reader.finish();
    return example;
  }

  /** Writes the lines as a config file. */
  static Path file(Path folder, String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }
}
