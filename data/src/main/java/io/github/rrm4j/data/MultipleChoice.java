package io.github.rrm4j.data;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.rows.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Questions with options in the layouts of their owners, as problems whose answer is a letter.
 *
 * <pre>
 *   MMLU-Pro   question_id, question, options (a list), answer_index (from 0), answer (its letter)
 *   GPQA       Record ID, Question, Correct Answer, Incorrect Answer 1, ... 2, ... 3
 * </pre>
 *
 * <p>The section is {@value #MMLU_PRO} or {@value #GPQA}, the id {@code MMLU-Pro/70} or {@code
 * GPQA/rec...}. The options of MMLU-Pro stand in their order, without those that are {@code N/A};
 * those of GPQA in an order that follows from the id, since the file has the right one first. The
 * policy is asked for the letter in a box, as {@link Problem#solvedBy} looks for it.
 *
 * <p>Source: TIGER-Lab/MMLU-Pro (Wang et al. 2024, arXiv 2406.01574; {@code preprocess} of {@code
 * evaluate_from_local.py} leaves out {@code N/A}) and Idavidrein/gpqa (Rein et al. 2023, arXiv
 * 2311.12022). Differs: no examples stand before the question, and an answer outside of the box is
 * wrong, while the owners' scripts look for letters in the text.
 */
public final class MultipleChoice {

  static final String MMLU_PRO = "MMLU-Pro";
  static final String GPQA = "GPQA";

  private static final String OPTIONS = "options";
  private static final String INDEX = "answer_index";
  private static final String CORRECT = "Correct Answer";
  private static final List<String> INCORRECT =
      List.of("Incorrect Answer 1", "Incorrect Answer 2", "Incorrect Answer 3");
  private static final String NONE = "N/A";
  private static final int MOST_OPTIONS = 26;

  private MultipleChoice() {}

  /** Whether a row is such a question, and no judged response to one. */
  public static boolean is(Row row) {
    boolean mmlu = row.has("question") && row.has(OPTIONS) && row.has(INDEX);
    boolean gpqa = row.has("Question") && row.has(CORRECT);
    return (mmlu || gpqa) && !row.has("response_1") && !row.has("responses");
  }

  /**
   * The problem of a row.
   *
   * @return empty where it is of no such layout
   * @throws io.github.rrm4j.contracts.InvalidInput if it is and an option is missing, or the right
   *     one is none of them
   */
  static Optional<Problem> of(Row row) {
    if (!is(row)) {
      return Optional.empty();
    }
    return Optional.of(row.has(CORRECT) ? gpqa(row) : mmluPro(row));
  }

  private static Problem mmluPro(Row row) {
    JsonNode list = row.value(OPTIONS);
    int index = (int) row.number(INDEX, row.value(INDEX), "the index of the right option");
    if (!list.isArray() || list.size() > MOST_OPTIONS || index < 0 || index >= list.size()) {
      throw row.invalid(
          "field '%s' is %d of %d options, must be the index of one, at most %d of them, correct the record",
          INDEX, index, list.size(), MOST_OPTIONS);
    }
    List<String> options = new ArrayList<>();
    int right = -1;
    for (int i = 0; i < list.size(); i++) {
      String option = row.text(OPTIONS + "." + i).strip();
      right = i == index ? options.size() : right;
      if (!option.equals(NONE)) {
        options.add(option);
      } else if (i == index) {
        throw row.invalid("the right option is '%s', must be an answer, correct the record", NONE);
      }
    }
    String letter = letter(index);
    Optional<String> told = row.optionalText("answer").map(String::strip);
    if (told.isPresent() && !told.get().equals(letter)) {
      throw row.invalid(
          "field 'answer' is '%s' and '%s' is %d, must be the same option, correct the record",
          told.get(), INDEX, index);
    }
    String id = row.optionalWord("question_id").orElse(row.placeId());
    return problem(id, MMLU_PRO, row.filledText("question"), options, right);
  }

  private static Problem gpqa(Row row) {
    List<String> given = new ArrayList<>(List.of(row.filledText(CORRECT).strip()));
    INCORRECT.forEach(field -> given.add(row.filledText(field).strip()));
    String id = row.optionalWord("Record ID").orElse(row.placeId());
    int[] order = Key.of(0, "options of GPQA").with(id).permutation(given.size());
    List<String> options = new ArrayList<>();
    int right = 0;
    for (int i = 0; i < order.length; i++) {
      options.add(given.get(order[i]));
      right = order[i] == 0 ? i : right;
    }
    return problem(id, GPQA, row.filledText("Question"), options, right);
  }

  private static Problem problem(
      String id, String section, String question, List<String> options, int right) {
    StringBuilder text = new StringBuilder(question.strip()).append("\n\n");
    for (int i = 0; i < options.size(); i++) {
      text.append(letter(i)).append(". ").append(options.get(i)).append('\n');
    }
    text.append("\nPut the letter of the right option in \\boxed{}.");
    return new Problem(new Prompt(section + "/" + id, section, text.toString()), letter(right));
  }

  private static String letter(int index) {
    return String.valueOf((char) ('A' + index));
  }
}
