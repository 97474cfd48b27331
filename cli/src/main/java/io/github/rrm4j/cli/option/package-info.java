/**
 * Options that several commands have, each with one meaning: {@link
 * io.github.rrm4j.cli.option.JudgeOption} and its parts build a {@link
 * io.github.rrm4j.judging.JudgeSpec} and open nothing.
 *
 * <p>Defaults of a judge are not written here: {@link io.github.rrm4j.cli.option.JudgeDefaults}
 * takes them from {@code configs/base/judging.yaml}. {@link
 * io.github.rrm4j.cli.option.RenamedFlags} names the successor of a flag that is gone. Commands may
 * use this package, and never each other.
 */
package io.github.rrm4j.cli.option;
