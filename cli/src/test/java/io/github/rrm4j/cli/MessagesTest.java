package io.github.rrm4j.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is malformed is told in the words of who uses the program, not of who wrote it. */
class MessagesTest {

  /** Names of classes, settings of libraries, their words. */
  private static final Pattern INTERNAL =
      Pattern.compile(
          "\\b([a-z]+\\.)+[A-Z]\\w+|\\w+(Exception|Error)\\b|REDACTED|StreamReadFeature"
              + "|Unmatched arguments|token '|unexpected [A-Z]|any token");

  private static final String PAIR =
      "{\"id\":\"a\",\"prompt\":\"q\",\"response_1\":\"x\",\"response_2\":\"y\",\"label\":1}\n";

  @TempDir private static Path all;
  private static Path run;

  @TempDir private Path folder;
  private Path out;

  @BeforeAll
  static void train() {
    run = all.resolve("run");
    TinyRun.complete(run, "--set", "stages=[sft]");
  }

  @BeforeEach
  void nameTheOutput() {
    out = folder.resolve("out");
  }

  private static void assertPlain(String about, String said) {
    String what = about + ": " + said;
    assertTrue(said.startsWith("rrm: ") && said.endsWith("\n"), what);
    assertFalse(INTERNAL.matcher(said).find(), what);
    assertFalse(said.strip().matches("(?s).*[\\p{Cc}\\u202a-\\u202e&&[^\n]].*"), what);
  }

  private static String refused(String about, String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals(2, call.code(), about + ": " + call.out() + call.err());
    assertPlain(about, call.err());
    assertEquals(1, call.err().lines().count(), about + ": " + call.err());
    return call.err();
  }

  private static byte[] packed(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }

  private static Map<String, byte[]> malformedData() throws IOException {
    Map<String, String> texts = new LinkedHashMap<>();
    texts.put("cut.jsonl", PAIR + "{\"id\":\"b\",\"prompt\"");
    texts.put("word.jsonl", "hello\n");
    texts.put("quotes.jsonl", "{'prompt':'q'}\n");
    texts.put("twice.jsonl", "{\"a\":1,\"a\":2}\n");
    texts.put("control.jsonl", "{\"prompt\":\u001b[31mred}\n");
    texts.put("name.jsonl", "{\"\\u001b[31mred\\u202e\":1, \"id\":\"\\u001b[2J\\u009b\"}\n");
    texts.put("value.jsonl", PAIR.replace("\"q\"", "[\"\\u001b[31m\\u202e\\n\"]"));
    texts.put("more.jsonl", PAIR.strip() + " {}\n");
    texts.put("deep.jsonl", "[".repeat(2000) + "\n");
    texts.put("number.jsonl", "{\"prompt\":" + "1".repeat(2000) + "}\n");
    texts.put("list.jsonl", "[1]\n");
    texts.put("zeros.jsonl", "\0".repeat(200));
    texts.put("cut.json", "[{\"a\":1,");
    texts.put("comma.json", "[{\"a\":1}{]");
    texts.put("numbers.json", "[1]");
    texts.put("quote.csv", "prompt,chosen,rejected\n\"a,b,c\n");
    texts.put("after.csv", "prompt,chosen,rejected\n\"a\"b,b,c\n");
    texts.put("short.csv", "prompt,chosen,rejected\na,b\n");
    texts.put("twice.csv", "prompt,prompt\na,b\n");
    texts.put("case.csv", "Prompt,Chosen,Rejected\na,b,c\n");
    texts.put("case.jsonl", "{\"Prompt\":\"a\",\"Chosen\":\"b\",\"Rejected\":\"c\"}\n");
    texts.put("control.csv", "pro\u001b[31mmpt,b\nx,y\n");
    texts.put("footer.parquet", "PAR1garbagegarbagePAR1");
    texts.put("text.parquet", "hello");
    texts.put("control.parquet", "PAR1" + "\u0001\u0002\u001b[31m".repeat(50) + "\u0010\0\0\0PAR1");
    texts.put("footer.arrow", "ARROW1\0\0garbagegarbageARROW1");
    texts.put("text.arrow", "hello");
    texts.put("large.arrow", "\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f123");
    texts.put("bad.jsonl.zst", "\u0028\u00b5\u002f\u00fd\4\5\6\7\u0001\u0002\u0003\u0004\u0005");
    texts.put("bad.jsonl.bz2", "BZh9hello hello hello");
    texts.put("table.xlsx", "PK\u0003\u0004hello");
    texts.put("latin.jsonl", "{\"prompt\":\"\u00e9\"}\n");
    Map<String, byte[]> files = new LinkedHashMap<>();
    texts.forEach((name, text) -> files.put(name, text.getBytes(ISO_8859_1)));
    byte[] whole = packed(PAIR.repeat(500));
    files.put("cut.jsonl.gz", Arrays.copyOf(whole, whole.length / 2));
    return files;
  }

