package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.ranking.Method;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of ranking methods on the command line: {@code bradley-terry}. */
public final class MethodName implements ITypeConverter<Method> {

  @Override
  public Method convert(String name) {
    return Arrays.stream(Method.values())
        .filter(method -> of(method).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "is '%s', must be one of %s"
                        .formatted(
                            name,
                            Arrays.stream(Method.values())
                                .map(MethodName::of)
                                .collect(Collectors.joining(", ")))));
  }

  public static String of(Method method) {
    return Word.of(method).replace('_', '-');
  }
}
