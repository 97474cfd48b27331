package io.github.rrm4j.jinja;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TemplateTest {

  private static final JsonNode GOLDEN = golden();

  private static JsonNode golden() {
    try {
      return new ObjectMapper()
          .readTree(Files.readString(Path.of("src/test/resources/templates/snippets.json")));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static Stream<JsonNode> snippets() {
    return StreamSupport.stream(GOLDEN.get("snippets").spliterator(), false);
  }

  private static Stream<String> refused() {
    return StreamSupport.stream(GOLDEN.get("refused").spliterator(), false).map(JsonNode::asText);
  }

  @SuppressWarnings("unchecked")
  private static String render(String template) {
    Map<String, Object> variables =
        new ObjectMapper().convertValue(GOLDEN.get("variables"), Map.class);
    variables.put("messages", new ObjectMapper().convertValue(GOLDEN.get("messages"), List.class));
    variables.put("add_generation_prompt", true);
    variables.put("tools", null);
    variables.put("documents", null);
    return Template.parse(template).render(variables);
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void aSnippetIsRenderedOrRefusedAsTransformersDoes(JsonNode snippet) {
    String template = snippet.get("template").asText();
    if (snippet.get("text").isNull()) {
      assertThrows(TemplateError.class, () -> render(template), template);
    } else {
      assertEquals(snippet.get("text").asText(), render(template), template);
    }
  }

  @ParameterizedTest
  @MethodSource("refused")
  void whatIsNotSupportedIsAnErrorAndNeverAnotherText(String template) {
    assertThrows(TemplateError.class, () -> render(template));
  }

  @Test
  void whatIsNotSupportedDoesNoHarmWhereItIsNotReached() {
    assertEquals("x", render("{% if tools %}{{ tools | safe }}{% else %}x{% endif %}"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
        "{{ 'abc' * 9000000 }}",
        "{{ 'abc' * 9000000000000000000 }}",
        "{{ [1] * 900000000 }}",
        "{{ range(100001) | list }}",
        "{{ range(-9223372036854775807, 9223372036854775807, 9223372036854775807) | list }}",
        "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
        "{% set n = namespace(x='abcdefgh') %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% set n = namespace(x=[1]) %}{% for i in range(99) %}{% set n.x = n.x + n.x %}{% endfor %}",
        "{% for i in range(9999) %}{{ 'x' * 99999 }}{% endfor %}",
        "{{ ('x' * 9999999).replace('x', 'y' * 9999999) }}",
        "{{ (['x' * 9999999] * 99) | join }}",
        "{{ 2 ** 63 }}",
        "{{ 3 ** 64 }}",
        "{{ 9223372036854775808 }}"
      })
  void aTemplateCannotTakeTheMachine(String template) {
    assertThrows(TemplateError.class, () -> render(template));
  }

  @Test
  void deepNestingIsAnErrorAndNotAStackOverflow() {
    for (String nested :
        List.of(
            "{{ " + "(".repeat(400) + "1" + ")".repeat(400) + " }}",
            "{{ " + "[".repeat(400) + "]".repeat(400) + " }}",
            "{{ " + "-".repeat(900) + "1 }}",
            "{{ " + "not ".repeat(900) + "1 }}",
            "{{ " + "1 if 1 else ".repeat(200) + "1 }}",
            "{% if 1 %}".repeat(5000) + "{% endif %}".repeat(5000),
            "{{ 1" + " + 1".repeat(5000) + " }}")) {
      assertThrows(TemplateError.class, () -> render(nested), nested);
    }
    assertEquals("x", render("{{ 'x'" + ".strip()".repeat(240) + " }}"));
    assertEquals("400", render("{{ 1" + " + 1".repeat(399) + " }}"));
  }

  @Test
  void aValueInsideItselfIsAnErrorAndNotAStackOverflow() {
    String template =
        "{% set n = namespace(x=[]) %}{% for i in range(9999) %}{% set n.x = [n.x] %}{% endfor %}";
    for (String use : List.of("{{ n.x }}", "{{ n.x | tojson }}", "{{ n.x == [n.x] }}")) {
      assertThrows(TemplateError.class, () -> render(template + use), use);
    }
  }

  @Test
  void aMessageIsOneShortLineWithItsPlace() {
    TemplateError error =
        assertThrows(TemplateError.class, () -> render("a\nb\n{{ 1 + }}" + "x".repeat(9)));
    assertEquals("line 3: a value is expected, not '}}'", error.getMessage());
    String raised =
        assertThrows(
                TemplateError.class, () -> render("{{ raise_exception('a\nb' ~ 'x' * 9999) }}"))
            .getMessage();
    assertFalse(raised.contains("\n"));
    assertTrue(raised.startsWith("a b") && raised.length() < 400, raised);
  }
}
