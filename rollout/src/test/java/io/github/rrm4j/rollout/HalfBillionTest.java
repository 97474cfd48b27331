package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.TensorToWrite;
import io.github.rrm4j.checkpoints.WeightShards;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelConfig.Role;
import io.github.rrm4j.model.ModelConfig.TensorSpec;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A sharded BF16 checkpoint of a real shape, 494 million random weights, is loaded, scored with and
 * generated from with little more memory than its weights take.
 */
@Tag("slow")
@EnabledOnOs(OS.LINUX) // reads /proc
class HalfBillionTest {

  private static final long SHARD_BYTES = 300_000_000;
  private static final int PIECE_BYTES = 1 << 20;

  @TempDir private static Path folder;
  private static ModelConfig config;

  @BeforeAll
  static void write() throws IOException {
    Path file = folder.resolve("config.json");
    Files.writeString(
        file,
        """
        {"architectures": ["Qwen2ForCausalLM"], "hidden_act": "silu", "hidden_size": 896,
         "intermediate_size": 4864, "max_position_embeddings": 131072, "model_type": "qwen2",
         "num_attention_heads": 14, "num_hidden_layers": 24, "num_key_value_heads": 2,
         "rms_norm_eps": 1e-06, "rope_theta": 1000000.0, "tie_word_embeddings": true,
         "torch_dtype": "bfloat16", "use_sliding_window": false, "vocab_size": 151936}
        """);
    config = ModelConfig.read(file);
    List<TensorToWrite> tensors = new ArrayList<>();
    for (TensorSpec spec : config.tensors()) {
      long[] shape = spec.shape().stream().mapToLong(Integer::longValue).toArray();
      tensors.add(new TensorToWrite(spec.name(), DType.BF16, shape, sink -> random(spec, sink)));
    }
    WeightShards.write(folder, tensors, SHARD_BYTES);
  }

  /** Matrices of either sign between 2^-7 and 2^-5, scales of 1. */
  private static void random(TensorSpec spec, TensorToWrite.Sink sink) throws IOException {
    Key key = Key.of(1, spec.name());
    long bytes = spec.shape().stream().mapToLong(Integer::longValue).reduce(2, (a, b) -> a * b);
    ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < bytes; from += PIECE_BYTES) {
      piece.clear();
      for (int i = 0; i < PIECE_BYTES / Long.BYTES; i++) {
        long bits = key.bits(from / Long.BYTES + i);
        piece.putLong(spec.role() == Role.SCALE ? 0x3F80_3F80_3F80_3F80L : spread(bits));
      }
      sink.accept(piece.flip().limit((int) Math.min(PIECE_BYTES, bytes - from)));
    }
  }

  private static long spread(long bits) {
    return bits & 0x80FF_80FF_80FF_80FFL | 0x3C00_3C00_3C00_3C00L;
  }

  /** In bf16 the head, which is the embeddings too, is held twice where its products are packed. */
  @ParameterizedTest
  @CsvSource({"FP32, 4, 1.3, 1e-3", "BF16, 2, 1.65, 0.25"})
  void memoryStaysNearThatOfTheWeights(String compute, int bytes, double most, double gap)
      throws Exception {
    Map<String, Double> said = probe(compute);
    double weightsKib = config.parameters() * (double) bytes / 1024;
    System.out.printf("%s: weights %.0f KiB, %s%n", compute, weightsKib, said);
    assertEquals(8, said.get("tokens"));
    assertTrue(said.get("gap") < gap, said.toString());
    for (String moment : new String[] {"loaded", "peak"}) {
      double beyond = said.get(moment) - said.get("baseline");
      assertTrue(beyond > 0.9 * weightsKib, "weights are resident: " + said);
      assertTrue(
          beyond < most * weightsKib, moment + " takes " + beyond / weightsKib + ": " + said);
    }
  }

  /** What a child process says, by name. */
  private static Map<String, Double> probe(String compute) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-Dai.djl.offline=true",
                "-DOPT_OUT_TRACKING=true",
                "-Dai.djl.pytorch.graph_optimizer=false",
                "-cp",
                System.getProperty("java.class.path"),
                HalfBillionProbe.class.getName(),
                folder.toString(),
                compute)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, child.waitFor(), output);
    Map<String, Double> said = new HashMap<>();
    output.lines().map(l -> l.split(" ")).forEach(l -> said.put(l[0], Double.valueOf(l[1])));
    return said;
  }
}
