/// Tests of dev.waymark.json. They mirror its types. Nothing depends on them.
@NullMarked
package dev.waymark.json;

import org.jspecify.annotations.NullMarked;
