package io.github.rrm4j.cli.help;

import io.github.rrm4j.contracts.Text;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Scripts that complete the commands of a command line in bash and zsh, which share their tables:
 * which command a line has so far is found by walking down the names of commands, then its
 * subcommands, options and their values are offered. Bash 3.2, as macOS has it, is enough.
 *
 * @param root the whole command line
 */
record ShCompletion(CommandSpec root) {

  /** In the place of values: names of files, or nothing that a shell could offer. */
  private static final String FILES = "<files>";

  private static final String NOTHING = "<nothing>";

  private static final String BASH =
      """
      _%1$s() {
        local IFS=$'\\n' cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
        local at= i words
        for ((i = 1; i < COMP_CWORD; i++)); do
          __%1$s_is "${at:+$at }${COMP_WORDS[i]}" && at=${at:+$at }${COMP_WORDS[i]}
        done
        words=$(__%1$s_values "$at $prev")
        if [[ -z $words && $cur == -* ]]; then
          words=$(__%1$s_options "$at")
        elif [[ -z $words ]]; then
          words=$(__%1$s_words "$at")
        fi
        COMPREPLY=()
        case $words in
          '<nothing>') ;;
          '<files>')
            type compopt >/dev/null 2>&1 && compopt -o filenames
            COMPREPLY=($(compgen -f -- "$cur"))
            ;;
          *) COMPREPLY=($(compgen -W "$words" -- "$cur")) ;;
        esac
      }
      complete -F _%1$s %1$s
      """;

  private static final String ZSH =
      """
      _%1$s() {
        local at= word found
        for word in ${words[2,CURRENT-1]}; do
          __%1$s_is "${at:+$at }$word" && at=${at:+$at }$word
        done
        found=$(__%1$s_values "$at ${words[CURRENT-1]}")
        if [[ -z $found && ${words[CURRENT]} == -* ]]; then
          found=$(__%1$s_options "$at")
        elif [[ -z $found ]]; then
          found=$(__%1$s_words "$at")
        fi
        case $found in
          '<nothing>') _message 'a value' ;;
          '<files>') _files ;;
          *) compadd -- ${(f)found} ;;
        esac
      }
      type compdef >/dev/null 2>&1 || { autoload -U compinit && compinit; }
      compdef _%1$s %1$s
      """;

  String bash() {
    return "# bash completion of " + root.name() + "\n" + tables() + Text.format(BASH, root.name());
  }

  String zsh() {
    return "# zsh completion of " + root.name() + "\n" + tables() + Text.format(ZSH, root.name());
  }

  /** Functions that say whether words are a command, and what may follow them. */
  private String tables() {
    List<String> paths = new ArrayList<>();
    List<String> words = new ArrayList<>();
    List<String> options = new ArrayList<>();
    List<String> values = new ArrayList<>();
    walk(root, "", paths, words, options, values);
    String is = "    " + paths.stream().map(ShCompletion::quoted).collect(Collectors.joining("|"));
    return function("is", is + ") return 0 ;;\n    *) return 1 ;;\n")
        + function("words", String.join("", words))
        + function("options", String.join("", options))
        + function("values", String.join("", values));
  }

  private String function(String name, String cases) {
    return Text.format("__%s_%s() {\n  case \"$1\" in\n%s  esac\n}\n", root.name(), name, cases);
  }

  private static void walk(
      CommandSpec command,
      String path,
      List<String> paths,
      List<String> words,
      List<String> options,
      List<String> values) {
    words.add(line(quoted(path), parameters(command)));
    options.add(
        line(quoted(path), command.options().stream().flatMap(ShCompletion::names).toList()));
    for (OptionSpec option : command.options()) {
      if (option.arity().max() > 0) {
        String named =
            names(option).map(name -> quoted(path + " " + name)).collect(Collectors.joining("|"));
        values.add(line(named, offered(option)));
      }
    }
    command
        .subcommands()
        .forEach(
            (name, line) -> {
              String below = (path + " " + name).strip();
              paths.add(below);
              walk(line.getCommandSpec(), below, paths, words, options, values);
            });
  }

  /** What may stand in the place of a parameter: subcommands, values or files. */
  private static List<String> parameters(CommandSpec command) {
    if (!command.subcommands().isEmpty()) {
      return List.copyOf(command.subcommands().keySet());
    }
    List<String> offered =
        command.positionalParameters().stream()
            .flatMap(parameter -> offered(parameter).stream())
            .filter(word -> !word.equals(NOTHING))
            .distinct()
            .toList();
    return offered.isEmpty() ? List.of(NOTHING) : offered;
  }

  private static List<String> offered(ArgSpec argument) {
    List<String> values = Completed.values(argument);
    if (!values.isEmpty()) {
      return values;
    }
    return List.of(Completed.isFile(argument) ? FILES : NOTHING);
  }

  private static Stream<String> names(OptionSpec option) {
    return Arrays.stream(option.names());
  }

  private static String line(String pattern, List<String> words) {
    String quoted = words.stream().map(ShCompletion::quoted).collect(Collectors.joining(" "));
    return words.isEmpty() ? "" : Text.format("    %s) printf '%%s\\n' %s ;;\n", pattern, quoted);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }
}
