/// Evaluations: whether a step worked, and why one thinks so. What rules see (`Rules`), what follows from it
/// (`Verdict`,
/// `Confidence`, `Advice`), records as they are asked for, stored and answered, and their repository. The judging
/// itself
/// is pure; only the repository knows the database.
@NullMarked
package dev.waymark.evaluation;

import org.jspecify.annotations.NullMarked;
