package io.github.rrm4j.config;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import io.github.rrm4j.contracts.Json;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The JSON Schema of config files, for editors: types and ranges from what a reader declared,
 * descriptions and defaults from {@code configs/base}.
 *
 * <p>Source: JSON Schema draft 2020-12. No key is required, because every key has a default; a key
 * that must be set has no default here.
 */
public final class JsonSchema {
  private final BaseConfig base;
  private final Map<String, Declaration> declarations;

  private JsonSchema(ConfigReader reader) {
    this.base = reader.base();
    this.declarations =
        reader.declarations().stream()
            .collect(Collectors.toMap(Declaration::path, Function.identity()));
  }

  /**
   * The schema as indented JSON.
   *
   * @param reader one that has read the whole config
   * @throws IllegalStateException when a default was never read
   */
  public static String of(ConfigReader reader) {
    return new JsonSchema(reader).root().toPrettyString() + "\n";
  }

  private ObjectNode root() {
    ObjectNode root = Json.object();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "RRM4J config");
    root.put("type", "object");
    root.put("additionalProperties", false);
    ObjectNode properties = root.putObject("properties");
    properties
        .putObject("extends")
        .put("type", "string")
        .put("description", "The config file under this one, relative to this file.");
    addProperties(properties, "", base.root());
    return root;
  }

  private void addProperties(ObjectNode properties, String prefix, Section section) {
    section
        .entries()
        .forEach(
            (key, node) -> {
              ObjectNode property = properties.putObject(key);
              if (!base.description(prefix + key).isEmpty()) {
                property.put("description", base.description(prefix + key));
              }
              if (node instanceof Section child) {
                property.putArray("type").add("object").add("null");
                property.put("additionalProperties", false);
                addProperties(property.putObject("properties"), prefix + key + ".", child);
              } else {
                describe(property, prefix + key, node);
              }
            });
  }

  private void describe(ObjectNode property, String path, ConfigNode byDefault) {
    Declaration declaration = declarations.get(path);
    if (declaration == null) {
      throw new IllegalStateException(path + " has a default in configs/base but is never read");
    }
    if (declaration.sections().isPresent()) {
      describeSections(property, declaration.sections().get());
    } else if (declaration.list()) {
      property.put("type", "array");
      describeSingle(property.putObject("items"), declaration);
    } else {
      describeSingle(property, declaration);
    }
    if (byDefault instanceof Items items) {
      ArrayNode values = property.putArray("default");
      items.items().forEach(item -> values.addPOJO(value(declaration, item)));
    } else if (byDefault instanceof Scalar scalar && !scalar.isNull()) {
      property.putPOJO("default", value(declaration, scalar));
    } else if (declaration.optional()) {
      property.putNull("default");
    }
  }

  /** A text, a section, or a list of these; null for none. */
  private void describeSections(ObjectNode property, String sections) {
    ArrayNode any = property.putArray("anyOf");
    any.addObject().putArray("type").add("string").add("null");
    ObjectNode section = any.addObject();
    ArrayNode items = any.addObject().put("type", "array").putObject("items").putArray("anyOf");
    items.addObject().put("type", "string");
    for (ObjectNode object : List.of(section, items.addObject())) {
      object.put("type", "object").put("additionalProperties", false);
      if (base.byPath().get(sections) instanceof Section known) {
        addProperties(object.putObject("properties"), sections + ".", known);
      }
    }
  }

  private static void describeSingle(ObjectNode schema, Declaration declaration) {
    if (declaration.optional()) {
      schema.putArray("type").add(declaration.type().schemaName()).add("null");
    } else {
      schema.put("type", declaration.type().schemaName());
    }
    for (Rule rule : declaration.rules()) {
      if (rule instanceof Rule.OneOf oneOf) {
        ArrayNode names = schema.putArray("enum");
        oneOf.names().forEach(names::add);
        if (declaration.optional()) {
          names.addNull();
        }
      } else if (rule instanceof Rule.Range range) {
        bound(schema, range.lowIncluded() ? "minimum" : "exclusiveMinimum", range.low());
        bound(schema, range.highIncluded() ? "maximum" : "exclusiveMaximum", range.high());
      }
    }
  }

  private static void bound(ObjectNode schema, String name, double bound) {
    if (bound == Math.rint(bound) && Math.abs(bound) < 1e15) {
      schema.put(name, (long) bound);
    } else if (!Double.isInfinite(bound)) {
      schema.put(name, bound);
    }
  }

  private static Object value(Declaration declaration, ConfigNode node) {
    if (!(node instanceof Scalar scalar)) {
      throw new IllegalStateException(declaration.path() + " has a list or section as an item");
    }
    return switch (declaration.type()) {
      case WHOLE_NUMBER -> scalar.wholeNumber().orElseThrow();
      case NUMBER -> scalar.number().orElseThrow();
      case FLAG -> scalar.flag().orElseThrow();
      case TEXT -> scalar.text();
    };
  }
}
