package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.model.ChatTemplate.Message;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * More than 12,000 damaged files of a model folder: each is read or refused in one line, and
 * nothing else comes of it. HostileSafetensorsTest has 10,000 of weights.
 */
@Tag("slow")
class HostileModelFolderTest {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Path RESOURCES = Path.of("src/test/resources");
  private static final long MOST_ALLOCATED = 64 << 20;

  private static final List<Message> CONVERSATION =
      List.of(
          new Message("system", "be fair."),
          new Message("user", "the sum? <|end|> 漢 😀\n\n  x"),
          new Message("assistant", "<think>\nt\n</think>\n\na"));

  @TempDir private Path folder;

  /** What is done with a folder of which one file was changed. */
  private interface Use {
    void of(Path folder);
  }

  private record Case(String name, Path source, String file, boolean json, int trials, Use use) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Stream<Case> cases() {
    Path text = RESOURCES.resolve("text");
    Path templates = RESOURCES.resolve("templates");
    Path tokenizers = RESOURCES.resolve("tokenizers");
    return Stream.of(
        json("own", text.resolve("tokenizer.json"), 1200, HostileModelFolderTest::tokenize),
        json(
            "qwen",
            tokenizers.resolve("qwen/tokenizer.json"),
            1200,
            HostileModelFolderTest::tokenize),
        json(
            "llama",
            tokenizers.resolve("llama/tokenizer.json"),
            1200,
            HostileModelFolderTest::tokenize),
        json("own", text.resolve("tokenizer_config.json"), 1500, HostileModelFolderTest::both),
        json("own", text.resolve("generation_config.json"), 800, HostileModelFolderTest::tokenize),
        json(
            "tied",
            RESOURCES.resolve("golden/tied-4-2/config.json"),
            1200,
            folder -> {
              ModelConfig.read(folder.resolve("config.json"));
              tokenize(folder);
            }),
        json("written", Path.of("adapter_config.json"), 1000, PeftAdapter::read),
        json(
            "written",
            Path.of("model.safetensors.index.json"),
            1000,
            folder -> new HuggingFaceFolder(folder).weightFiles()),
        template(templates.resolve("turns.jinja")),
        template(templates.resolve("reasoning.jinja")),
        template(templates.resolve("headers.jinja")),
        template(templates.resolve("sentences.jinja")),
        template(templates.resolve("training.jinja")));
  }

  private static Case json(String name, Path source, int trials, Use use) {
    String file = source.getFileName().toString();
    return new Case(name + " " + file, source, file, true, trials, use);
  }

  private static Case template(Path source) {
    return new Case(
        source.getFileName().toString(),
        source,
        "chat_template.jinja",
        false,
        800,
        HostileModelFolderTest::render);
  }

  private static void tokenize(Path folder) {
    try (Tokenizer tokenizer = Tokenizer.read(folder)) {
      String text = tokenizer.literal("the sum? 12 für 漢😀\n\n  x<|end|><|im_end|></think><s>");
      tokenizer.decode(tokenizer.encode(text));
      tokenizer.decode(new int[] {0, tokenizer.endId(), 99_999, Integer.MAX_VALUE});
    }
  }

  private static void render(Path folder) {
    ChatTemplate template = ChatTemplate.read(folder);
    for (ChatTemplate.Start start : ChatTemplate.Start.values()) {
      template.render(CONVERSATION, start);
    }
  }

  private static void both(Path folder) {
    render(folder);
    tokenize(folder);
  }

  @BeforeEach
  void copy() throws IOException {
    TextFolder.copyTo(folder);
    Files.writeString(folder.resolve("config.json"), "{\"vocab_size\": 97}");
    new PeftAdapter(2, 4, List.of("q_proj", "v_proj"), Optional.of("base")).write(folder);
    Files.copy(
        RESOURCES.resolve("golden/tied-4-2/model.safetensors"),
        folder.resolve("model-00001-of-00001.safetensors"));
    String tensor = "model.norm.weight";
    Files.writeString(
        folder.resolve("model.safetensors.index.json"),
        Text.format(
            "{\"metadata\": {\"total_size\": 9}, \"weight_map\": {\"%s\": \"%s\"}}",
            tensor, "model-00001-of-00001.safetensors"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aDamagedFileIsReadOrRefusedInOneLine(Case damaged) throws IOException {
    Path file = folder.resolve(damaged.file());
    byte[] whole = Files.readAllBytes(Files.exists(damaged.source()) ? damaged.source() : file);
    if (damaged.source().startsWith(RESOURCES.resolve("tokenizers"))) {
      Files.copy(
          damaged.source().resolveSibling("tokenizer_config.json"),
          folder.resolve("tokenizer_config.json"),
          StandardCopyOption.REPLACE_EXISTING);
      Files.delete(folder.resolve("generation_config.json"));
      Files.delete(folder.resolve("config.json"));
    }
    Files.write(file, whole);
    damaged.use().of(folder); // what is whole is read
    int refused = 0;
    for (int trial = 0; trial < damaged.trials(); trial++) {
      Mutation mutation = new Mutation(Key.of(5, "hostile").with(damaged.name()).with(trial));
      boolean structured = damaged.json() && trial % 3 != 0;
      byte[] mutated = structured ? mutation.ofJson(whole) : mutation.ofBytes(whole);
      Files.write(file, mutated);
      long before = THREADS.getCurrentThreadAllocatedBytes();
      try {
        damaged.use().of(folder);
      } catch (InvalidInput e) {
        refused++;
        requireOneLine(e, mutated);
      } catch (RuntimeException | Error e) {
        throw new AssertionError("trial " + trial + ": " + shown(mutated), e);
      }
      long allocated = THREADS.getCurrentThreadAllocatedBytes() - before;
      assertTrue(
          allocated < MOST_ALLOCATED, () -> allocated + " bytes allocated for " + shown(mutated));
    }
    int all = damaged.trials();
    assertTrue(refused > all / 10 && refused < all, refused + " of " + all + " refused");
  }

  private void requireOneLine(InvalidInput e, byte[] mutated) {
    String message = e.getMessage();
    assertTrue(message.startsWith(folder.toString()), () -> message + " for " + shown(mutated));
    assertEquals(1, message.lines().count(), () -> message + " for " + shown(mutated));
    assertTrue(message.length() < 1000, () -> message + " for " + shown(mutated));
  }

  private static String shown(byte[] mutated) {
    byte[] start = Arrays.copyOf(mutated, Math.min(mutated.length, 3000));
    return new String(start, StandardCharsets.UTF_8);
  }
}
