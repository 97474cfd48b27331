package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import io.github.rrm4j.remote.StandInChat;
import io.github.rrm4j.remote.StandInServer;
import io.github.rrm4j.rewards.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every command of docs/judges.md, with a tiny model of the same architecture and kind of tokenizer
 * in the place of each named one, one pair and short answers.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JudgesPageTest {

  private static final Pattern ROW = Pattern.compile("\\| ([^|]+) \\| `(--[^`]+)` \\|");
  private static final Pattern TEMPLATE =
      Pattern.compile("\\| ((?:`[a-z0-9-]+`,? ?)+) \\| `([a-z_]+)`: (.+?) \\|.*");
  private static final Path TOKENIZERS =
      TinyRun.root().resolve("model/src/test/resources/tokenizers");
  private static final String SHORT = "6";

  /** Gemma's template refuses a system turn. */
  private static final String GEMMA =
      "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
          + "{{ raise_exception('System role not supported') }}{% endif %}"
          + "{% for message in messages %}{{ '<start_of_turn>' + message['role'] + '\\n'"
          + " + message['content'] + '<end_of_turn>\\n' }}{% endfor %}"
          + "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}";

  private static final String TURNS =
      "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\\n' }}"
          + "{% endfor %}{% if add_generation_prompt %}assistant: {% endif %}";

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterAll
  void close() {
    manager.close();
  }

  /** What stands in for a model. */
  private enum StandIn {
    QWEN("Qwen2", "qwen", 425, 4096, TURNS),
    LLAMA("Llama", "llama", 424, 4096, TURNS),
    VICUNA("Llama", "llama2", 679, 2048, "{{ bos_token }}{{ messages[0]['content'] }}"),
    GEMMA_TWO("Gemma2", "gemma", 684, 4096, GEMMA);

    private final String architecture;
    private final String tokenizer;
    private final int tokens;
    private final int positions;
    private final String template;

    StandIn(String architecture, String tokenizer, int tokens, int positions, String template) {
      this.architecture = architecture;
      this.tokenizer = tokenizer;
      this.tokens = tokens;
      this.positions = positions;
      this.template = template;
    }

    static StandIn of(String model) {
      if (model.contains("emma") || model.contains("GRM")) {
        return GEMMA_TWO;
      }
      return model.contains("JudgeLM") ? VICUNA : model.contains("Llama") ? LLAMA : QWEN;
    }
  }

  static List<String[]> rows() throws IOException {
    List<String[]> rows = new ArrayList<>();
    for (String line : Files.readAllLines(TinyRun.root().resolve("docs/judges.md"))) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        rows.add(new String[] {row.group(1), row.group(2)});
      }
    }
    return rows;
  }

  @Test
  void everyJudgeOfThePosterIsThere() throws IOException {
    TreeSet<String> found = new TreeSet<>();
    rows().forEach(row -> found.add(row[0].replaceFirst(", voting.*", "")));
    assertEquals(
        new TreeSet<>(
            List.of(
                ("RRM-7B RRM-32B DirectJudge-7B DirectJudge-32B Skywork-Reward-Gemma-2-27B-v0.2"
                        + " JudgeLM-7B JudgeLM-33B Gemma-2-27B Llama-3.1-8B-Instruct"
                        + " Llama-3.1-70B-Instruct DeepSeek-GRM-27B DeepSeek-R1"
                        + " RM-R1-DeepSeek-Distilled-Qwen-7B RM-R1-DeepSeek-Distilled-Qwen-14B"
                        + " RM-R1-DeepSeek-Distilled-Qwen-32B J1-Llama-8B J1-Llama-70B"
                        + " Claude-3.5-Sonnet GPT-4-0125 GPT-4o-0806")
                    .split(" "))),
        found);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void theJudgeCanBeAsked(String judge, String given) throws IOException {
    List<String> arguments = new ArrayList<>(List.of(given.split(" ")));
    boolean api = arguments.contains("--judge");
    if (!api) {
      replace(arguments, "--model", model(value(arguments, "--model")).toString());
    }
    if (!given.contains("scalar")) {
      replace(arguments, "--max-new-tokens", SHORT);
    }
    try (StandInChat chat = new StandInChat()) {
      chat.says = question -> "Both are fine, the first one is better. [[A]]";
      if (api) {
        replace(arguments, "--base-url", chat.url() + "/v1");
        replace(arguments, "--api-key-env", "PATH"); // a variable that is there
      }
      Invocation call =
          arguments.contains("--engine-url") ? served(arguments) : evaluated(arguments);
      assertEquals(0, call.code(), call.err());
      assertTrue(call.out().contains("rewardbench: 1 items, 1 comparisons"), call.out());
      if (api) {
        assertTrue(Pattern.compile("unreadable +0\\.0 %").matcher(call.out()).find(), call.out());
        assertTrue(
            Pattern.compile("input_tokens +\\d+ \\[").matcher(call.out()).find(), call.out());
        assertEquals(1, chat.calls.get());
      }
    }
  }

  private Invocation evaluated(List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("evaluate", "--benchmark", "rewardbench"));
    Path data = TinyRun.root().resolve("evaluation/src/test/resources/benchmarks/rewardbench");
    all.addAll(List.of("--input", data.toString(), "--limit", "1"));
    all.addAll(arguments);
    return Invocation.of(all.toArray(String[]::new));
  }

  private Invocation served(List<String> arguments) {
    Path folder = Path.of(value(arguments, "--model"));
    NDManager own = manager.newSubManager();
    try (ModelFolder model = ModelFolder.open(ModelSource.of(folder), Device.cpu(), own);
        StandInServer server =
            new StandInServer(
                Kind.VLLM,
                model.model(),
                new HashSet<>(model.tokenizer().endIds()),
                own.newSubManager())) {
      replace(arguments, "--engine-url", server.url());
      replace(arguments, "--engine-model", StandInServer.MODEL);
      return evaluated(arguments);
    } finally {
      own.close();
    }
  }

  private static String value(List<String> arguments, String option) {
    return arguments.get(arguments.indexOf(option) + 1);
  }

  private static void replace(List<String> arguments, String option, String value) {
    int at = arguments.indexOf(option);
    if (at < 0) {
      arguments.addAll(List.of(option, value));
    } else {
      arguments.set(at + 1, value);
    }
  }

  /** Writes what stands in for a model, once. */
  private Path model(String named) throws IOException {
    Path into = folder.resolve(named);
    if (Files.exists(into)) {
      return into;
    }
    Files.createDirectories(into);
    StandIn model = StandIn.of(named);
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(TOKENIZERS.resolve(model.tokenizer).resolve(file), into.resolve(file));
    }
    Files.writeString(into.resolve("chat_template.jinja"), model.template);
    boolean scalar = named.contains("Skywork");
    ObjectNode config = Json.object();
    config
        .putArray("architectures")
        .add(model.architecture + (scalar ? "ForSequenceClassification" : "ForCausalLM"));
    config
        .put("model_type", model.architecture.toLowerCase(Locale.ROOT))
        .put("vocab_size", model.tokens)
        .put("hidden_size", 32)
        .put("intermediate_size", 48)
        .put("num_hidden_layers", 2)
        .put("num_attention_heads", 2)
        .put("head_dim", 16)
        .put("max_position_embeddings", model.positions)
        .put("pad_token_id", 0)
        .put("sliding_window", model == StandIn.GEMMA_TWO ? 64 : null)
        .put("num_labels", 1);
    Files.writeString(into.resolve("config.json"), Json.pretty(config));
    ModelSource source = ModelSource.of(into).initialised(Key.of(1, named));
    ModelSource random = scalar ? source.asRewardModel() : source;
    try (NDManager own = manager.newSubManager();
        ModelFolder written = ModelFolder.open(random, Device.cpu(), own)) {
      written.write(into);
    }
    return into;
  }

  /** The second table: a template, the format of its verdict, and what a judge then writes. */
  @Test
  void everyTemplateReadsTheVerdictThatThePageShows() throws IOException {
    TreeSet<String> found = new TreeSet<>(List.of("compact"));
    for (String line : Files.readAllLines(TinyRun.root().resolve("docs/judges.md"))) {
      Matcher row = TEMPLATE.matcher(line);
      if (row.matches()) {
        for (String name : row.group(1).replace("`", "").split(", ?")) {
          found.add(name.strip());
          JudgeTemplate template = JudgeTemplate.named(name.strip());
          assertEquals(row.group(2), template.verdict().word());
          String said = row.group(3).replaceFirst("^`([^`]+)`.*", "$1");
          String written = said.startsWith("the first line") ? "8 5\nBoth are right." : said;
          assertEquals(Verdict.FIRST, template.verdict().read(written), name);
        }
      }
    }
    assertEquals(new TreeSet<>(JudgeTemplate.NAMES), found);
  }

  @Test
  void templatesForModelsThatRefuseASystemTurnHaveNone() {
    Stream.of("brackets", "judgelm", "deepseek-grm", "j1")
        .map(JudgeTemplate::named)
        .forEach(template -> assertTrue(!template.text().contains("=== system")));
  }
}
