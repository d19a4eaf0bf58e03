package dev.waymark.api.dispatch;

import java.util.Map;

/// A response, whatever carries it back.
///
/// @param headers by lower-case name
/// @param body UTF-8 text, or packed where `content-encoding` says so; empty when there is none
@SuppressWarnings("ArrayRecordComponent") // written once and never compared
public record Response(int status, Map<String, String> headers, byte[] body) {}
