/// API keys: secrets that stand for a caller. Records and their repository; the secret itself is never stored.
@NullMarked
package dev.waymark.apikey;

import org.jspecify.annotations.NullMarked;
