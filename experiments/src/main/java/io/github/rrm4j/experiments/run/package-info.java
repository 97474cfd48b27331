/**
 * One training: from its config to its folder.
 *
 * <pre>
 *   configs/x.yaml --RunConfig.of--&gt; TrainingPlan + what "miniature" and a policy's judge stand for
 *     --RunFolder.open--&gt; the folder, config.yaml
 *     --RunFolder.prepared--&gt; the plan with all its files in their place
 *     --Training.run--&gt; Pipeline
 * </pre>
 *
 * <p>The {@code *Keys} read the sections of a config: a section that is a plain record is bound by
 * name; theirs is what two keys must be to each other. Defaults stand in {@code configs/base} and
 * nowhere else. Read {@link io.github.rrm4j.experiments.run.RunConfig} first, then {@code
 * PlanKeys}.
 */
package io.github.rrm4j.experiments.run;
