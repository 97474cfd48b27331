package io.github.rrm4j.evaluation.arena;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.JsonLines;
import io.github.rrm4j.data.MultipleChoice;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.data.rows.Rows;
import io.github.rrm4j.judging.policy.PromptWithAnswer;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.policy.ReplyList;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Questions and answers of models as Arena-Hard publishes them, beside the files of our own that
 * hold the same.
 *
 * <pre>
 *   questions  {question_id, category, turns: [{content}]}       version 0.1
 *              {uid, category, prompt}                           version 2.0
 *   answers    {question_id, model_id, choices: [{turns: [{content}]}]}       version 0.1
 *              {uid, model, messages: [..., {role: assistant, content: {answer}}]}   version 2.0
 * </pre>
 *
 * <p>Source: github.com/lmarena/arena-hard-auto.
 */
public final class ArenaHardFiles {

  private static final String QUESTION_ID = "question_id";
  private static final String UID = "uid";

  private ArenaHardFiles() {}

  /**
   * Prompts of a file of Arena-Hard or of ours.
   *
   * @return at least one, in file order
   * @throws InvalidInput if the file cannot be read, or a line is none
   */
  public static List<PromptWithAnswer> prompts(Path file) {
    return ofArenaHard(file)
        ? JsonLines.read(file, ArenaHardFiles::question)
        : PromptWithAnswer.read(file);
  }

  /**
   * One reply to each of some prompts, of a file of Arena-Hard or of ours.
   *
   * @return in the order of the prompts
   * @throws InvalidInput if the file cannot be read, a line is none, or a prompt has no reply
   */
  public static List<Reply> replies(Path file, List<PromptWithAnswer> prompts) {
    Map<String, Reply> byId = new HashMap<>();
    if (ofArenaHard(file)) {
      JsonLines.forEach(
          file,
          row -> {
            if (byId.put(id(row), answer(row)) != null) {
              throw row.invalid("answers '%s' twice, must be once, remove one", id(row));
            }
          });
    } else {
      ReplyList.read(file).forEach(list -> byId.put(list.prompt().id(), list.replies().get(0)));
    }
    List<Reply> replies = new ArrayList<>();
    for (PromptWithAnswer prompt : prompts) {
      if (!byId.containsKey(prompt.prompt().id())) {
        throw InvalidInput.of(
            "%s: has no reply to '%s', must have one to every prompt; add it, or take fewer items",
            file, prompt.prompt().id());
      }
      replies.add(byId.get(prompt.prompt().id()));
    }
    return replies;
  }

  private static boolean ofArenaHard(Path file) {
    if (Files.isDirectory(file) || !Files.exists(file) && DataFiles.isPattern(file.toString())) {
      return false;
    }
    try (Rows rows = JsonLines.open(file)) {
      return rows.hasNext() && ofArenaHard(rows.next());
    }
  }

  private static boolean ofArenaHard(Row row) {
    boolean named = row.has(UID) || row.has(QUESTION_ID);
    return named && !row.has("responses") && !MultipleChoice.is(row);
  }

  private static String id(Row row) {
    return row.filledText(row.has(UID) ? UID : QUESTION_ID);
  }

  private static PromptWithAnswer question(Row row) {
    String text = row.has("turns") ? row.filledText("turns.0.content") : row.filledText("prompt");
    if (row.value("turns").size() > 1) {
      throw row.invalid(
          "field 'turns' has %d turns, must have one, as in Arena-Hard, remove the line",
          row.value("turns").size());
    }
    String section = row.optionalText("category").orElse("all");
    return new PromptWithAnswer(
        new Prompt(id(row), section, Conversation.ofUser(text)), Optional.empty());
  }

  private static Reply answer(Row row) {
    if (row.has("choices")) {
      return Reply.of(row.text("choices.0.turns.0.content"), 0, true);
    }
    JsonNode messages = row.value("messages");
    if (!messages.isArray() || messages.isEmpty()) {
      throw row.invalid("has no answer, must have 'choices' or 'messages', add it");
    }
    String last = "messages." + (messages.size() - 1) + ".content";
    return Reply.of(row.text(row.has(last + ".answer") ? last + ".answer" : last), 0, true);
  }
}
