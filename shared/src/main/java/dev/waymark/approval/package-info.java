/// Approvals: the requests that risky steps wait for, and the decisions about them. Records as they are asked
/// for, stored and answered, and their repository. What an approval does to a step is the database's to say.
@NullMarked
package dev.waymark.approval;

import org.jspecify.annotations.NullMarked;
