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
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
 * <p>The others are the tasks of published judges in our own words, with the verdicts as those
 * judges write them: {@code brackets} (Zheng et al. 2023, MT-Bench), {@code judgelm} (Zhu et al.
 * 2023), {@code deepseek-grm} (Liu et al. 2025), {@code rm-r1} (Chen et al. 2025), {@code j1}
 * (Whitehouse et al. 2025).
 */
public final class JudgeTemplate {

  private static final Pattern HOLE = Pattern.compile("\\{(query|response_1|response_2)\\}");
  private static final Pattern PART = Pattern.compile("(?m)^=== (.*)\\R");
  private static final String VERDICT_PART = "=== verdict ";
  private static final Pattern VERDICT = Pattern.compile("\\A\\s*=== verdict (.*)\\R");

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
          "brackets",
          "judgelm",
          "deepseek-grm",
          "rm-r1",
          "j1");

  private final String text;
  private final List<Message> parts;
  private final boolean thinks;
  private final VerdictFormat verdict;

  private JudgeTemplate(String text, List<Message> parts, boolean thinks, VerdictFormat verdict) {
    this.text = text;
    this.parts = parts;
    this.thinks = thinks;
    this.verdict = verdict;
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
    List<Message> parts = parts(place, VERDICT.matcher(text).replaceFirst(""));
    for (String hole : List.of("{query}", "{response_1}", "{response_2}")) {
      if (parts.stream().noneMatch(m -> m.role().equals("user") && m.content().contains(hole))) {
        throw new InvalidInput(
            place + ": the template has no " + hole + " in a part '=== user'; add it");
      }
    }
    return new JudgeTemplate(text, parts, true, verdict);
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
      if (!role.equals("system") && !role.equals("user")) {
        throw new InvalidInput(
            place
                + ": the template has a part '=== "
                + role
                + "', must be system or user, and before them perhaps one line '=== verdict NAME'");
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
    List<Message> longer = new ArrayList<>(parts);
    Message last = longer.remove(longer.size() - 1);
    longer.add(new Message(last.role(), last.content() + end));
    return new JudgeTemplate(text.stripTrailing() + end + "\n", longer, thinks, verdict);
  }

  /** The messages that ask about two responses; holes are filled in one pass, never twice. */
  public List<Message> messages(String query, String response1, String response2) {
    return parts.stream()
        .map(part -> new Message(part.role(), fill(part.content(), query, response1, response2)))
        .toList();
  }

  private static String fill(String text, String query, String response1, String response2) {
    return HOLE.matcher(text)
        .replaceAll(
            hole ->
                Matcher.quoteReplacement(
                    switch (hole.group(1)) {
                      case "query" -> query;
                      case "response_1" -> response1;
                      default -> response2;
                    }));
  }
}
