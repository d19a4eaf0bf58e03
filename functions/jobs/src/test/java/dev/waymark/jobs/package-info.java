/// Tests of jobs through their handler, on a real PostgreSQL.
@NullMarked
package dev.waymark.jobs;

import org.jspecify.annotations.NullMarked;
