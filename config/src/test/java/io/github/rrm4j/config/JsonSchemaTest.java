package io.github.rrm4j.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonSchemaTest {
  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text.replace('\'', '"'));
  }

  private static JsonNode schema() throws JsonProcessingException {
    ConfigReader reader = ConfigTree.defaults(Example.base(), List.of()).reader();
    Example.read(reader);
    return new ObjectMapper().readTree(JsonSchema.of(reader));
  }

  @Test
  void sectionsAreClosedObjectsWithTheirDescription() throws JsonProcessingException {
    assertEquals(
        json(
            """
            {'description': 'About the policy. It has two keys.',
             'type': ['object', 'null'],
             'additionalProperties': false,
             'properties': {
               'path': {'description': 'Folder of the model.', 'type': 'string'},
               'adapter': {'type': ['string', 'null'], 'default': null}}}"""),
        schema().at("/properties/model"));
    assertEquals("https://json-schema.org/draft/2020-12/schema", schema().at("/$schema").asText());
    assertEquals(json("false"), schema().at("/additionalProperties"));
    assertEquals("string", schema().at("/properties/extends/type").asText());
  }

  @Test
  void valuesHaveTypesRangesAndDefaults() throws JsonProcessingException {
    JsonNode grpo = schema().at("/properties/grpo/properties");
    assertEquals(
        json(
            """
            {'description': 'Completions of one prompt (G).', 'type': 'integer', 'minimum': 2,
             'default': 8}"""),
        grpo.get("group_size"));
    assertEquals(
        json(
            """
            {'description': 'Clipping of the ratio (epsilon).', 'type': 'number',
             'exclusiveMinimum': 0, 'exclusiveMaximum': 1, 'default': 0.2}"""),
        grpo.get("clip_range"));
    assertEquals(
        json(
            """
            {'type': ['integer', 'null'], 'minimum': 1, 'maximum': 4096, 'default': null}"""),
        grpo.get("max_tokens"));
    assertEquals(json("{'type': 'boolean', 'default': true}"), grpo.get("shuffle"));
    assertEquals(6e-5, grpo.at("/optimizer/properties/learning_rate/default").asDouble());
  }

  @Test
  void closedSetsAreEnumsAndListsAreArrays() throws JsonProcessingException {
    JsonNode grpo = schema().at("/properties/grpo/properties");
    assertEquals(
        json("{'type': 'string', 'enum': ['grpo', 'dr_grpo'], 'default': 'grpo'}"),
        grpo.get("loss"));
    assertEquals(
        json(
            """
            {'type': 'array', 'items': {'type': 'string', 'enum': ['grpo', 'dr_grpo']},
             'default': ['grpo', 'dr_grpo']}"""),
        grpo.get("losses"));
    assertEquals(
        json(
            """
            {'type': 'array', 'items': {'type': 'integer', 'minimum': 1}, 'default': [64, 1000]}"""),
        grpo.get("budgets"));
  }

  @Test
  void aDefaultThatNobodyReadsIsAMistakeOfTheProgram() {
    ConfigReader reader = ConfigTree.defaults(Example.base(), List.of()).reader();
    assertThrows(IllegalStateException.class, () -> JsonSchema.of(reader));
  }
}