  @Test
  @Tag("slow")
  void malformedDataIsToldInOnePlainLineByEveryCommand() throws IOException {
    String model = run.resolve("checkpoints/latest").toString();
    for (Map.Entry<String, byte[]> file : malformedData().entrySet()) {
      String path = folder.resolve(file.getKey()).toString();
      Files.write(Path.of(path), file.getValue());
      String output = out.toString();
      for (String[] arguments :
          new String[][] {
            {"judge", "--model", model, "--input", path, "--output", output},
            {"rank", "--model", model, "--input", path, "--output", output},
            {"generate", "--model", model, "--input", path, "--output", output},
            {"annotate", "--judge", model, "--input", path, "--output", output},
            {"data", "convert", path, "--output", output},
            {"data", "inspect", path},
            TinyRun.arguments(out, "--set", "data.train=" + path),
          }) {
        refused(file.getKey() + " given to " + arguments[0], arguments);
      }
    }
  }

  @Test
  void aMalformedConfigIsToldInPlainLines() throws IOException {
    Map<String, String> reasons = new LinkedHashMap<>();
    reasons.put("a: b: c\n", ":1: not valid YAML: has a second colon where none can stand");
    reasons.put("a:\n\t- b\n", ":2: not valid YAML: is indented by a tabulator, not spaces");
    reasons.put("a: [1, 2\n", ":2: not valid YAML: has a list whose [ is not closed");
    reasons.put("a: {b\n", ":2: not valid YAML: has a section whose { is not closed");
    reasons.put("@x: 1\n", ":1: not valid YAML: has a value that begins with @");
    reasons.put("a: &x *x\n", ":1: not valid YAML: has a line that does not fit those above it");
    reasons.put("a: *no\n", ":1: not valid YAML: has the alias *no, which nothing defines");
    reasons.put("a: \"x\n", ":2: not valid YAML: has a quote that is not closed");
    reasons.put("a: \"\\q\"\n", ":1: not valid YAML: has \\q, which escapes nothing");
    reasons.put("a: \u001b[2J\n", ":1: not valid YAML: has a control character");
    reasons.put("--- 1\n--- 2\n", ":2: not valid YAML: has a second document (---)");
    reasons.put("a: ]\n", ":1: not valid YAML: has no value where one must stand");
    reasons.put("[".repeat(80), ":1: not valid YAML: is nested more than 50 deep");
    reasons.put("k\u202e: 1\n", ":1: unknown key k ; there are ");
    reasons.put("seed: 1e400\n", "seed is 1e400, must be a whole number");
    reasons.put("- 1\n", ":1: the file is a list, must be sections with keys");
    Path file = folder.resolve("c.yaml");
    for (Map.Entry<String, String> config : reasons.entrySet()) {
      Files.writeString(file, config.getKey());
      for (String[] command :
          new String[][] {{"train"}, {"config", "check"}, {"evaluate"}, {"plan"}}) {
        String[] arguments = Arrays.copyOf(command, command.length + 1);
        arguments[command.length] = file.toString();
        Invocation call = Invocation.of(arguments);
        assertEquals(2, call.code(), config.getKey() + call.err());
        assertPlain(config.getKey(), call.err());
        if (!config.getValue().startsWith(":1: unknown") || command[0].equals("train")) {
          assertTrue(call.err().contains(config.getValue()), call.err());
        }
      }
    }
  }

