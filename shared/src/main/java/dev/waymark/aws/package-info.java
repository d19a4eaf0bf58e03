/// How functions reach their database from AWS: the settings of the data source, taken from the environment, and logins
/// by IAM. For entry adapters; knows nothing of what they serve.
@NullMarked
package dev.waymark.aws;

import org.jspecify.annotations.NullMarked;
