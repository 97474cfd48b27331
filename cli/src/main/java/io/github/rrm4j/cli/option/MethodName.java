package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.RankingMethod;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The names of ranking methods on the command line: {@code bradley-terry}. */
public final class MethodName implements ITypeConverter<RankingMethod> {

  @Override
  public RankingMethod convert(String name) {
    return Arrays.stream(RankingMethod.values())
        .filter(method -> of(method).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    Text.format(
                        "is '%s', must be one of %s",
                        name,
                        Arrays.stream(RankingMethod.values())
                            .map(MethodName::of)
                            .collect(Collectors.joining(", ")))));
  }

  public static String of(RankingMethod method) {
    return Word.of(method).replace('_', '-');
  }
}
