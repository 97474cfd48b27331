package io.github.rrm4j.data;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.rows.Row;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which field of a row is what. A role without a field of its own is looked for under its usual
 * names; where any response is mapped, only mapped responses count.
 *
 * @param fields the field of a role, by role; a name, or names joined by dots that lead into nested
 *     records
 * @param labels how a label says which response is better
 */
public record Columns(Map<Role, String> fields, Labels labels) {

  /** The layouts as they are published, without a mapping. */
  public static final Columns USUAL = new Columns(Map.of(), Labels.USUAL);

  /** What a field can be. */
  public enum Role {
    /** What the responses answer: a text, or a list of messages. */
    PROMPT,
    /** A system message that stands before the prompt. */
    SYSTEM,
    /** The better response: a text, or a conversation that ends in it. */
    CHOSEN,
    /** The worse response, in the form of the better one. */
    REJECTED,
    /** The response of Assistant 1. */
    RESPONSE_1,
    /** The response of Assistant 2. */
    RESPONSE_2,
    /** Which of the two is better. */
    LABEL,
    /** A number or boolean of the first response; the higher one of the two is better. */
    SCORE_1,
    /** The same of the second response. */
    SCORE_2,
    /** The part of the data set that the pair is counted in. */
    SECTION,
    /** The name of the pair. */
    ID;

    /** The role's name in configs. */
    public String key() {
      return Word.of(this);
    }
  }

  /**
   * The values of a label that mean something; others are refused. Numbers, booleans and their
   * texts are the same: {@code 1}, {@code 1.0} and {@code "1"}, {@code true} and {@code "True"}.
   *
   * @param first that the first response is better
   * @param second that the second one is
   * @param tie that none is: the row gives no pair
   */
  public record Labels(Set<String> first, Set<String> second, Set<String> tie) {

    /**
     * 1 or 2, A or B, A&gt;B or B&gt;A, model_a or model_b (Chatbot Arena), and words for a tie.
     */
    public static final Labels USUAL =
        new Labels(
            Set.of("1", "A", "A>B", "model_a"),
            Set.of("2", "B", "B>A", "model_b"),
            Set.of("tie", "A=B", "tie (bothbad)"));

    public Labels {
      first = canonical(first);
      second = canonical(second);
      tie = canonical(tie);
    }

    /** All of them. */
    Set<String> all() {
      return Stream.of(first, second, tie).flatMap(Set::stream).collect(Collectors.toSet());
    }

    private static Set<String> canonical(Set<String> labels) {
      return labels.stream().map(Row::word).collect(Collectors.toUnmodifiableSet());
    }
  }

  public Columns {
    fields = fields.isEmpty() ? Map.of() : Map.copyOf(new EnumMap<>(fields));
  }

  /** The mapped field of a role. */
  Optional<String> field(Role role) {
    return Optional.ofNullable(fields.get(role));
  }

  /** The mapped field of a role, else the first of its usual names that the row has. */
  Optional<String> field(Role role, Row row) {
    return fields.containsKey(role)
        ? field(role)
        : Layout.USUAL_FIELDS.get(role).stream().filter(row::has).findFirst();
  }

  /** The names of the columns that say what a pair is called or counted as. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>();
    for (Role role : List.of(Role.ID, Role.SECTION)) {
      names.addAll(Layout.USUAL_FIELDS.get(role));
      field(role).ifPresent(names::add);
    }
    return names;
  }

  /** The names of all columns that any row could be read by. */
  Set<String> wanted() {
    Set<String> wanted = new LinkedHashSet<>();
    Layout.USUAL_FIELDS.values().forEach(wanted::addAll);
    for (String field : fields.values()) {
      wanted.add(field);
      wanted.add(field.split("\\.", 2)[0]);
    }
    return wanted;
  }
}
