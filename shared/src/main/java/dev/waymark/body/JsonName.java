package dev.waymark.body;

import java.util.Locale;

/// How Java names are spelled in JSON.
final class JsonName {
    private JsonName() {}

    /// `tokenUsage` → `token_usage`, `costUSD` → `cost_usd`.
    static String ofComponent(String name) {
        StringBuilder json = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && startsWord(name, i)) {
                json.append('_');
            }
            json.append(Character.toLowerCase(c));
        }
        return json.toString();
    }

    /// `BEFORE_STEP` → `before_step`.
    static String ofConstant(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static boolean startsWord(String name, int i) {
        if (i == 0) {
            return false;
        }
        boolean afterCapital = Character.isUpperCase(name.charAt(i - 1));
        boolean beforeSmall = i + 1 < name.length() && Character.isLowerCase(name.charAt(i + 1));
        return !afterCapital || beforeSmall;
    }
}
