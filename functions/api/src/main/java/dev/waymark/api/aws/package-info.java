/// The entry adapter for Lambda behind API Gateway (HTTP API, payload 2.0), and the only package that knows AWS.
/// Turns events into requests and responses into answers; everything between is dispatch's.
/// Nothing depends on this package.
@NullMarked
package dev.waymark.api.aws;

import org.jspecify.annotations.NullMarked;
