/// How functions reach their database and their archives from AWS: settings taken from the environment, logins by IAM,
/// and
/// the store in S3. For entry adapters; knows nothing of what they serve.
@NullMarked
package dev.waymark.aws;

import org.jspecify.annotations.NullMarked;
