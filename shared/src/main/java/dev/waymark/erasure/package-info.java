/// Erasing end users and tenants: receipts as they are stored and answered, and the one class that
/// goes from batch to batch. What a batch does is said in SQL; sealed messages and archives are
/// asked of those who keep them.
@NullMarked
package dev.waymark.erasure;

import org.jspecify.annotations.NullMarked;
