package io.github.rrm4j.cli.bench;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.checkpoints.WeightShards;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelExport;
import io.github.rrm4j.model.Weights;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code ./rrm bench model}: a model of a shape for other programs, so that they can be measured at
 * the same work ({@code tools/compare-peers}).
 */
@Command(
    name = "model",
    description = {
      "Writes a model of a shape with random weights as a Hugging Face folder, for other programs.",
      "Its tokenizer is that of the miniature. Prints what the other benchmarks do with the shape."
    },
    mixinStandardHelpOptions = true)
final class ModelBench implements Callable<Integer> {

  @Option(
      names = "--shape",
      required = true,
      paramLabel = "S|M|L|Q|Z",
      description = "The size of the model.")
  private BenchShape shape;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write; must not hold anything.")
  private Path output;

  @Override
  public Integer call() throws IOException {
    ModelExport.requireEmpty(output);
    int length = shape.prompt + Math.max(shape.newTokens, shape.trainedTokens());
    ModelConfig model = shape.config(length);
    Files.createDirectories(output);
    MiniatureModelFolder.write(output);
    Path config = output.resolve("config.json");
    Files.writeString(config, Json.pretty(described(Json.read(config), model)));
    Device device = Devices.open("cpu", 0);
    try (NDManager manager = NDManager.newBaseManager(device, "PyTorch")) {
      Weights weights = Weights.drawn(model, DataType.FLOAT32, manager);
      WeightShards.write(output, weights.toWrite(), WeightShards.USUAL_BYTES);
    }
    System.out.println(
        new Measurement()
            .with("what", "model")
            .with("shape", shape.name())
            .with("parameters", model.parameters())
            .with("rows", shape.rows)
            .with("prompt", shape.prompt)
            .with("new", shape.newTokens)
            .with("update_rows", shape.trainRows)
            .with("update_length", shape.prompt + shape.trainedTokens()));
    return ExitCode.OK;
  }

  private static ObjectNode described(ObjectNode config, ModelConfig model) {
    return config
        .put("hidden_size", model.hidden())
        .put("initializer_range", model.initializerRange())
        .put("intermediate_size", model.intermediate())
        .put("max_position_embeddings", model.maxPositions())
        .put("num_attention_heads", model.heads())
        .put("num_hidden_layers", model.layers())
        .put("num_key_value_heads", model.kvHeads())
        .put("rms_norm_eps", model.normEps())
        .put("rope_theta", model.rope().theta())
        .put("tie_word_embeddings", model.tiedEmbeddings())
        .put("vocab_size", model.vocab());
  }
}
