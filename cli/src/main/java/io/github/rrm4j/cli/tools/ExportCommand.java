package io.github.rrm4j.cli.tools;

import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.WeightShards;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.check.GramHashes;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelCard;
import io.github.rrm4j.model.ModelExport;
import io.github.rrm4j.model.ModelExport.Form;
import io.github.rrm4j.model.ModelPlace;
import io.github.rrm4j.model.gguf.GgufExport;
import io.github.rrm4j.model.gguf.GgufType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm export RUN --output DIR}. */
@Command(
    name = "export",
    description = {
      "Writes a Hugging Face model folder, or a PEFT adapter folder, that other tools load.",
      "Of a run its newest intact checkpoint is taken."
    },
    mixinStandardHelpOptions = true)
public final class ExportCommand implements Callable<Integer> {

  /** What is written. */
  enum Format {
    HF,
    GGUF
  }

  /** Element types of exported weights. */
  enum Type {
    FP32(DType.F32),
    FP16(DType.F16),
    BF16(DType.BF16);

    private final DType dtype;

    Type(DType dtype) {
      this.dtype = dtype;
    }
  }

  @Parameters(paramLabel = "RUN", description = "A run, a checkpoint, or another model folder.")
  private Path source;

  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = "The folder to write; must not hold anything.")
  private Path output;

  @Option(names = "--merge", description = "Add an adapter to the weights of its base.")
  private boolean merge;

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description = "fp32, fp16 or bf16; default: that of the source's weights.")
  private Optional<Type> dtype = Optional.empty();

  @Option(
      names = "--format",
      defaultValue = "hf",
      paramLabel = "FORMAT",
      description =
          "hf: a folder as transformers and PEFT have it; gguf: one file for llama.cpp, with a"
              + " Modelfile for Ollama; default: ${DEFAULT-VALUE}.")
  private Format format;

  @Option(
      names = "--quantize",
      defaultValue = "f16",
      paramLabel = "TYPE",
      description =
          "Type of the matrices with --format gguf: f32, f16, bf16 or q8_0; default:"
              + " ${DEFAULT-VALUE}.")
  private GgufType quantize;

  @Option(
      names = "--shard-bytes",
      paramLabel = "N",
      description = "Most bytes of a weight file; default: ${DEFAULT-VALUE}.")
  private long shardBytes = WeightShards.USUAL_BYTES;

  @Override
  public Integer call() throws IOException {
    InvalidInput.checkLeast("--shard-bytes", shardBytes, 1);
    ModelPlace place = ModelPlace.of(source);
    Devices.open("cpu", 0);
    if (format == Format.GGUF) {
      gguf(place);
    } else {
      new ModelExport(
              place.folder(),
              merge ? Form.MERGED : Form.ADAPTER,
              dtype.map(type -> type.dtype),
              shardBytes)
          .write(output, card(place));
    }
    if (place.run().isPresent()) {
      for (String name : List.of(PromptHashes.FILE, GramHashes.FILE)) {
        Path hashes = place.run().get().resolve("data").resolve(name);
        if (Files.isRegularFile(hashes)) {
          Files.copy(hashes, output.resolve(name));
        }
      }
    }
    System.out.println("exported: " + output);
    return ExitCode.OK;
  }

  /** One file in the folder; an adapter is added to its base, which takes the space of both. */
  private void gguf(ModelPlace place) throws IOException {
    if (dtype.isPresent()) {
      throw new InvalidInput(
          "--dtype: is given, must be left out with --format gguf; --quantize says the type");
    }
    ModelExport.requireEmpty(output);
    Path file = output.resolve(output.toAbsolutePath().normalize().getFileName() + ".gguf");
    String name = file.getFileName().toString();
    Files.createDirectories(output);
    if (Files.isRegularFile(place.folder().resolve(PeftAdapter.CONFIG))) {
      Path merged = output.resolve(".merged");
      new ModelExport(place.folder(), Form.MERGED, Optional.empty(), shardBytes)
          .write(merged, card(place));
      new GgufExport(merged, quantize).write(file, name);
      Folders.delete(merged);
    } else {
      new GgufExport(place.folder(), quantize).write(file, name);
    }
    double temperature =
        JudgeSettings.read(place.folder()).map(asked -> asked.sampling().temperature()).orElse(1.0);
    GgufExport.writeModelfile(file, temperature);
  }

  private ModelCard card(ModelPlace place) {
    String name = output.toAbsolutePath().normalize().getFileName().toString();
    if (place.run().isEmpty()) {
      return ModelCard.of(name);
    }
    Path run = place.run().get();
    RunConfig config = RunConfig.of(run.resolve("config.yaml"), List.of());
    return ModelCard.of(name, config.plan().model().path().toString(), run, place.step());
  }
}
