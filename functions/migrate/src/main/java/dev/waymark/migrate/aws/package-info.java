/// The schema owner at deploy: a CloudFormation custom resource that migrates, and the only place here that knows AWS.
/// Nothing depends on it; AWS Lambda calls it by name.
/// What migrating means is decided beneath it, in `dev.waymark.migrate`.
@NullMarked
package dev.waymark.migrate.aws;

import org.jspecify.annotations.NullMarked;
