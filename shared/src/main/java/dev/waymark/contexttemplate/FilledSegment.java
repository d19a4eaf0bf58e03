package dev.waymark.contexttemplate;

import java.math.BigDecimal;

/// A segment of one rendering.
///
/// @param place among the segments of the template, from 0
/// @param text with the values in it
/// @param tokens of the text alone
record FilledSegment(int place, String name, BigDecimal importance, boolean required, String text, int tokens) {}
