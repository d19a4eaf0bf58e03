/// Operations on API keys.
@NullMarked
package dev.waymark.api.apikey;

import org.jspecify.annotations.NullMarked;
