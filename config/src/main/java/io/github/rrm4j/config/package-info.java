/**
 * From YAML files to checked values, or to one message with everything that is wrong with them.
 *
 * <pre>
 *   configs/base/*.yaml  (every key, its meaning, its default)      BaseConfig
 *     &lt;- the file that extends: names, and what that one extends
 *     &lt;- the user's file                                            ConfigTree.load
 *     &lt;- --set a.b=value
 *   ConfigTree --reader()--> ConfigReader --integer, number, choice, section ...--> records
 *                                         --finish()--> InvalidInput with all problems at once
 * </pre>
 *
 * <p>Words: a <em>key</em> names a value inside its section ({@code clip_range}); a <em>path</em>
 * names it in the whole config ({@code grpo.clip_range}); a <em>location</em> is where the user
 * wrote it ({@code configs/x.yaml:14}); a <em>declaration</em> is what the program expects at a
 * path. It is recorded when the value is read, so the checks and the {@link
 * io.github.rrm4j.config.JsonSchema} cannot differ.
 *
 * <p>Runs, sweeps, papers and benchmarks are read alike. A record whose components are the keys of
 * a section is made by {@link io.github.rrm4j.config.ConfigReader#record}, with {@link
 * io.github.rrm4j.config.Bounds} as ranges; no other reflection is used. A key that had another
 * name in an earlier version is refused with the new one ({@code configs/base/renamed.yaml}).
 *
 * <p>Types are decided by who reads, not by how YAML 1.1 would guess: {@code no} is text where text
 * is wanted, {@code 6e-5} is a number where a number is wanted.
 *
 * <p>Read {@link io.github.rrm4j.config.ConfigTree} first, then {@link
 * io.github.rrm4j.config.ConfigReader}.
 */
package io.github.rrm4j.config;
