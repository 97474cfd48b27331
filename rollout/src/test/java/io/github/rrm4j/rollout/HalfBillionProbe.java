package io.github.rrm4j.rollout;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A process that loads a model folder, scores and generates, and says what memory it took. */
final class HalfBillionProbe {

  private static final int[] PROMPT = {1, 20, 300, 4000, 50000, 151935};
  private static final int NEW_TOKENS = 8;

  private HalfBillionProbe() {}

  /**
   * @param arguments a model folder and fp32 or bf16
   */
  public static void main(String[] arguments) throws IOException {
    DataType type = ComputeType.valueOf(arguments[1]).on(Device.cpu());
    ModelConfig config = ModelConfig.read(Path.of(arguments[0], "config.json"));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        Decoder decoder = new Decoder(config, type, 0, Device.cpu())) {
      say("baseline", peakKib());
      HuggingFaceFolder folder = new HuggingFaceFolder(Path.of(arguments[0]));
      Weights weights = Weights.read(config, folder, type, manager);
      say("loaded", peakKib());
      LanguageModel model =
          new LanguageModel(decoder, weights, Optional.empty(), manager).packed(manager);
      Rollout rollout =
          new LocalEngine(model, token -> false, 4, manager)
              .generate(
                  List.of(new Request(PROMPT, Key.of(1, "probe"))), 1, new Sampling(1, NEW_TOKENS))
              .get(0)
              .get(0);
      TokenSequence sequence = rollout.sequence();
      try (NDManager scope = manager.newSubManager()) {
        float[] again =
            model.logprobs(scope, List.of(sequence), 1, PassMemory.DEFAULT).values().toFloatArray();
        double gap = 0;
        for (int i = 0; i < again.length; i++) {
          gap = Math.max(gap, Math.abs(again[i] - rollout.logprobs()[i]));
        }
        say("tokens", again.length);
        say("gap", gap);
      }
      say("peak", peakKib());
    }
  }

  private static void say(String name, double value) {
    System.out.println(name + " " + value);
  }

  /** The most memory that was ever resident in this process. */
  private static double peakKib() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D+", "")))
        .findFirst()
        .orElseThrow();
  }
}
