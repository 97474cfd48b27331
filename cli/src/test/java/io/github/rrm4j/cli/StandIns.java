package io.github.rrm4j.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Tokenizer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Models and data that stand where those of real size are named: folders in the layout of real
 * ones, and small files in the layouts of their owners.
 *
 * <p>A model has the architecture and the tokenizer of the miniature, and positions for the prompts
 * of a real judge. Its next token depends on the last one alone: after a short thinking it says
 * that assistant 1 or assistant 2 is better, by a coin.
 */
final class StandIns {

  private static final int WIDTH = 64;
  private static final int POSITIONS = 32768;
  private static final double LOGIT = 20; // of what follows; all others are noise around 0
  private static final double FIRST = 0.2; // more for what greedy sampling takes

  private StandIns() {}

  /** Writes a model folder. */
  static void model(Path folder) throws IOException {
    Files.createDirectories(folder);
    MiniatureModelFolder.write(folder, WIDTH);
    ObjectNode config = Json.read(folder.resolve("config.json"));
    config
        .put("max_position_embeddings", POSITIONS)
        .put("num_hidden_layers", 1)
        .put("num_attention_heads", 1)
        .put("num_key_value_heads", 1)
        .put("tie_word_embeddings", false);
    Files.writeString(folder.resolve("config.json"), Json.pretty(config));
    ModelConfig read = ModelConfig.read(folder.resolve("config.json"));
    float[][] embedding = embedding(config.path("vocab_size").asInt());
    float[] head = head(folder, embedding);
    List<TensorToWrite> tensors = new ArrayList<>();
    for (ModelConfig.TensorSpec spec : read.tensors()) {
      long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
      float[] values =
          switch (spec.name()) {
            case "model.embed_tokens.weight" -> flat(embedding);
            case "lm_head.weight" -> head;
            default -> constant(shape, spec.name().endsWith("norm.weight") ? 1 : 0);
          };
      tensors.add(new TensorToWrite(spec.name(), DType.F32, shape, () -> bytes(values)));
    }
    SafetensorsWriter.write(folder.resolve("model.safetensors"), tensors, Map.of("format", "pt"));
  }

  /** Rows of signs: the final norm leaves them as they are, and two of them hardly overlap. */
  private static float[][] embedding(int vocabulary) {
    Key key = Key.of(1, "stand-in");
    float[][] rows = new float[vocabulary][WIDTH];
    for (int token = 0; token < vocabulary; token++) {
      for (int i = 0; i < WIDTH; i++) {
        rows[token][i] = key.below((long) token * WIDTH + i, 2) == 0 ? -1 : 1;
      }
    }
    return rows;
  }

  private static float[] head(Path folder, float[][] embedding) {
    float[][] head = new float[embedding.length][WIDTH];
    boolean[][] known = new boolean[embedding.length][embedding.length];
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      for (int side = 1; side <= 2; side++) {
        int[] said =
            tokenizer.encode(
                "<think>\n</think>\n\n\\boxed{Assistant " + side + "}" + tokenizer.endToken());
        follow(said, embedding, head, known, side == 1 ? FIRST : 0);
        follow(tokenizer.encode("<think>\na > b.\n"), embedding, head, known, 0);
      }
    }
    return flat(head);
  }

  /** Lets each token of a sequence follow the one before it. */
  private static void follow(
      int[] tokens, float[][] embedding, float[][] head, boolean[][] known, double more) {
    for (int i = 1; i < tokens.length; i++) {
      if (!known[tokens[i - 1]][tokens[i]]) {
        known[tokens[i - 1]][tokens[i]] = true;
        for (int d = 0; d < WIDTH; d++) {
          head[tokens[i]][d] += (float) (embedding[tokens[i - 1]][d] * (LOGIT + more) / WIDTH);
        }
      }
    }
  }

  private static float[] constant(long[] shape, float value) {
    int size = 1;
    for (long length : shape) {
      size *= (int) length;
    }
    float[] values = new float[size];
    Arrays.fill(values, value);
    return values;
  }

  private static float[] flat(float[][] rows) {
    float[] all = new float[rows.length * WIDTH];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(rows[i], 0, all, i * WIDTH, WIDTH);
    }
    return all;
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer buffer =
        ByteBuffer.allocate(Float.BYTES * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      buffer.putFloat(value);
    }
    return buffer.flip();
  }

  /** Puts all data of the papers of configs/paper below a folder, as {@code data/...}. */
  static void data(Path folder) throws IOException {
    Path data = folder.resolve("data");
    copy(TinyRun.root().resolve("cli/src/test/resources/paper/data"), data);
    Path benchmarks = TinyRun.root().resolve("evaluation/src/test/resources/benchmarks");
    copy(benchmarks.resolve("rewardbench"), data.resolve("reward-bench"));
    copy(benchmarks.resolve("pandalm"), data.resolve("pandalm"));
    copy(benchmarks.resolve("ppe"), data.resolve("ppe"));
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> walk = Files.walk(from)) {
      for (Path path : walk.toList()) {
        Path target = to.resolve(from.relativize(path).toString());
        if (Files.isDirectory(path)) {
          Files.createDirectories(target);
        } else {
          Files.copy(path, target);
        }
      }
    }
  }
}
