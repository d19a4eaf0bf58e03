/// Tests of dev.waymark.body. They mirror its types. Nothing depends on them.
@NullMarked
package dev.waymark.body;

import org.jspecify.annotations.NullMarked;
