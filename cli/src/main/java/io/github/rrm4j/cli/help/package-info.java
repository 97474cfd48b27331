/**
 * What the command line says about itself: help with groups and examples ({@link
 * io.github.rrm4j.cli.help.CommandHelp}), and completion for shells ({@link
 * io.github.rrm4j.cli.help.CompletionCommand}).
 */
package io.github.rrm4j.cli.help;
