/// The local gateway: what API Gateway and Lambda do to a request, done in one process on 127.0.0.1 for the routes and
/// functions of template.yaml. May depend on every module that a developer's machine runs: the handlers, the embedded
/// PostgreSQL, the migrations. Nothing that is deployed may depend on it, and it knows no operation and no table.
@NullMarked
package dev.waymark.local;

import org.jspecify.annotations.NullMarked;
