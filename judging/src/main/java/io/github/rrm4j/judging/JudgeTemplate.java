package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.NearestName;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.rewards.StatedConfidence;
import io.github.rrm4j.rewards.VerdictFormat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The words in which a judge is asked: a text of parts that start with {@code === system} or {@code
 * === user}, with {@code {query}}, {@code {response_1}} and {@code {response_2}} in the user's. A
 * line {@code === verdict NAME} before them says how the verdict is written, where that is not in a
 * box: {@link VerdictFormat}.
 *
 * <p>Built in: {@code rrm} (our wording of Guo et al. 2025, "Reward Reasoning Model"), {@code
 * compact} (the bare three texts, for small models) and {@code direct} (the task of {@code rrm}
 * with a verdict and no thinking, the paper's DirectJudge).
 *
 * <p>{@code rrm-confidence} and {@code compact-confidence} ask for a confidence after the verdict
 * too: {@link StatedConfidence}.
 *
 * <p>{@code rrm-listwise} and {@code compact-listwise} rank n responses at once: a part {@code ===
 * response} says how each of them is written, with {@code {number}} and {@code {response}}, and
 * stands for all of them at {@code {responses}}; the verdict is {@link VerdictFormat#RANKING}. A
 * pair is a list of two.
 *
 * <p>{@code rrm-rubric} and {@code compact-rubric} have the judge write criteria first: a part
 * {@code === rubric} with {@code {query}} asks for them without the responses, and what is written
 * stands at {@code {rubric}}.
 *
 * <p>The others are the tasks of published judges in our own words, with the verdicts as those
 * judges write them: {@code brackets} (Zheng et al. 2023, MT-Bench), {@code judgelm} (Zhu et al.
 * 2023), {@code deepseek-grm} (Liu et al. 2025), {@code rm-r1} (Chen et al. 2025), {@code j1}
 * (Whitehouse et al. 2025).
 */
public final class JudgeTemplate {

  private static final Pattern HOLE =
      Pattern.compile("\\{(query|response_1|response_2|responses|count|rubric)\\}");
  private static final Pattern RESPONSE_HOLE = Pattern.compile("\\{(number|response)\\}");
  private static final String RESPONSE_PART = "response";
  private static final String RUBRIC_PART = "rubric";
  private static final List<String> PARTS_BEFORE = List.of(RESPONSE_PART, RUBRIC_PART);
  private static final Pattern PART = Pattern.compile("(?m)^=== (.*)\\R");
  private static final String VERDICT_PART = "=== verdict ";
  private static final Pattern VERDICT = Pattern.compile("\\A\\s*=== verdict (.*)\\R");

  /** The hole of a rubric, as a prompt shows it whose rubric is not written yet. */
  static final String RUBRIC = "{rubric}";

  /** The built-in template that asks for a verdict without thinking. */
  public static final String DIRECT = "direct";

  /** The built-in templates. */
  public static final List<String> NAMES =
      List.of(
          "rrm",
          "compact",
          DIRECT,
          "rrm-confidence",
          "compact-confidence",
          "rrm-listwise",
          "compact-listwise",
          "rrm-rubric",
          "compact-rubric",
          "brackets",
          "judgelm",
          "deepseek-grm",
          "rm-r1",
          "j1");

  private final String text;
  private final Parts parts;
  private final boolean thinks;
  private final VerdictFormat verdict;

  private JudgeTemplate(String text, Parts parts, boolean thinks, VerdictFormat verdict) {
    this.text = text;
    this.parts = parts;
    this.thinks = thinks;
    this.verdict = verdict;
  }

  /**
   * What a template consists of.
   *
   * @param response how one of n responses is written; empty where the two have holes of their own
   * @param rubric what asks for a rubric; empty where none is written
   * @param asked what asks for the verdict
   */
  private record Parts(Optional<String> response, Optional<String> rubric, List<Message> asked) {

    boolean has(String hole) {
      return asked.stream().anyMatch(m -> m.role().equals("user") && m.content().contains(hole));
    }
  }

  /** Whether a judge that is asked in these words ranks any number of responses at once. */
  public boolean ranks() {
    return parts.response().isPresent() && verdict == VerdictFormat.RANKING;
  }

  /** Whether a rubric is written for each query before its responses are judged. */
  public boolean hasRubric() {
    return parts.rubric().isPresent();
  }

  /** How a judge that is asked in these words writes its verdict. */
  public VerdictFormat verdict() {
    return verdict;
  }

  /** Whether the judge is asked for its confidence too: the words hold {@code <confidence>}. */
  public boolean asksForConfidence() {
    return text.contains(StatedConfidence.OPEN);
  }

  /** The same words, with the verdict read in another format. */
  public JudgeTemplate verdict(VerdictFormat other) {
    if (other.equals(verdict)) {
      return this;
    }
    String words = VERDICT.matcher(text).replaceFirst("");
    String named = VERDICT_PART + other.word() + "\n" + words;
    return new JudgeTemplate(other == VerdictFormat.BOXED ? words : named, parts, thinks, other);
  }

  /** The template as it is written in a file. */
  public String text() {
    return text;
  }

  /** Whether a judge that is asked in these words thinks first; {@code direct} alone does not. */
  public boolean thinks() {
    return thinks;
  }

  /**
   * @param nameOrFile a built-in name or the path of a template file
   * @throws InvalidInput if there is neither, or the text lacks a part or a hole
   */
  public static JudgeTemplate named(String nameOrFile) {
    try (InputStream builtIn =
        JudgeTemplate.class.getResourceAsStream("templates/" + nameOrFile + ".txt")) {
      if (builtIn != null) {
        JudgeTemplate read =
            parse(nameOrFile, new String(builtIn.readAllBytes(), StandardCharsets.UTF_8));
        return new JudgeTemplate(read.text, read.parts, !nameOrFile.equals(DIRECT), read.verdict);
      }
      Path file = Path.of(nameOrFile);
      if (!Files.isRegularFile(file)) {
        throw InvalidInput.of(
            "judge.template: '%s' is neither built in (%s) nor a file%s",
            nameOrFile, String.join(", ", NAMES), NearestName.hint(nameOrFile, NAMES));
      }
      return parse(nameOrFile, Files.readString(file));
    } catch (IOException e) {
      throw new InvalidInput(
          "judge.template: " + nameOrFile + " cannot be read: " + OneLine.of(e), e);
    }
  }

  /**
   * @param place where the text is from, for messages
   * @throws InvalidInput if the text lacks a part or a hole
   */
  public static JudgeTemplate parse(String place, String text) {
    Matcher named = VERDICT.matcher(text);
    VerdictFormat verdict =
        named.find()
            ? VerdictFormat.named(place + ": the template's verdict", named.group(1))
            : VerdictFormat.BOXED;
    Parts parts = split(place, parts(place, VERDICT.matcher(text).replaceFirst("")));
    for (String hole : holes(parts)) {
      if (!parts.has(hole)) {
        throw new InvalidInput(
            place + ": the template has no " + hole + " in a part '=== user'; add it");
      }
    }
    return new JudgeTemplate(text, parts, true, verdict);
  }

  private static List<String> holes(Parts parts) {
    List<String> holes = new ArrayList<>(List.of("{query}"));
    holes.addAll(
        parts.response().isPresent()
            ? List.of("{responses}")
            : List.of("{response_1}", "{response_2}"));
    if (parts.rubric().isPresent()) {
      holes.add(RUBRIC);
    }
    return holes;
  }

  /** Takes apart what asks for the verdict and what stands before it. */
  private static Parts split(String place, List<Message> all) {
    List<Message> asked = all.stream().filter(m -> !PARTS_BEFORE.contains(m.role())).toList();
    List<Message> before = all.subList(0, all.size() - asked.size());
    for (String role : PARTS_BEFORE) {
      long there = all.stream().filter(m -> m.role().equals(role)).count();
      if (there > 1 || there != before.stream().filter(m -> m.role().equals(role)).count()) {
        throw InvalidInput.of(
            "%s: the template has a part '=== %s' %s, must have at most one, before the parts system"
                + " and user; move it",
            place, role, there > 1 ? "more than once" : "after another part");
      }
    }
    Parts parts = new Parts(part(before, RESPONSE_PART), part(before, RUBRIC_PART), asked);
    checkHoles(place, RESPONSE_PART, parts.response(), List.of("{number}", "{response}"));
    checkHoles(place, RUBRIC_PART, parts.rubric(), List.of("{query}"));
    return parts;
  }

  private static Optional<String> part(List<Message> parts, String role) {
    return parts.stream().filter(m -> m.role().equals(role)).map(Message::content).findFirst();
  }

  private static void checkHoles(
      String place, String role, Optional<String> part, List<String> holes) {
    for (String hole : holes) {
      if (part.isPresent() && !part.get().contains(hole)) {
        throw new InvalidInput(
            place + ": the template has no " + hole + " in its part '=== " + role + "'; add it");
      }
    }
  }

  private static List<Message> parts(String place, String text) {
    List<Message> parts = new ArrayList<>();
    Matcher part = PART.matcher(text);
    int from = -1;
    String role = "";
    while (part.find()) {
      if (from >= 0) {
        parts.add(new Message(role, text.substring(from, part.start()).stripTrailing()));
      }
      role = part.group(1).strip();
      if (!role.equals("system") && !role.equals("user") && !PARTS_BEFORE.contains(role)) {
        throw new InvalidInput(
            place
                + ": the template has a part '=== "
                + role
                + "', must be system or user, and before them perhaps one line '=== verdict NAME'"
                + " and a part response or rubric");
      }
      if (from < 0 && !text.substring(0, part.start()).isBlank()) {
        throw new InvalidInput(
            place + ": the template has text before its first part; begin with '=== user'");
      }
      from = part.end();
    }
    if (from >= 0) {
      parts.add(new Message(role, text.substring(from).stripTrailing()));
    }
    return parts;
  }

  /** This template with a sentence of its own at the end of the last part. */
  JudgeTemplate followedBy(String sentence) {
    String end = "\n\n" + sentence;
    List<Message> longer = new ArrayList<>(parts.asked());
    Message last = longer.remove(longer.size() - 1);
    longer.add(new Message(last.role(), last.content() + end));
    return new JudgeTemplate(
        text.stripTrailing() + end + "\n",
        new Parts(parts.response(), parts.rubric(), longer),
        thinks,
        verdict);
  }

  /** The messages that ask about two responses; holes are filled in one pass, never twice. */
  public List<Message> messages(String query, String response1, String response2) {
    return messages(query, List.of(response1, response2), "");
  }

  /**
   * The messages that ask about some responses.
   *
   * @param responses two, unless the template {@linkplain #ranks ranks}
   * @param rubric that was written for the query; of no matter where the template has none
   * @throws IllegalArgumentException if there are not two and the template has holes for two
   */
  public List<Message> messages(String query, List<String> responses, String rubric) {
    Map<String, String> filling = new HashMap<>(Map.of("query", query));
    if (parts.response().isPresent()) {
      filling.put("responses", listed(parts.response().get(), responses));
      filling.put("count", Integer.toString(responses.size()));
    } else {
      if (responses.size() != 2) {
        throw new IllegalArgumentException("a template of pairs, " + responses.size() + " texts");
      }
      filling.put("response_1", responses.get(0));
      filling.put("response_2", responses.get(1));
    }
    if (parts.rubric().isPresent()) {
      filling.put("rubric", rubric);
    }
    return parts.asked().stream()
        .map(part -> new Message(part.role(), fill(HOLE, part.content(), filling)))
        .toList();
  }

  /**
   * The messages that ask for the rubric of a query.
   *
   * @throws java.util.NoSuchElementException if the template {@linkplain #hasRubric has} none
   */
  public List<Message> rubricMessages(String query) {
    String words = parts.rubric().orElseThrow();
    return List.of(new Message("user", fill(HOLE, words, Map.of("query", query))));
  }

  private static String listed(String part, List<String> responses) {
    return IntStream.range(0, responses.size())
        .mapToObj(
            i ->
                fill(
                    RESPONSE_HOLE,
                    part,
                    Map.of("number", Integer.toString(i + 1), "response", responses.get(i))))
        .collect(Collectors.joining("\n"));
  }

  /** What has no filling is text. */
  private static String fill(Pattern hole, String text, Map<String, String> filling) {
    return hole.matcher(text)
        .replaceAll(
            found -> Matcher.quoteReplacement(filling.getOrDefault(found.group(1), found.group())));
  }
}
