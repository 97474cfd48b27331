package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.sun.management.ThreadMXBean;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.model.ChatTemplate.Start;
import io.github.rrm4j.model.TokenSampler.Draw;
import io.github.rrm4j.model.TokenSampler.Shaping;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Model folders of which one file was damaged: each is used, or refused in one line without control
 * characters, and nothing else comes of it.
 *
 * <p>{@code ./mvnw -Pfuzz} goes on for {@code -Drrm.fuzz.seconds} from {@code -Drrm.fuzz.seed}; a
 * failure names seed and trial, and {@code -Drrm.fuzz.trial} repeats it alone.
 */
class ModelFolderFuzzTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final long MOST_ALLOCATED = 64 << 20;
  private static final int USUAL_TRIALS = 2000;

  private static final List<Message> CONVERSATION =
      List.of(
          new Message("system", "be fair."),
          new Message("user", "the sum? <|end|> 漢 😀\n\n  x"),
          new Message("assistant", "<think>\nt\n</think>\n\na"),
          new Message("user", "more"));

  private enum Kind {
    JSON,
    TEXT,
    WEIGHTS
  }

  /** A file to be damaged, and the folder that is opened then. */
  private record Target(String folder, String file, String opened, Kind kind) {}

  private static final List<Target> TARGETS =
      List.of(
          new Target("base", "config.json", "base", Kind.JSON),
          new Target("base", "generation_config.json", "base", Kind.JSON),
          new Target("base", "tokenizer.json", "base", Kind.JSON),
          new Target("base", "tokenizer_config.json", "base", Kind.JSON),
          new Target("base", "special_tokens_map.json", "base", Kind.JSON),
          new Target("base", "chat_template.jinja", "base", Kind.TEXT),
          new Target("base", "model.safetensors", "base", Kind.WEIGHTS),
          new Target("sharded", "model.safetensors.index.json", "sharded", Kind.JSON),
          new Target("sharded", "model-00001-of-00002.safetensors", "sharded", Kind.WEIGHTS),
          new Target("adapter", "adapter_config.json", "adapter", Kind.JSON),
          new Target("adapter", "adapter_model.safetensors", "adapter", Kind.WEIGHTS),
          new Target("base", "model.safetensors", "adapter", Kind.WEIGHTS),
          new Target("base", "config.json", "adapter", Kind.JSON),
          new Target("value", "config.json", "value", Kind.JSON),
          new Target("value", "model.safetensors", "value", Kind.WEIGHTS));

  @TempDir private Path all;
  private int drawn;
  private int notFinite;

  @BeforeEach
  void folders() throws IOException {
    Path golden = RESOURCES.resolve("golden/tied-4-2");
    Path base = Files.createDirectory(all.resolve("base"));
    TextFolder.copyTo(base);
    Files.copy(golden.resolve("config.json"), base.resolve("config.json"));
    Files.copy(golden.resolve("model.safetensors"), base.resolve("model.safetensors"));
    Files.copy(RESOURCES.resolve("templates/turns.jinja"), base.resolve("chat_template.jinja"));
    Files.writeString(
        base.resolve("special_tokens_map.json"),
        "{\"eos_token\": \"<|end|>\", \"additional_special_tokens\": [\"<|user|>\"]}");
    Path value = Files.createDirectory(all.resolve("value"));
    TextFolder.copyTo(value);
    for (String name : List.of("config.json", "model.safetensors")) {
      Files.copy(RESOURCES.resolve("golden/value-tied-4-2").resolve(name), value.resolve(name));
    }
    Path adapter = Files.createDirectory(all.resolve("adapter"));
    Path saved = RESOURCES.resolve("adapters/patterns-rslora");
    Files.copy(
        saved.resolve("adapter_model.safetensors"), adapter.resolve("adapter_model.safetensors"));
    Files.copy(saved.resolve("adapter_config.json"), adapter.resolve("adapter_config.json"));
    TextFolder.change(
        adapter.resolve("adapter_config.json"),
        json -> json.put("base_model_name_or_path", base.toString()));
    new ModelExport(base, ModelExport.Form.MERGED, Optional.empty(), 40_000)
        .write(all.resolve("sharded"), ModelCard.of("sharded"));
  }

  @Test
  void aDamagedFolderIsUsedOrRefusedInOneLine() throws IOException {
    for (String folder : List.of("base", "sharded", "adapter", "value")) {
      use(all.resolve(folder), true, true); // what is whole is used
    }
    long seed = Long.getLong("rrm.fuzz.seed", 5);
    int first = Integer.getInteger("rrm.fuzz.trial", 0);
    boolean alone = System.getProperty("rrm.fuzz.trial") != null;
    long seconds = Long.getLong("rrm.fuzz.seconds", 0);
    long end = System.nanoTime() + seconds * 1_000_000_000L;
    int refused = 0;
    int trial = first;
    while (alone ? trial == first : seconds > 0 ? System.nanoTime() < end : trial < USUAL_TRIALS) {
      refused += isRefused(seed, trial) ? 1 : 0;
      trial++;
    }
    System.out.println(
        Text.format(
            "fuzz: seed %d, %d trials, %d refused, %d of them for numbers; %d drew tokens",
            seed, trial - first, refused, notFinite, drawn));
    assertTrue(alone || refused > trial / 4 && refused < trial, refused + " of " + trial);
  }

  private boolean isRefused(long seed, int trial) throws IOException {
    Key key = Key.of(seed, "fuzz").with(trial);
    Target target = TARGETS.get(key.below(0, TARGETS.size()));
    Path file = all.resolve(target.folder()).resolve(target.file());
    byte[] whole = Files.readAllBytes(file);
    Mutation mutation = new Mutation(key);
    byte[] mutated =
        switch (target.kind()) {
          case TEXT -> mutation.ofBytes(whole);
          case WEIGHTS -> mutation.ofWeights(whole);
          case JSON -> trial % 3 == 0 ? mutation.ofBytes(whole) : mutation.ofJson(whole);
        };
    String name = "seed " + seed + ", trial " + trial + ", " + target + ": " + shown(mutated);
    // A file that is mapped must not be changed: a new one takes its place.
    Path replaced = all.resolve("whole");
    Files.move(file, replaced);
    Files.write(file, mutated);
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      boolean draw = key.below(1, target.kind() == Kind.WEIGHTS ? 2 : 8) == 0;
      return use(all.resolve(target.opened()), draw, draw && key.below(2, 4) == 0);
    } catch (RuntimeException | Error e) {
      throw new AssertionError(name, e);
    } finally {
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      Files.delete(file);
      Files.move(replaced, file);
      assertTrue(allocated < MOST_ALLOCATED, () -> allocated + " bytes allocated, " + name);
    }
  }

  /**
   * Does with a folder what commands do.
   *
   * @param draw whether the weights are opened and tokens are drawn
   * @param export whether the model is exported
   * @return whether it was refused
   */
  private boolean use(Path folder, boolean draw, boolean export) {
    try {
      ModelInspection found = ModelInspection.of(folder);
      found.problems().forEach(ModelFolderFuzzTest::requireOneLine);
      found.facts().forEach(fact -> requireOneLine(fact.value()));
      if (!found.problems().isEmpty()) {
        return true;
      }
      ModelText text = ModelText.of(folder);
      try (Tokenizer tokenizer = text.tokenizer()) {
        requireText(tokenizer, text.chat());
      }
      if (draw) {
        boolean value = folder.endsWith("value");
        ModelSource source = ModelSource.of(folder).in(ComputeType.FP32);
        source = value ? source.asRewardModel() : source;
        try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
            ModelFolder model = ModelFolder.open(source, Device.cpu(), manager)) {
          int[] prompt = model.tokenizer().encode(model.chat().render(CONVERSATION, Start.NONE));
          prompt = Arrays.copyOf(prompt, Math.min(prompt.length, 8));
          if (value) {
            model.model().values(manager, List.of(new int[] {3, 1, 4}, new int[] {5}));
          } else {
            requireTokens(manager, model.model(), new int[] {3, 1, 4});
            requireTokens(manager, model.model(), prompt);
          }
          drawn++;
        }
      }
      if (export) {
        export(folder);
      }
      return false;
    } catch (InvalidInput e) {
      requireOneLine(e.getMessage());
      notFinite += e.getMessage().contains("must be a finite number") ? 1 : 0;
      return true;
    }
  }

  /** Draws some tokens, greedily and not: each is one of the model's, or the model is refused. */
  private static void requireTokens(NDManager manager, LanguageModel model, int[] prompt) {
    if (prompt.length == 0 || prompt.length + 4 > model.config().maxPositions()) {
      return; // what an engine refuses
    }
    model.logits(manager, prompt).toFloatArray();
    TokenSampler sampler = model.sampler(manager);
    KvCache cache = sampler.cache(2, prompt.length + 4, manager);
    int last = prompt.length - 1;
    NDArray ends =
        sampler.extend(manager, List.of(prompt, prompt), 0, new int[] {last, last}, cache);
    for (Shaping shaping :
        List.of(new Shaping(0, 0, 1, 0), new Shaping(1, 0, 1, 0), new Shaping(0.6, 5, 0.9, 0.1))) {
      Draw first =
          sampler.begin(manager, ends, new int[] {0, 1}, new double[] {0.2, 0.999}, shaping);
      requireDrawn(sampler, first);
      double[] uniforms = {0, 0.5, 0.9, 0.1, 0.3, 0.999999};
      long[] places = {prompt.length, prompt.length};
      requireDrawn(
          sampler, sampler.decode(manager, first.tokens(), places, uniforms, 3, shaping, cache));
    }
  }

  private static void requireDrawn(TokenSampler sampler, Draw draw) {
    for (int i = 0; i < draw.tokens().length; i++) {
      sampler.requireNumber(draw.logprobs()[i], i);
      long token = draw.tokens()[i];
      assertTrue(token >= 0 && token < sampler.config().vocab(), "drew token " + token);
      assertTrue(draw.logprobs()[i] <= 0, "drew log-prob " + draw.logprobs()[i]);
    }
  }

  private static void requireText(Tokenizer tokenizer, ChatTemplate chat) {
    for (Start start : Start.values()) {
      tokenizer.encode(chat.render(CONVERSATION, start));
    }
    String literal = tokenizer.literal("the sum? 12 für 漢😀\n\n  x<|end|><|im_end|></think><s>");
    tokenizer.decode(tokenizer.encode(literal));
    tokenizer.decode(new int[] {0, tokenizer.endId(), 99_999, Integer.MAX_VALUE});
  }

  private void export(Path folder) {
    Path output = all.resolve("exported");
    try {
      new ModelExport(folder, ModelExport.Form.MERGED, Optional.empty(), Long.MAX_VALUE)
          .write(output, ModelCard.of("x"));
      try (Stream<Path> files = Files.list(output)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void requireOneLine(String message) {
    assertEquals("", message.replaceAll("[^\\p{Cc}\\p{Cs}\\u2028-\\u202e]", ""), message);
    assertTrue(message.length() < 3000, message);
  }

  private static String shown(byte[] mutated) {
    byte[] start = Arrays.copyOf(mutated, Math.min(mutated.length, 3000));
    return new String(start, StandardCharsets.UTF_8);
  }
}