  @Test
  void aLabelWithControlCharactersIsShownWithoutThem() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("label.jsonl"), PAIR.replace("1}", "\"\\u001b[31m\\u009b\\u202e\\n\"}"));
    String said = refused("a label", "data", "inspect", file.toString());
    assertTrue(said.startsWith("rrm: " + file + ":1: field 'label' is \""), said);
  }

  @Test
  void aPathThatNoFileCanHaveIsNamed() {
    String quickstart = TinyRun.root().resolve("configs/quickstart.yaml").toString();
    for (String key : List.of("data.train", "data.heldout", "model.path", "output")) {
      String said = refused(key, "train", quickstart, "--dry-run", "--set", key + "=\"a\\0b\"");
      assertTrue(said.contains("--set " + key + ": a text holds the character \\0"), said);
    }
    String said = refused("a bracket", "data", "inspect", "a[b");
    assertTrue(said.startsWith("rrm: a[b: does not exist and is no pattern"), said);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, LinkOption.NOFOLLOW_LINKS);
        }
      }
    }
  }

  private static ObjectNode settings(Path model) {
    return Json.read(model.resolve("judge.json"), "must be there");
  }

  @Test
  void aMalformedFileOfAModelIsToldInOnePlainLine() throws IOException {
    Path model = folder.resolve("model");
    copy(run.resolve("checkpoints/latest").toRealPath(), model);
    Map<String, List<String>> malformed = new HashMap<>();
    malformed.put("config.json", List.of("{", "[]", "{'a':1}", "{\"model_type\":\"\\u001b[31m\"}"));
    malformed.put("tokenizer.json", List.of("{", "{}", "{\"model\":{\"type\":\"\\u001b\"}}"));
    malformed.put(
        "tokenizer_config.json",
        List.of("{\"a\":1,\"a\":2}", "{\"chat_template\":\"{{ \\u001b }}\"}"));
    malformed.put("generation_config.json", List.of("tru"));
    malformed.put("model.safetensors", List.of("", "hello world hello", "\5\0\0\0\0\0\0\0{'a'}"));
    malformed.put(
        "judge.json",
        List.of(
            "{",
            "{}",
            "[]",
            "{\"template\":5}",
            settings(model).put("max_new_tokens", 2.5).toString(),
            settings(model).put("thinking", "yes").toString(),
            settings(model).put("temperature", "1").toString()));
    malformed.put("chat_template.jinja", List.of("\u001b[31m{% x %}", "{{ messages[0].a.b }}"));
    for (Map.Entry<String, List<String>> each : malformed.entrySet()) {
      Path file = model.resolve(each.getKey());
      byte[] whole = Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
      for (String text : each.getValue()) {
        Files.writeString(file, text);
        String said =
            refused(
                each.getKey() + " " + text,
                "judge",
                "--model",
                model.toString(),
                "--query",
                "q",
                "--first",
                "a",
                "--second",
                "b");
        assertTrue(said.startsWith("rrm: " + file + ": "), said);
      }
      if (whole.length > 0) {
        Files.write(file, whole);
      } else {
        Files.delete(file);
      }
    }
  }

  @Test
  void aMalformedFileOfARunIsToldInPlainLines() throws IOException {
    Path copy = folder.resolve("copy");
    copy(run, copy);
    Path config = copy.resolve("config.yaml");
    byte[] whole = Files.readAllBytes(config);
    for (String text : List.of("", "{", "{}", "[]", "seed: \u001b", "a: b: c", "\0")) {
      Files.writeString(config, text);
      Invocation call = Invocation.of("verify", copy.toString());
      assertEquals(2, call.code(), call.err());
      assertPlain("config.yaml " + text, call.err());
    }
    Files.write(config, whole);
    Files.writeString(copy.resolve("checkpoints/latest").toRealPath().resolve("state.json"), "{");
    Invocation call = Invocation.of("verify", copy.toString());
    assertEquals(1, call.code(), call.err());
    assertFalse(INTERNAL.matcher(call.out() + call.err()).find(), call.out() + call.err());
  }

  @Test
  void aModelWithoutNumbersIsRefusedAtItsFirstTokenAndGivesNoVerdict() throws IOException {
    Path model = folder.resolve("model");
    copy(run.resolve("checkpoints/latest").toRealPath(), model);
    Path weights = model.resolve("model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putFloat(bytes.length - 4, Float.NaN);
    Files.write(weights, bytes);
    Path input = Files.writeString(folder.resolve("in.jsonl"), PAIR);
    Path passage =
        Files.writeString(
            folder.resolve("p.jsonl"),
            "{\"id\":\"i\",\"prompt\":\"1 + 1\",\"completion\":\"2\"}\n");
    String rule =
        ", must be a finite number; the weights are damaged or too large, copy them again or train"
            + " with a lower learning rate\n";
    String said = "rrm: " + model + ": the log-prob of token 1 of a completion is NaN" + rule;
    String name = model.toString();
    assertEquals(said, refused("NaN", "judge", "--model", name, "--input", input.toString()));
    assertEquals(said, refused("NaN", "evaluate", "--model", name, "--input", input.toString()));
    assertEquals(
        said,
        refused(
            "NaN",
            "generate",
            "--model",
            name,
            "--max-new-tokens",
            "4",
            "--temperature",
            "0",
            "--input",
            passage.toString()));
    assertEquals(
        "rrm: " + model + ": the log-prob of scored token 1 of 'i' is NaN" + rule,
        refused(
            "NaN",
            "score",
            "--model",
            name,
            "--input",
            passage.toString(),
            "--output",
            out.toString()));
    assertFalse(Files.exists(out));
  }
}
