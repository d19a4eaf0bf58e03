package dev.waymark.local;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// An HTTP request as it came in.
///
/// @param method the method as it was sent
/// @param encodedPath the path, still percent-encoded
/// @param rawQuery the query, still percent-encoded; empty where there is none
/// @param protocol such as `HTTP/1.1`
/// @param headers every header with its values, by its name in lower case, sorted
/// @param body the bytes of the body; never written to
/// @param sourceIp where it came from
/// @param id the id that answers and logs name
/// @param receivedAt when it came in
record IncomingRequest(
        String method,
        String encodedPath,
        String rawQuery,
        String protocol,
        Map<String, List<String>> headers,
        @SuppressWarnings("ArrayRecordComponent") // not compared, and too big to copy
        byte[] body,
        String sourceIp,
        String id,
        Instant receivedAt) {

    /// The same request with this body.
    IncomingRequest withBody(byte[] bytes) {
        return new IncomingRequest(method, encodedPath, rawQuery, protocol, headers, bytes, sourceIp, id, receivedAt);
    }

    /// The values of a header joined by commas, as API Gateway hands them over.
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(values -> String.join(",", values));
    }

    /// The cookies sent, one `name=value` each.
    List<String> cookies() {
        return headers.getOrDefault("cookie", List.of()).stream()
                .flatMap(line -> List.of(line.split(";", -1)).stream())
                .map(String::strip)
                .filter(cookie -> !cookie.isEmpty())
                .toList();
    }

    /// The query's names with their values, decoded, in the order of their first appearance.
    Map<String, List<String>> query() {
        var parameters = new LinkedHashMap<String, List<String>>();
        for (String pair : rawQuery.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            parameters
                    .computeIfAbsent(PercentEncoding.decodeQuery(name), absent -> new ArrayList<>())
                    .add(PercentEncoding.decodeQuery(value));
        }
        return parameters;
    }

    /// The body as text; nothing where it is packed or is not UTF-8, and must travel as Base64.
    Optional<String> text() {
        boolean packed = header("content-encoding")
                .map(encoding -> encoding.toLowerCase(Locale.ROOT).contains("gzip"))
                .orElse(false);
        if (packed) {
            return Optional.empty();
        }
        try {
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString());
        } catch (CharacterCodingException notUtf8) {
            return Optional.empty();
        }
    }
}
