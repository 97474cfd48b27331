package io.github.rrm4j.model;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.Safetensors;
import io.github.rrm4j.checkpoints.TensorInfo;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ChatTemplate.Message;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What a model folder holds, from its configs and the headers of its weight files; no weight is
 * read.
 *
 * @param facts name and value, in the order in which they are shown
 * @param problems of the folder that would stop a run, each in one line
 */
public record ModelInspection(List<Fact> facts, List<String> problems) {

  /** One line of what there is. */
  public record Fact(String name, String value) {}

  /**
   * @throws InvalidInput if the folder is neither a model nor an adapter
   */
  public static ModelInspection of(Path folder) {
    ModelInspection found = new ModelInspection(new ArrayList<>(), new ArrayList<>());
    Path base = folder;
    if (Files.isRegularFile(folder.resolve(PeftAdapter.CONFIG))) {
      PeftAdapter adapter = PeftAdapter.read(folder);
      found.describe(adapter, folder);
      base = found.tried(() -> ModelFolder.base(folder)).orElse(folder);
      if (base.equals(folder)) {
        return found;
      }
    }
    HuggingFaceFolder files = new HuggingFaceFolder(base);
    ModelConfig config = ModelConfig.read(files.config());
    found.describe(config);
    found.tried(() -> found.describeWeights(config, files));
    found.note(ModelConfigReader.notes(files.config()));
    if (!base.equals(folder)) {
      found.tried(() -> fits(folder, config));
    }
    ModelText text = ModelText.of(folder);
    found.tried(() -> found.describeTokens(config, text));
    found.tried(() -> found.describeTemplate(text));
    found.tried(() -> found.note(text.notes()));
    return found;
  }

  private interface Part<T> {
    T get();
  }

  /** A part that may be out of order, which is then one problem among others. */
  private <T> Optional<T> tried(Part<T> part) {
    try {
      return Optional.of(part.get());
    } catch (InvalidInput e) {
      problems.add(e.getMessage());
      return Optional.empty();
    }
  }

  @FormatMethod
  private boolean fact(String name, @FormatString String format, Object... values) {
    return facts.add(new Fact(name, Text.format(format, values)));
  }

  private static boolean fits(Path adapter, ModelConfig base) {
    try (AdapterFile file = AdapterFile.open(adapter)) {
      return !file.requireFit(file.on(base)).isEmpty();
    }
  }

  private boolean note(List<String> notes) {
    notes.forEach(note -> fact("note", "%s", note));
    return true;
  }

  private void describe(PeftAdapter adapter, Path folder) {
    fact("adapter", "LoRA, %s", OneLine.of(adapter.described()));
    fact("base", "%s", OneLine.of(adapter.baseModel().orElse("not named")));
    tried(() -> describeFiles("adapter files", List.of(folder.resolve(PeftAdapter.WEIGHTS))));
  }

  private void describe(ModelConfig config) {
    fact("architecture", "%s", config.architecture().className(config.head()));
    fact("parameters", "%,d", config.parameters());
    fact(
        "shape",
        "%d layers, hidden %d, %d heads and %d key-value heads of %d, MLP %d",
        config.layers(),
        config.hidden(),
        config.heads(),
        config.kvHeads(),
        config.headDim(),
        config.intermediate());
    fact("biases", "%s", config.biased().isEmpty() ? "none" : String.join(", ", config.biased()));
    String language = config.tiedEmbeddings() ? "tied to the embedding" : "its own";
    fact("head", "%s", config.head() == Head.VALUE ? "one value: a reward model" : language);
    fact("positions", "%,d, %s", config.maxPositions(), described(config.rope()));
  }

  private static String described(Rope rope) {
    String base = Text.format("RoPE of base %.0f", rope.theta());
    if (rope.scaling() instanceof Rope.Llama3 llama3) {
      return base + ", llama3 scaling by " + llama3.factor() + " from " + llama3.original();
    }
    if (rope.scaling() instanceof Rope.Yarn yarn) {
      return base + ", YaRN by " + yarn.factor() + " from " + yarn.original();
    }
    return base;
  }

  private boolean describeWeights(ModelConfig config, HuggingFaceFolder files) {
    if (files.weightFiles().isEmpty()) {
      return fact("files", "no weights");
    }
    describeFiles("files", files.weightFiles());
    try (WeightFiles opened = WeightFiles.open(config, files)) {
      return note(opened.notes());
    }
  }

  private boolean describeFiles(String name, List<Path> files) {
    Map<DType, Long> tensors = new EnumMap<>(DType.class);
    long bytes = 0;
    for (Path path : files) {
      try (Safetensors file = Safetensors.open(path)) {
        for (TensorInfo tensor : file.tensors().values()) {
          tensors.merge(tensor.dtype(), 1L, Long::sum);
          bytes += tensor.bytes();
        }
      }
    }
    StringJoiner types = new StringJoiner(", ");
    tensors.forEach((dtype, count) -> types.add(count + " tensors in " + dtype));
    return fact(name, "%d, %,d bytes of weights, %s", files.size(), bytes, types);
  }

  private boolean describeTokens(ModelConfig config, ModelText text) {
    try (Tokenizer tokenizer = text.tokenizer()) {
      StringJoiner ends = new StringJoiner(", ");
      tokenizer
          .endIds()
          .forEach(id -> ends.add(id + " " + OneLine.of(tokenizer.decode(new int[] {id}))));
      fact("vocabulary", "%,d", text.modelTokens().orElse(config.vocab()));
      fact("tokenizer", "%s", text.named(text.vocabulary()));
      fact("special tokens", "%s", text.named(text.specialTokensFile()));
      fact("end tokens", "%s, from %s and the eos_token", ends, text.named(text.endIds().getKey()));
      StringJoiner thinking = new StringJoiner(", ");
      for (String token : new String[] {"<think>", "</think>"}) {
        thinking.add(
            token
                + (tokenizer.id(token).isPresent()
                    ? " is " + tokenizer.id(token).getAsInt()
                    : " is several tokens"));
      }
      return fact("think tokens", "%s", thinking);
    }
  }

  private boolean describeTemplate(ModelText text) {
    ChatTemplate template = text.chat();
    String rendered = template.render(List.of(new Message("user", "?")));
    return fact(
        "chat template",
        "%s, renders, %s %s",
        text.named(text.template().file()),
        template.opensTurn() ? "a turn begins with" : "HAS NO GENERATION PROMPT, ends in",
        shown(rendered.substring(rendered.lastIndexOf('?') + 1)));
  }

  private static String shown(String text) {
    return OneLine.quoted(text.replace("\n", "\\n"));
  }
}
